"""Keeping a marking that is not done: by itself while it is typed, or by a button."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import AlreadyMarked, StaleMarking, keep_marking_draft
from assessments.desk import Opened
from assessments.models import MarkingDraft
from assessments.permissions import can_judge
from assessments.views.marking import find_piece, open_posted, show_desk, too_late


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = find_piece(signed_in(request), pk)
    by_button = "later" in request.POST
    try:
        can_judge(signed_in(request), evidence.apprenticeship).require()
        opened = open_posted(request, evidence)
        draft = keep_marking_draft(
            revision=opened.revision,
            content=opened.form.half_done(),
            saves=opened.form.saves_typed,
            by=signed_in(request),
        )
    except StaleMarking as stale:
        return show_both(request, opened, stale) if by_button else _in_json(stale, stale.kept)
    except AlreadyMarked as late:
        if by_button and opened.form.is_valid():
            return too_late(request, evidence, late.marking, opened.form)
        return _in_json(late)
    except Refused as refusal:
        if by_button:
            raise
        return _in_json(refusal)
    if not by_button:
        return JsonResponse(_saved(draft))
    messages.success(
        request, f"Kept for later: “{opened.revision.title}”. Nobody but you sees what you typed."
    )
    return redirect("assessments:queue")


def show_both(request: HttpRequest, opened: Opened, stale: StaleMarking) -> HttpResponse:
    """What was typed stays in the form, and keeping it is a choice: the form now counts from the other."""
    opened.form.count_from(stale.kept.saves)
    other = opened.form.in_words(stale.kept.content)
    more: dict[str, object] = {"stale": stale.reason, "other": other}
    return show_desk(request, opened, HTTPStatus.CONFLICT, more)


def _saved(draft: MarkingDraft) -> dict[str, object]:
    return {"saves": draft.saves, "saved": f"{timezone.localtime(draft.saved_at):%H:%M}"}


def _in_json(refusal: Refused, kept: MarkingDraft | None = None) -> JsonResponse:
    return JsonResponse({"message": refusal.reason} | (_saved(kept) if kept else {}), status=refusal.status)
