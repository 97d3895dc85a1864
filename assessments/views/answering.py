"""What the forms of these pages do alike: what was posted, what was wrong, with which status they return."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.http import HttpRequest, QueryDict

from assessments.actions import Incomplete
from assessments.forms import ProblemForm


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed, even when it was nothing at all."""
    return request.POST if request.method == "POST" else None


def status(request: HttpRequest) -> HTTPStatus:
    """A form that comes back after a POST could not be accepted."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


@contextmanager
def problems_shown_in(form: ProblemForm) -> Iterator[None]:
    """What an action finds missing is said at the form's fields, and the rest of the block is left out."""
    try:
        yield
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        form.status = incomplete.status
