"""What every request carries, the roles of the person who makes it, and what visitors leave: a row."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch

from accounts.middleware import Handler
from accounts.people import know_roles, signed_in
from portfolio.permissions import is_visiting
from portfolio.roles import Roles, roles_of
from portfolio.viewings import FILES, apprenticeship_behind, write_down

SHOWN = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}
APPS = {"portfolio", "assessments", "reports"}
NOT_FOR_VISITORS = "This page is not open to visitors."


def attach_roles(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user = request.user
            request.roles = Roles(user)  # type: ignore[attr-defined]  # read by the frame
            know_roles(user, request.roles)  # type: ignore[attr-defined]  # set the line before
        return get_response(request)

    return handle


def write_down_viewings(get_response: Handler) -> Handler:
    """Nobody from outside is shown a page or file of a portfolio without a row that says so.

    The row is written when the answer is ready and before it leaves: a failure to write is the answer then.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is None or is_public(match) or not _shows_a_record(match, response):
            return response
        if not request.user.is_authenticated:
            return response
        if roles_of(request).is_visitor and not _is_written_down(
            request, match, is_file=match.view_name in FILES or response.status_code != HTTPStatus.OK
        ):
            return render(request, "403.html", {"reason": NOT_FOR_VISITORS}, status=HTTPStatus.FORBIDDEN)
        return response

    return handle


def is_public(match: ResolverMatch) -> bool:
    """Behind a link that needs no account, whoever is logged in beside it: such links keep their own list."""
    return not getattr(match.func, "login_required", True)


def _shows_a_record(match: ResolverMatch, response: HttpResponse) -> bool:
    """A store elsewhere hands a file out itself: then the answer leads there."""
    is_shown = response.status_code in SHOWN
    is_handed_over = response.status_code == HTTPStatus.FOUND and match.view_name in FILES
    return match.app_name in APPS and bool(match.kwargs) and (is_shown or is_handed_over)


def _is_written_down(request: HttpRequest, match: ResolverMatch, *, is_file: bool) -> bool:
    """Also true when there is nothing to write: the person works on this portfolio."""
    roles = roles_of(request)
    pk = match.kwargs.get("pk")
    apprenticeship = apprenticeship_behind(match.route.partition("/<")[0], pk)
    if apprenticeship is None:
        return not roles.is_only_visitor
    if is_visiting(roles.memberships, apprenticeship):
        write_down(
            apprenticeship=apprenticeship,
            route=match.view_name,
            subject_id=pk,
            is_file=is_file,
            by=signed_in(request),
        )
    return True
