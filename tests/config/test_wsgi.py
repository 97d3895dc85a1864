"""What the web server's application makes of requests that Django itself would answer badly."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.wsgi import application

UNREADABLE = [
    "text/html; charset=zlib",
    "text/html; charset=undefined",
    "multipart/form-data; boundary=x; charset=idna",
    "multipart/form-data; boundary*=nope''x%41",
    "application/x-www-form-urlencoded; charset=utf-16",
]
READABLE = ["", "text/html", "text/html; charset=utf-8", "application/json; charset=UTF-8"]


@pytest.fixture(autouse=True)
def connection_of_the_tests():
    """A request closes connections that have grown old; the one that the tests share must stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def answer_to(**environ):
    """The status, the headers and the body that a web server would pass on."""
    environ = {"PATH_INFO": "/healthz", "HTTP_HOST": "localhost", **environ}
    setup_testing_defaults(environ)
    began = []
    body = b"".join(application(environ, lambda *start: began.append(start)))
    ((status, headers),) = began
    return status, dict(headers), body


@pytest.mark.parametrize("content_type", UNREADABLE)
def test_other_character_sets_are_refused_before_anything_reads_them(content_type):
    status, _, _ = answer_to(CONTENT_TYPE=content_type, QUERY_STRING="q=%41")

    assert status == "415 Unsupported Media Type"


@pytest.mark.parametrize("content_type", READABLE)
def test_ordinary_content_types_are_let_through(content_type):
    status, _, _ = answer_to(CONTENT_TYPE=content_type)

    assert status == "200 OK"


def test_head_is_answered_without_a_body_but_with_its_length():
    status, headers, body = answer_to(REQUEST_METHOD="HEAD")

    assert (status, headers["Content-Length"], body) == ("200 OK", "2", b"")
