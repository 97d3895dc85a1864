"""Checking an issued file: public pages, for anybody who holds one or knows a serial."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from reports.forms.verify import VerifyForm
from reports.models import SigningKey
from reports.seals.serials import tidied
from reports.verifying import Finding, look_up

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """No log-in, limited by network address as soon as something is looked up, kept and indexed by nobody."""

    @login_not_required
    @wraps(view)
    def handle(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asks = request.method == "POST" or "serial" in kwargs
        rate = {"verify": settings.WAYMARK_VERIFY_RATE}
        if asks and not ratelimit.consume(
            request, app="waymark", action="verify", config=rate, limit_get=True
        ):
            response = render(request, "reports/verify_too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        else:
            response = view(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return handle


@read_or_write
@open_to_all
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    found = look_up(form.cleaned_data["serial"], form.cleaned_data["sha256"])
    return _page(request, form, found)


@require_safe
@open_to_all
def verify_serial(request: HttpRequest, serial: str) -> HttpResponse:
    """Where the code on the paper leads. What is unknown looks like what never could be one."""
    form = VerifyForm(initial={"serial": tidied(serial) or serial})
    return _page(request, form, look_up(serial))


@require_safe
@login_not_required
def verify_key(request: HttpRequest, key_id: str) -> HttpResponse:  # noqa: ARG001  # Django's interface
    """A public key as a file, for `verify_portfolio --key`."""
    key = get_object_or_404(SigningKey, pk=key_id)
    response = HttpResponse(key.public_key, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = f'attachment; filename="waymark-{key.key_id}.pem"'
    return response


def _page(
    request: HttpRequest, form: VerifyForm, found: Finding | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "reports/verify.html", {"form": form, "found": found}, status=status)
