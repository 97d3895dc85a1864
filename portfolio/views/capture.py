"""Capturing in a hurry, with or without a connection: the page, what its script asks, the offline shell."""

import hashlib
import json
from functools import lru_cache
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio.capture_forms import CaptureForm
from portfolio.capturing import start_capture
from portfolio.file_actions import attach_files
from portfolio.file_types import ACCEPT, ACCEPTED_KINDS
from portfolio.forms import in_one_line
from portfolio.models import Apprenticeship, Evidence
from portfolio.permissions import can_add_evidence, can_capture
from portfolio.quota import limits_at
from portfolio.views.draft_page import limits_in_words
from portfolio.views.refusals import in_json

NOTHING = "Take a photo, choose a file or write a few words first; there is nothing to keep yet."
# All that the service worker may keep on a device: what the offline shell is made of. Nothing personal.
KEPT_OFFLINE = (
    "bootstrap/css/bootstrap-reboot.min.css",
    "bootstrap/css/bootstrap-grid.min.css",
    "css/waymark.css",
    "css/frame.css",
    "css/components.css",
    "css/tables.css",
    "css/forms.css",
    "css/ksb.css",
    "css/capture.css",
    "icons/favicon.svg",
    "icons/navigation.svg",
    "js/theme.js",
    "js/store.js",
    "js/sha256.js",
    "js/transfer.js",
    "js/waiting.js",
    "js/offline.js",
    "js/capture.js",
    "js/recorder.js",
    "js/clock.js",
)
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


def taking(user: User) -> list[Apprenticeship]:
    """A person's own apprenticeships that take evidence now, the newest first; refused when none does."""
    mine = Apprenticeship.objects.visible_to(user).belonging_to(user).order_by("-started_on", "pk")
    own = list(mine.select_related("version__standard", "employer", "provider"))
    can_capture(user, own).require()
    return [each for each in own if can_add_evidence(user, each)]


@read_or_write
def capture(request: HttpRequest) -> HttpResponse:
    """The page. Its form is for browsers without scripts; the script sends each thing as it comes."""
    user = signed_in(request)
    own = taking(user)
    if request.method != "POST":
        return show(request, CaptureForm(own=own, initial={"id": uuid4()}))
    form = CaptureForm(request.POST, own=own)
    if not form.is_valid():
        return show(request, form)
    if not form.cleaned_data["note"].strip() and not request.FILES:
        return show(request, form, problems=[NOTHING])
    item = _caught(form, user)
    arrivals = attach_files(evidence=item, uploads=request.FILES.getlist("files"), by=user)
    if arrivals.refused:
        return show(request, form, problems=[refusal.reason for refusal in arrivals.refused])
    messages.success(request, "It is in your inbox. Finish it whenever you like.")
    return redirect("portfolio:inbox", item.apprenticeship_id)


def _caught(form: CaptureForm, by: User) -> Evidence:
    return start_capture(
        apprenticeship=form.chosen,
        capture_id=form.cleaned_data["id"],
        note=form.cleaned_data["note"],
        by=by,
    )


def show(request: HttpRequest, form: CaptureForm, *, problems: list[str] | None = None) -> HttpResponse:
    first = next(iter(form.own.values()))
    context = {
        "form": form,
        "problems": problems or [],
        "apprenticeship": first,
        "several": len(form.own) > 1,
        "accept": ACCEPT,
        "accepted_kinds": ACCEPTED_KINDS,
        **limits_in_words(limits_at(first.provider)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portfolio/capture.html", context, status=status)


@require_POST
def take_in(request: HttpRequest) -> JsonResponse:
    """The first thing caught makes the item; every word typed later is sent here too. Safe to repeat."""
    user = signed_in(request)
    try:
        form = CaptureForm(request.POST, own=taking(user))
        if not form.is_valid():
            return JsonResponse({"message": in_one_line(form)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        item = _caught(form, user)
    except Refused as refusal:
        return in_json(refusal)
    return JsonResponse(
        {
            "id": str(item.pk),
            "uploads": reverse("portfolio:evidence-uploads", args=[item.pk]),
            "inbox": reverse("portfolio:inbox", args=[item.apprenticeship_id]),
            "saved_at": f"{timezone.localtime():%H:%M}",
        },
        status=HTTPStatus.CREATED,
    )


@require_safe
@ensure_csrf_cookie
def state(request: HttpRequest) -> JsonResponse:
    """Who is logged in here, asked before anything kept on the device is sent."""
    return JsonResponse({"user": str(signed_in(request).pk)})


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser shows while there is no connection: the same for everybody, nobody's details in it."""
    response = render(request, "portfolio/capture_offline.html", {"accept": ACCEPT})
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # every view takes one
    response = HttpResponse(worker_script(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


@lru_cache(maxsize=1)
def worker_script() -> str:
    """The script with the list of all it may keep, and a version that changes when any of that does."""
    kept = {"shell": reverse("portfolio:capture-offline"), "files": [static(name) for name in KEPT_OFFLINE]}
    source = (settings.BASE_DIR / "static" / "js" / "service-worker.js").read_text()
    shell = (settings.BASE_DIR / "templates" / "portfolio" / "capture_offline.html").read_text()
    version = hashlib.sha256(f"{kept}{source}{shell}{settings.WAYMARK_VERSION}".encode()).hexdigest()[:16]
    return f"const KEPT = {json.dumps({**kept, 'version': version})};\n{source}"
