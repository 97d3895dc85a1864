"""What the pages for writing a draft show, gathered in as few queries as they have parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Refused
from portfolio import rules
from portfolio.addresses import addresses
from portfolio.advising import advice_in, anchor_of
from portfolio.anchors import ClaimText, is_lost
from portfolio.answering import is_rows, texts_of, unfinished
from portfolio.comparing import claims_in
from portfolio.file_types import ACCEPT, ACCEPTED_KINDS, BY_MEDIA_TYPE, ending_of
from portfolio.forms import AT, CAPTION, CLAIM, NAME, WHERE, DraftForm, DraftShape
from portfolio.limits import Limits
from portfolio.models import Attachment, Evidence, Revision, StoredFile
from portfolio.permissions import can_delete
from portfolio.piece import Answer, answer_to
from portfolio.quota import limits_of, with_room
from portfolio.spots import counts_of
from portfolio.versions import latest_of
from standards.models import ContactChannel, Ksb


def find_evidence(user: User, pk: UUID) -> Evidence:
    return get_object_or_404(with_room(Evidence.objects.visible_to(user).for_page()), pk=pk)


def draft_form(evidence: Evidence, data: QueryDict | None = None) -> DraftForm:
    return DraftForm(data, shape=shape_of(evidence))


def shape_of(evidence: Evidence) -> DraftShape:
    apprenticeship, revision = evidence.apprenticeship, latest_of(evidence)
    channels = ContactChannel(apprenticeship.contact_channel).alternative_channels
    return DraftShape(
        revision=revision,
        prompts=list(evidence.template.prompts.all()),
        ksbs={ksb.pk: ksb for ksb in apprenticeship.version.ksbs.for_map()},
        attachments=list(revision.attachments.for_list().with_twins()),
        claims=claims_in(revision),
        applicable=frozenset(channels),
    )


@dataclass(frozen=True)
class ClaimRow:
    """One claim in the form: its KSB, the box for its sentence, and where in the piece it is shown.

    shown: the place that was saved, in words; lost: whether it is not there any more.
    """

    ksb: Ksb
    box: BoundField
    where: BoundField
    number: BoundField
    shown: str
    lost: bool

    @property
    def is_open(self) -> bool:
        return bool(self.where.value() or self.where.errors or self.number.errors or self.lost)


@dataclass(frozen=True)
class FileRow:
    """One file of the draft as its list shows it. `twins`: where else it is used, in words."""

    attachment: Attachment
    kind: str
    short_kind: str
    size: str
    state: str
    counts: str
    view_url: str
    thumbnail: str
    caption: BoundField | None
    name: BoundField
    ending: str
    twins: str

    @property
    def is_waiting(self) -> bool:
        return self.attachment.file.is_waiting


def claim_rows(form: DraftForm) -> list[ClaimRow]:
    return [claim_row(form, ksb) for ksb in form.claimed]


def claim_row(form: DraftForm, ksb: Ksb) -> ClaimRow:
    places = form.shape.saved_places
    anchor = form.shape.claims.get(ksb.pk, ClaimText()).anchor
    return ClaimRow(
        ksb=ksb,
        box=form[f"{CLAIM}{ksb.pk}"],
        where=form[f"{WHERE}{ksb.pk}"],
        number=form[f"{AT}{ksb.pk}"],
        shown=places.in_words(anchor),
        lost=is_lost(anchor, places.place_of(anchor)),
    )


def file_rows(form: DraftForm) -> list[FileRow]:
    view, thumbnail = addresses("portfolio:attachment-view"), addresses("portfolio:attachment-thumbnail")
    types = [BY_MEDIA_TYPE[attachment.file.media_type] for attachment in form.shape.attachments]
    return [
        FileRow(
            attachment=attachment,
            kind=file_type.label,
            short_kind=file_type.extensions[0].upper(),
            size=rules.size_in_words(attachment.file.size),
            state=state_in_words(attachment.file),
            counts=counts_of(attachment.file),
            view_url=view(attachment.pk),
            thumbnail=thumbnail(attachment.pk) if attachment.file.has_picture else "",
            caption=form[f"{CAPTION}{attachment.pk}"] if attachment.file.has_picture else None,
            name=form[f"{NAME}{attachment.pk}"],
            ending=ending_of(attachment.name),
            twins=twins_of(attachment),
        )
        for attachment, file_type in zip(form.shape.attachments, types, strict=True)
    ]


def twins_of(attachment: Attachment) -> str:
    """For an attachment read `with_twins()`."""
    count: int = getattr(attachment, "twin_count", 0)
    others = "" if count < 2 else f" and {rules.counted(count - 1, 'other piece')}"
    return f"{rules.named([getattr(attachment, 'twin_title', '')])}{others}" if count else ""


def state_in_words(file: StoredFile) -> str:
    if file.is_safe:
        return f"{rules.counted(file.pages, 'page')}, checked" if file.pages else "Checked"
    return "Could not be used" if file.state == StoredFile.State.REJECTED else "Being checked"


def missing_in(shape: DraftShape) -> list[rules.Gap]:
    """What the draft still needs, from what this page has read anyway."""
    files = [attachment.file for attachment in shape.attachments]
    submission = rules.Submission(
        title=shape.revision.title,
        happened_on=shape.revision.happened_on,
        answers=texts_of(shape.revision.answers),
        unfinished=unfinished(shape.prompts, shape.revision.answers),
        justifications={
            ksb.code: shape.claims[pk].sentence for pk, ksb in shape.ksbs.items() if pk in shape.claims
        },
        files_waiting=sum(file.is_waiting for file in files),
        files_refused=sum(file.state == StoredFile.State.REJECTED for file in files),
        lost_places=lost_places(shape),
    )
    questions = [rules.Question(prompt.key, prompt.label, prompt.is_required) for prompt in shape.prompts]
    return rules.missing_before_submitting(submission, questions, today=timezone.localdate())


def lost_places(shape: DraftShape) -> dict[str, str]:
    claimed = {ksb.code: shape.claims[pk].anchor for pk, ksb in shape.ksbs.items() if pk in shape.claims}
    return shape.saved_places.lost(claimed)


def why_not_asked(evidence: Evidence, shape: DraftShape) -> str:
    """Which half of an either-or pair the select leaves out, and why, as a sentence."""
    spared = [ksb.code for ksb in shape.ksbs.values() if not shape.offers(ksb)]
    if not spared:
        return ""
    channel = evidence.apprenticeship.get_contact_channel_display().lower()
    verb = rules.is_or_are(len(spared))
    return f"{' and '.join(spared)} {verb} not asked of you, because you meet customers {channel}."


def figures_in(shape: DraftShape) -> list[Answer]:
    """The answers that are drawn, as the assessor will see them."""
    answers = shape.revision.answers
    drawn = [prompt for prompt in shape.prompts if answers.get(prompt.key) and is_rows(answers[prompt.key])]
    return [answer_to(prompt.label, prompt.key, shape.revision) for prompt in drawn]


def answered_before(evidence: Evidence) -> Revision | None:
    """The version that the assessor returned and this draft rewrites; `for_page` has read its marking."""
    shown = evidence.shown
    return shown if shown and shown != evidence.latest and hasattr(shown, "marking") else None


def draft_context(evidence: Evidence, form: DraftForm) -> dict[str, Any]:
    files = file_rows(form)
    return {
        "evidence": evidence,
        "draft": form.shape.revision,
        "answered": answered_before(evidence),
        "form": form,
        "claims": claim_rows(form),
        "not_asked": why_not_asked(evidence, form.shape),
        "viewer_url": reverse("portfolio:attachment-view", args=[UUID(int=0)]),
        "files": files,
        "waiting": sum(row.is_waiting for row in files),
        "edit_url": reverse("portfolio:evidence-edit", args=[evidence.pk]),
        "files_url": reverse("portfolio:evidence-files", args=[evidence.pk]),
        "accept": ACCEPT,
        "accepted_kinds": ACCEPTED_KINDS,
        "uploads_url": reverse("portfolio:evidence-uploads", args=[evidence.pk]),
        **limits_in_words(limits_of(evidence)),
        "advice": [(gap, anchor_of(gap)) for gap in advice_in(form.shape, evidence.kind)],
        "deletable": bool(can_delete(evidence.apprenticeship.apprentice, evidence)),
    }


def limits_in_words(limits: Limits) -> dict[str, Any]:
    """What the page says before anything is sent; the room only where it may not be enough."""
    return {
        "max_bytes": limits.largest,
        "max_size": rules.size_in_words(limits.largest),
        "max_form_size": rules.size_in_words(limits.largest_in_form),
        "room_left": rules.size_in_words(limits.room) if limits.room is not None and limits.is_tight else "",
    }


def show_draft(
    request: HttpRequest,
    evidence: Evidence,
    form: DraftForm,
    *,
    problems: Iterable[Refused] = (),
    status: int = HTTPStatus.OK,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page for writing, with what went wrong on top; its status is that of the first problem."""
    problems = list(problems)
    status = problems[0].status if problems and status == HTTPStatus.OK else status
    context = {**draft_context(evidence, form), "problems": problems, **(more or {})}
    return render(request, "portfolio/draft_edit.html", context, status=status)
