"""Uploads that survive a lost connection: begun, added to and finished by a script."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from accounts.views.errors import NO_ROOM
from portfolio.file_actions import Arrivals
from portfolio.forms import in_one_line
from portfolio.models import Upload
from portfolio.permissions import can_edit
from portfolio.upload_forms import BeginForm, ChunkForm
from portfolio.uploads import (
    Chunk,
    Damaged,
    OutOfStep,
    begin_upload,
    cancel_upload,
    finish_upload,
    receive_chunk,
)
from portfolio.views.draft_page import find_evidence
from portfolio.views.files import in_rows
from portfolio.views.refusals import in_json

CHUNK_BYTES = 8_000_000
BYTES_ONLY = "application/octet-stream"
FULL = (
    "The computer that keeps Waymark’s records is full, so nothing more can be sent now. What has arrived is "
    "safe. Tell the person who runs Waymark at your training provider, and try again later."
)
NOT_UNDERSTOOD = "This part came without its place or without its check sum. Load the page again and go on."

View = Callable[..., HttpResponse]


def for_scripts(view: View) -> View:
    """Refusals and a full disk as the script that asked can read them."""

    @wraps(view)
    def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except OutOfStep as step:
            return in_json(step, **standing(step.upload))
        except Damaged as damage:
            return in_json(damage, again=True)
        except Refused as refusal:
            return in_json(refusal)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return JsonResponse({"message": FULL}, status=HTTPStatus.INSUFFICIENT_STORAGE)

    return answer


def standing(upload: Upload) -> dict[str, Any]:
    return {
        "url": reverse("portfolio:upload", args=[upload.pk]),
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "finished": upload.is_finished,
        "fingerprint": upload.fingerprint,
        "chunk_bytes": CHUNK_BYTES,
    }


@read_or_write
@for_scripts
def uploads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST begins one, or finds it under way. GET lists those that this person has not finished here."""
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    can_edit(user, evidence).require()
    if request.method != "POST":
        under_way = Upload.objects.visible_to(user).under_way().filter(evidence=evidence)
        rows = under_way.order_by("created_at")
        return JsonResponse({"uploads": [standing(row) for row in rows]})
    form = BeginForm.sent_with(request)
    if not form.is_valid():
        return JsonResponse({"message": in_one_line(form)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    upload, is_new = begin_upload(evidence=evidence, by=user, **form.cleaned_data)
    return JsonResponse(standing(upload), status=HTTPStatus.CREATED if is_new else HTTPStatus.OK)


def find_upload(user: User, pk: UUID) -> Upload:
    return get_object_or_404(Upload.objects.visible_to(user).for_receiving(), pk=pk)


@read_or_write
@for_scripts
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET tells where it stands. POST adds the part that is the body of the request."""
    user = signed_in(request)
    found = find_upload(user, pk)
    if request.method != "POST":
        return JsonResponse(standing(found))
    form = ChunkForm.sent_with(request)
    if request.content_type != BYTES_ONLY or not form.is_valid():
        return JsonResponse({"message": NOT_UNDERSTOOD}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chunk = Chunk(stream=request, **form.cleaned_data)
    return JsonResponse(standing(receive_chunk(upload=found, chunk=chunk, by=user)))


@require_POST
@for_scripts
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    attachment, is_new = finish_upload(upload=find_upload(user, pk), by=user)
    evidence = find_evidence(user, attachment.revision.evidence_id)
    rows = in_rows(evidence, Arrivals([attachment], []))
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return JsonResponse({"message": "", "files": rows}, status=status)


@require_POST
@for_scripts
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    cancel_upload(upload=find_upload(user, pk), by=user)
    return JsonResponse({"message": ""})
