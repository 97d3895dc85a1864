"""Troubles of ours: each has its page and its status, wherever in the request it happens."""

import errno

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from redis.exceptions import ConnectionError as RedisIsGone

TROUBLES = {
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "quota": OSError(errno.EDQUOT, "Quota exceeded"),
    "database": OperationalError("server closed the connection"),
    "connection": InterfaceError("connection already closed"),
    "redis": RedisIsGone("connection refused"),
    "own": ValueError("our mistake"),
    "file": OSError(errno.EIO, "Input/output error"),
}


@login_not_required
def break_down(_request: HttpRequest, kind: str) -> HttpResponse:
    raise TROUBLES[kind]


urlpatterns = [path("break/<kind>/", break_down)]
handler500 = "accounts.views.errors.server_error"


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("disk", 507, "There is no room left"),
        ("quota", 507, "There is no room left"),
        ("database", 503, "Waymark is busy"),
        ("connection", 503, "Waymark is busy"),
        ("redis", 503, "Waymark is busy"),
        ("own", 500, "Something went wrong on our side"),
        ("file", 500, "Something went wrong on our side"),
    ],
)
def test_trouble_has_its_own_page(settings, kind, status, words):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get(f"/break/{kind}/")
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_too_much_text_is_told_so(db):
    answer = Client().post("/accounts/login/", {"login": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "larger than Waymark accepts" in answer.content.decode()


def test_too_many_fields_are_told_so(db):
    answer = Client().post("/accounts/login/", {f"field{number}": "x" for number in range(2001)})
    assert answer.status_code == 400
