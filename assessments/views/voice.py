"""Spoken feedback: sending and removing it at the desk, and listening to it there and once it is recorded."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import StaleMarking, keep_marking_draft
from assessments.actions.voice import keep_voice, remove_voice
from assessments.half_done import half_done
from assessments.models import Marking, MarkingDraft
from assessments.permissions import can_judge, is_marker
from assessments.views.keeping import show_both
from assessments.views.marking import find_piece, open_posted
from portfolio.handing import as_it_came, clean
from portfolio.models import Evidence, Revision, StoredFile
from portfolio.spoken import spoken_from
from portfolio.views.attachments import hand_over
from portfolio.views.refusals import in_json

NO_FILE = "No recording arrived. Record it or choose a file, then try once more."
NAME = "Spoken feedback"


@read_or_write
def voice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST sends a recording for the piece on the desk. GET is what the desk asks while it is checked."""
    evidence = find_piece(signed_in(request), pk)
    if request.method != "POST":
        can_judge(signed_in(request), evidence.apprenticeship).require()
        return render(request, "assessments/_voice_kept.html", _panel(evidence))
    try:
        can_judge(signed_in(request), evidence.apprenticeship).require()
        file = _receive(request, _posted_revision(request, evidence))
    except Refused as refusal:
        if not _wants_json(request):
            return _back_to_desk(request, evidence, refusal.reason)
        return in_json(refusal)
    return _answer(request, evidence, "Your spoken feedback is kept with this marking.", file)


def _receive(request: HttpRequest, revision: Revision) -> StoredFile:
    upload = request.FILES.get("recording")
    if upload is None:
        raise Refused(NO_FILE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return keep_voice(revision=revision, source=upload, name=upload.name or "", by=signed_in(request))


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = find_piece(signed_in(request), pk)
    try:
        can_judge(signed_in(request), evidence.apprenticeship).require()
        remove_voice(revision=_posted_revision(request, evidence), by=signed_in(request))
    except Refused as refusal:
        return in_json(refusal) if _wants_json(request) else _back_to_desk(request, evidence, refusal.reason)
    return _answer(request, evidence, "The spoken feedback is removed.")


def _answer(
    request: HttpRequest, evidence: Evidence, said: str, file: StoredFile | None = None
) -> HttpResponse:
    if not _wants_json(request):
        return _back_to_desk(request, evidence, said)
    spoken = spoken_from(file, reverse("assessments:mark-voice-listen", args=[evidence.pk])) if file else None
    panel = {"spoken": spoken, "evidence": evidence}
    return JsonResponse({"panel": render_to_string("assessments/_voice_kept.html", panel, request)})


def _back_to_desk(request: HttpRequest, evidence: Evidence, said: str) -> HttpResponse:
    """Without a script: everything else that was typed came along, and is kept half done."""
    opened = open_posted(request, evidence)
    try:
        keep_marking_draft(
            revision=opened.revision,
            content=opened.form.half_done(),
            saves=opened.form.saves_typed,
            by=signed_in(request),
        )
    except StaleMarking as stale:
        return show_both(request, opened, stale)
    messages.info(request, said)
    return redirect("assessments:mark", evidence.pk)


@require_safe
def listen(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One's own recording for the piece on the desk."""
    drafts = MarkingDraft.objects.visible_to(signed_in(request)).with_safe_voice()
    draft = get_object_or_404(drafts, revision__evidence=pk, revision__shown_of=pk)
    if draft.voice is None:
        raise Http404
    return hand_over(request, clean(draft.voice, NAME), to_play=True)


@require_safe
def recorded(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Whoever reads the marking may listen; to save it, its speaker gets what was recorded, others a copy."""
    user = signed_in(request)
    marking = get_object_or_404(Marking.objects.visible_to(user).with_safe_voice(), pk=pk)
    if marking.voice is None:
        raise Http404
    to_play = "download" not in request.GET
    hand = as_it_came if is_marker(user, marking) and not to_play else clean
    return hand_over(request, hand(marking.voice, NAME), to_play=to_play)


def _posted_revision(request: HttpRequest, evidence: Evidence) -> Revision:
    return open_posted(request, evidence).revision


def _panel(evidence: Evidence) -> dict[str, object]:
    return {"spoken": half_done(evidence).spoken, "evidence": evidence}


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
