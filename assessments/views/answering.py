"""What every form of these pages does alike: what was posted, and with which status it comes back."""

from http import HTTPStatus

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed, even when it was nothing at all."""
    return request.POST if request.method == "POST" else None


def status(request: HttpRequest) -> HTTPStatus:
    """A form that comes back after a POST could not be accepted."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
