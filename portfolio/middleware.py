"""What every request carries: the roles of the person who makes it."""

from django.http import HttpRequest, HttpResponse

from accounts.middleware import Handler
from accounts.people import know_roles
from portfolio.roles import Roles


def attach_roles(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user = request.user
            request.roles = Roles(user)  # type: ignore[attr-defined]  # read by the frame
            know_roles(user, request.roles)  # type: ignore[attr-defined]  # set the line before
        return get_response(request)

    return handle
