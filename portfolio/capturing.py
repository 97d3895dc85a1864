"""Quick capture: what is caught in a hurry lands in the inbox, and becomes a piece or part of one later."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused, not_now
from portfolio import rules
from portfolio.actions import begin
from portfolio.holding import hold_evidence, hold_several
from portfolio.models import Apprenticeship, Attachment, Evidence, Revision, Upload
from portfolio.permissions import can_edit, can_write
from portfolio.search import index_revision
from portfolio.versions import latest_of
from standards.models import EvidenceTemplate, Prompt

QUICK_CAPTURE, NOTE = "quick-capture", "note"
STILL_ARRIVING = dt.timedelta(minutes=10)
NOT_SET_UP = "Quick capture is not set up here. Ask your training provider to load the evidence templates."
FINISHED = "This was taken out of your inbox in another window. Nothing was changed."
ARRIVING = "A file is still on its way into this. Wait until it has arrived, then try again."


@dataclass(frozen=True)
class Finished:
    """What became of captured things: the piece that holds them, and the files it held already."""

    piece: Evidence
    skipped: list[str]


@transaction.atomic
def start_capture(*, apprenticeship: Apprenticeship, capture_id: UUID, note: str, by: User) -> Evidence:
    """Put something into the inbox, or write its note anew. Asking twice with one id gives the same thing."""
    item, _ = begin(
        apprenticeship=apprenticeship,
        template=_template(),
        evidence_id=capture_id,
        by=by,
        in_inbox=True,
    )
    item = hold_evidence(item.pk, "apprenticeship", "latest")
    text = rules.clean_text(note)
    if not item.in_inbox or item.latest is None:
        not_now(FINISHED).require()
    elif text.strip() and text != item.latest.answers.get(NOTE):
        _write(item.latest, {NOTE: text}, rules.first_words(text))
        index_revision(item.latest)
    return item


def _template() -> EvidenceTemplate:
    template = EvidenceTemplate.objects.ours().filter(key=QUICK_CAPTURE).first()
    if template is None:
        raise Refused(NOT_SET_UP, HTTPStatus.CONFLICT)
    return template


@transaction.atomic
def turn_into_piece(
    *, items: Sequence[Evidence], template: EvidenceTemplate, prompt: Prompt | None, title: str, by: User
) -> Finished:
    """The oldest becomes the piece, in its own row; what the others hold is moved into it.

    Their words become the answer to `prompt`; without one, to the template's first question.
    """
    held = _hold_items(items, by)
    piece, draft, note = held[0], latest_of(held[0]), _note_of(held)
    answers = _with_note({}, note, prompt or first_question(template)) if note else {}
    piece.template, piece.kind, piece.in_inbox = template, template.evidence_kind, False
    piece.save(update_fields=["template", "kind", "in_inbox"])
    _write(draft, answers, rules.trimmed(title, rules.TITLE_LIMIT) or rules.first_words(note))
    skipped = _move(held[1:], draft, by)
    index_revision(draft)
    record(
        piece,
        "turned into a piece",
        provider_id=piece.apprenticeship.provider_id,
        by=by,
        template=template.key,
        captures=len(held),
    )
    return Finished(piece, skipped)


@transaction.atomic
def add_to_piece(*, items: Sequence[Evidence], piece: Evidence, by: User) -> Finished:
    """Move files and words into a draft that is being written, and let the captured things go."""
    held = _hold_items(items, by, also=piece.pk)
    piece = hold_evidence(piece.pk, "apprenticeship", "latest", "template")
    can_write(by, piece).require()
    if any(item.apprenticeship_id != piece.apprenticeship_id for item in held):
        not_now("That piece belongs to another apprenticeship. Nothing was changed.").require()
    draft, note = latest_of(piece), _note_of(held)
    answers = _with_note(draft.answers, note, first_question(piece.template)) if note else draft.answers
    _write(draft, answers, draft.title or rules.first_words(note))
    skipped = _move(held, draft, by)
    index_revision(draft)
    record(piece, "took in captures", provider_id=piece.apprenticeship.provider_id, by=by, captures=len(held))
    return Finished(piece, skipped)


@transaction.atomic
def delete_captures(*, items: Sequence[Evidence], by: User) -> None:
    """Throw things in the inbox away. It cannot be undone."""
    _let_go(_hold_items(items, by, may_be_arriving=True), by)


def first_question(template: EvidenceTemplate) -> Prompt | None:
    """Where captured words go when nobody says otherwise."""
    return template.prompts.filter(kind=Prompt.Kind.TEXT).order_by("-is_required", "position").first()


def _hold_items(
    items: Sequence[Evidence], by: User, *, also: UUID | None = None, may_be_arriving: bool = False
) -> list[Evidence]:
    """The captured things, oldest first, all held in one order with the piece that will take them in."""
    ids = {item.pk for item in items}
    rows = hold_several({*ids, *([also] if also else [])}, "apprenticeship")
    held = sorted((row for row in rows if row.pk in ids), key=lambda row: (row.created_at, row.pk))
    for item in held:
        can_edit(by, item).require()
    if not held or not all(item.in_inbox for item in held):
        not_now(FINISHED).require()
    since = timezone.now() - STILL_ARRIVING
    on_their_way = Upload.objects.filter(evidence__in=held, finished_at__isnull=True, touched_at__gt=since)
    if not may_be_arriving and on_their_way.exists():
        not_now(ARRIVING).require()
    return held


def _note_of(items: Sequence[Evidence]) -> str:
    notes = [str(latest_of(item).answers.get(NOTE, "")).strip() for item in items]
    return "\n\n".join(note for note in notes if note)


def _with_note(answers: dict[str, str], note: str, prompt: Prompt | None) -> dict[str, str]:
    if prompt is None:
        raise Refused("This template has no question that takes your words.", HTTPStatus.CONFLICT)
    written = answers.get(prompt.key, "").rstrip()
    text = f"{written}\n\n{note}" if written else note
    if len(text) > prompt.maximum_characters:
        most = f"{prompt.maximum_characters:,}"
        raise Refused(f"“{prompt.label}” would be longer than {most} characters.", HTTPStatus.CONFLICT)
    return {**answers, prompt.key: text}


def _write(draft: Revision, answers: dict[str, str], title: str) -> None:
    draft.answers, draft.title = answers, title
    draft.saves += 1
    draft.saved_at = timezone.now()
    draft.save(update_fields=["answers", "title", "saves", "saved_at"])


def _move(items: Sequence[Evidence], draft: Revision, by: User) -> list[str]:
    """Files into the draft, the emptied rows away. Answers the names of files that it held already."""
    known = set(draft.attachments.values_list("file_id", flat=True))
    last = max(draft.attachments.values_list("position", flat=True), default=0)
    moved: list[Attachment] = []
    skipped: list[str] = []
    waiting = Attachment.objects.filter(revision__in=[latest_of(item).pk for item in items])
    for attachment in waiting.order_by("revision__evidence__created_at", "position"):
        if attachment.file_id in known:
            skipped.append(attachment.name)
            continue
        known.add(attachment.file_id)
        moved.append(attachment)
        attachment.revision, attachment.position = draft, last + len(moved)
    if len(known) > settings.WAYMARK_MAX_FILES_PER_EVIDENCE:
        most = rules.counted(settings.WAYMARK_MAX_FILES_PER_EVIDENCE, "file")
        not_now(f"One piece holds {most} at most. Nothing was changed; choose fewer things.").require()
    Attachment.objects.bulk_update(moved, ["revision", "position"])
    _let_go(items, by)
    return skipped


def _let_go(items: Sequence[Evidence], by: User) -> None:
    Evidence.objects.filter(pk__in=[item.pk for item in items]).delete()
    for item in items:
        record(item, "deleted", provider_id=item.apprenticeship.provider_id, by=by)
