"""What every answer carries and every refusal looks like."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.permissions import Refused
from accounts.typed import typed_words

Handler = Callable[[HttpRequest], HttpResponse]

KNOWN_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
PERMISSIONS_POLICY = "camera=(self), microphone=(self), geolocation=(), interest-cohort=()"


def only_known_methods(get_response: Handler) -> Handler:
    """TRACE, PUT and inventions are refused before any view sees them."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in KNOWN_METHODS:
            page = render_to_string("405.html")  # without the request, which nothing has looked at yet
            return HttpResponseNotAllowed(KNOWN_METHODS, page)
        return get_response(request)

    return handle


def privacy_headers(get_response: Handler) -> Handler:
    """Nothing private is kept by a shared cache, a browser's back button, or another site."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle


class RefusalMiddleware:
    """Turns a refusal into its page: the reason, nothing lost, and the way back.

    Other troubles have their pages in views/errors.py, where those of other middleware arrive too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", {"typed": typed_words(request)}, request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            template = "409.html" if exception.status == HTTPStatus.CONFLICT else "403.html"
            page = {"reason": exception.reason, "typed": typed_words(request)}
            return render(request, template, page, status=exception.status)
        return None
