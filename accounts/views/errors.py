"""Pages for requests that went wrong: what happened, that nothing was lost, what to do."""

import contextlib
import errno
import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.typed import typed_words

OUT_OF_REACH: tuple[type[Exception], ...] = (OperationalError, InterfaceError)
with contextlib.suppress(ImportError):  # only grown installations have Redis
    from redis.exceptions import RedisError

    OUT_OF_REACH = (*OUT_OF_REACH, RedisError)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    page = {"reason": str(exception), "typed": typed_words(request)}
    return render(request, "403.html", page, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's interface
    return render(request, "404.html", {"typed": typed_words(request)}, status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's interface
    """Says which of our troubles it was. Drawn without the request, so without any query."""
    status = trouble(sys.exception())
    return HttpResponse(render_to_string(f"{status.value}.html"), status=status)


def trouble(exception: BaseException | None) -> HTTPStatus:
    if isinstance(exception, OUT_OF_REACH):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(exception, OSError) and exception.errno in NO_ROOM:
        return HTTPStatus.INSUFFICIENT_STORAGE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's interface
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
