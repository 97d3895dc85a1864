"""The WSGI application that the web server calls, between two guards for what Django leaves to the server."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

UNDERSTOOD = {"utf-8", "utf8", "us-ascii"}


def only_utf_8(inner: WSGIApplication) -> WSGIApplication:
    """Refuses a body in any other character set; Django would fail before it has a request to answer."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_understood(environ.get("CONTENT_TYPE", "")):
            return inner(environ, start_response)
        start_response("415 Unsupported Media Type", [("Content-Type", "text/plain")])
        return [b"Waymark reads UTF-8 only.\n"]

    return application


def is_understood(content_type: str) -> bool:
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() in UNDERSTOOD


def no_body_for_head(inner: WSGIApplication) -> WSGIApplication:
    """Waitress would send it, and a proxy would take it for the beginning of the next person's answer."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = inner(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return []

    return application


application = no_body_for_head(only_utf_8(get_wsgi_application()))
