"""One piece of evidence as its page shows it: what was written, what was decided, how it came about."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from portfolio import rules
from portfolio.anchors import paragraphs_of
from portfolio.answering import figure_of, is_rows, table_address, text_of
from portfolio.figures.figure import Figure
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.marks import OUTCOME_MARKS, PIECE_MARKS, Mark, claim_mark
from portfolio.models import Attachment, Claim, KsbProgress, Revision, StoredFile
from portfolio.spots import Spot, anchor_in, answer_id, place_in, question_gone, spot_of
from standards.models import Prompt

# Of a countersignature, which belongs to the app above.
WAITING, AGREED = "waiting", "agreed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question: paragraphs of text, or a figure made of rows.

    id: how it is named on the page; its paragraphs add their number.
    """

    question: str
    paragraphs: Sequence[str]
    id: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision on a claim. Not in force: corrected by a later one, or the piece was opened again.

    provisional: that it waits to be countersigned, and by whom, in words; blank when it does not.
    made_elsewhere: at another provider, from which the portfolio came.
    """

    pk: UUID
    mark: Mark
    reason: str
    assessor: str
    assessor_id: UUID
    at: dt.datetime
    in_force: bool
    provisional: str = ""
    made_elsewhere: bool = False

    @property
    def no_remark(self) -> str:
        """What is read in place of a reason that nobody gave."""
        return f"{self.mark.label}, without a remark."


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim of a version. met_elsewhere: how many pieces show its KSB as it stands now.

    added_by: the assessor who saw a KSB that its owner had not claimed; "" when they claimed it.
    """

    pk: UUID
    code: str
    title: str
    url: str
    justification: str
    mark: Mark
    spot: Spot | None = None
    added_by: str = ""
    met_elsewhere: int = 0
    judgements: list[Judgement] = field(default_factory=list)

    @property
    def current(self) -> Judgement | None:
        return next((judgement for judgement in self.judgements if judgement.in_force), None)

    @property
    def earlier(self) -> list[Judgement]:
        return [judgement for judgement in self.judgements if not judgement.in_force]


@dataclass(frozen=True, slots=True)
class FileEntry:
    name: str
    caption: str
    type: str
    size: str
    length: str
    player: str
    media_type: str
    state: str
    state_label: str
    reason: str
    url: str
    view_url: str
    picture: str
    thumbnail: str

    @property
    def is_safe(self) -> bool:
        return self.state == StoredFile.State.SAFE

    @property
    def alternative(self) -> str:
        return self.caption or self.name


@dataclass(frozen=True, slots=True)
class Event:
    what: str
    who: str
    at: dt.datetime
    reason: str = ""
    is_superseded: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One revision in the list of them."""

    number: int
    mark: Mark
    at: dt.datetime
    url: str
    is_here: bool


def answers_of(revision: Revision) -> list[Answer]:
    """In the order of the prompts; an answer whose prompt is gone still stands, at the end. One query."""
    prompts = Prompt.objects.filter(template=revision.evidence.template_id)
    questions = dict(prompts.values_list("key", "label"))
    known = {key: label for key, label in questions.items() if key in revision.answers}
    gone = {key: question_gone(key) for key in revision.answers if key not in questions}
    return [
        answer_to(label, key, revision)
        for key, label in (known | gone).items()
        if text_of(revision.answers[key]).strip()
    ]


def answer_to(question: str, key: str, revision: Revision) -> Answer:
    answer = revision.answers.get(key, "")
    if is_rows(answer) and answer:
        return Answer(question, [], answer_id(key), figure_of(answer, table_address(revision, key)))
    return Answer(question, paragraphs_of(text_of(answer)), answer_id(key))


def claims_of(revisions: Iterable[Revision], url_of: Callable[[object], str]) -> dict[UUID, list[ClaimEntry]]:
    """Revision id -> its claims, with every decision on them. One query."""
    answers = {revision.pk: revision.answers for revision in revisions}
    entries: dict[UUID, ClaimEntry] = {}
    by_revision: dict[UUID, list[ClaimEntry]] = defaultdict(list)
    for row in Claim.objects.filter(revision__in=answers).with_decisions().annotate(ksb_met=met_count()):
        if row["pk"] not in entries:
            entries[row["pk"]] = _claim(row, url_of(row["ksb"]), answers[row["revision"]])
            by_revision[row["revision"]].append(entries[row["pk"]])
        if row["decisions__pk"]:
            entries[row["pk"]].judgements.append(judgement_of(row))
    return by_revision


def met_count() -> Subquery:
    """How many pieces of the apprenticeship show the KSB of a claim."""
    standing = KsbProgress.objects.filter(
        apprenticeship=OuterRef("revision__evidence__apprenticeship"), ksb=OuterRef("ksb")
    )
    return Subquery(standing.values("met")[:1])


def _claim(row: Mapping[str, Any], url: str, answers: Mapping[str, object]) -> ClaimEntry:
    return ClaimEntry(
        pk=row["pk"],
        code=row["ksb__code"],
        title=row["ksb__title"],
        url=url,
        justification=row["justification"],
        mark=claim_mark(row["revision__state"], row["outcome"]),
        spot=spot_of(anchor_in(row), place_in(row, answers)),
        added_by=row["added_by__name"] or "",
        met_elsewhere=row["ksb_met"] or 0,
    )


def judgement_of(row: Mapping[str, Any]) -> Judgement:
    """From a row of `with_decisions`: it counts until it is superseded or taken back."""
    return Judgement(
        pk=row["decisions__pk"],
        mark=OUTCOME_MARKS[row["decisions__outcome"]],
        reason=row["decisions__reason"],
        assessor=row["decisions__assessor__name"],
        assessor_id=row["decisions__assessor"],
        at=row["decisions__created_at"],
        in_force=row["decisions__superseded_by"] is None and bool(row["outcome"]),
        provisional=_provisional(row),
        made_elsewhere=bool(row["decisions__assessor__elsewhere"]),
    )


def _provisional(row: Mapping[str, Any]) -> str:
    if row["decisions__marking__countersignature__state"] != WAITING:
        return ""
    who = row["decisions__marking__countersignature__countersigner__name"]
    return f"Provisional: waits for {who}’s countersignature"


def files_of(revision: Revision) -> list[FileEntry]:
    return [file_entry(attachment) for attachment in revision.attachments.for_list()]


def file_entry(attachment: Attachment) -> FileEntry:
    file = attachment.file
    file_type = BY_MEDIA_TYPE.get(file.media_type)
    kind = file_type.kind if file_type else None
    has_picture = file.is_safe and file.has_picture
    return FileEntry(
        name=attachment.name,
        caption=attachment.caption,
        type=file_type.label if file_type else file.media_type,
        size=rules.size_in_words(file.size),
        length=rules.length_in_words(file.seconds) if file.seconds else "",
        player=str(kind) if file.is_safe and kind in PLAYED else "",
        media_type=file.media_type,
        state=file.state,
        state_label=file.get_state_display(),
        reason=file.reason,
        url=attachment.get_absolute_url(),
        view_url=reverse("portfolio:attachment-view", args=[attachment.pk]),
        picture=reverse("portfolio:attachment-picture", args=[attachment.pk]) if has_picture else "",
        thumbnail=reverse("portfolio:attachment-thumbnail", args=[attachment.pk]) if has_picture else "",
    )


def versions_of(revisions: Iterable[Revision], here: Revision, url: str) -> list[Version]:
    return [
        Version(
            number=revision.number,
            mark=PIECE_MARKS[revision.state],
            at=revision.submitted_at or revision.saved_at,
            url=f"{url}?revision={revision.number}",
            is_here=revision == here,
        )
        for revision in revisions
    ]


def history_of(revisions: Iterable[Revision], claims: Mapping[UUID, Iterable[ClaimEntry]]) -> list[Event]:
    """Everything that happened to the piece, newest first. The revisions must come from `for_page`."""
    events: list[Event] = []
    for revision in revisions:
        events += _revision_events(revision)
        for claim in claims.get(revision.pk, []):
            events += _correction_events(claim)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _revision_events(revision: Revision) -> Iterator[Event]:
    name = str(revision.evidence.apprenticeship.apprentice)
    if revision.submitted_at is None:
        yield Event(f"Version {revision.number} started", name, revision.created_at)
        return
    yield Event(f"Version {revision.number} submitted for marking", name, revision.submitted_at)
    marking = getattr(revision, "marking", None)
    if marking is None:
        return
    reopening = getattr(marking, "reopening", None)
    yield Event(
        f"Version {revision.number} {marking.get_outcome_display().lower()}",
        str(marking.assessor),
        marking.created_at,
        marking.feedback,
        is_superseded=reopening is not None,
    )
    yield from _countersigned(getattr(marking, "countersignature", None))
    if reopening is not None:
        yield Event(
            "Opened again; its decisions no longer count",
            str(reopening.by),
            reopening.created_at,
            reopening.reason,
        )


def _countersigned(countersignature: Any) -> Iterator[Event]:
    """A countersignature of the app above, or None."""
    if countersignature is None or countersignature.signed_at is None:
        return
    what = (
        "Countersigned"
        if countersignature.state == AGREED
        else "Not countersigned; its decisions do not count"
    )
    who = str(countersignature.countersigner)
    yield Event(what, who, countersignature.signed_at, countersignature.reason)


def _correction_events(claim: ClaimEntry) -> Iterator[Event]:
    for before, after in pairwise(claim.judgements):
        yield Event(
            f"Decision on {claim.code} corrected from {before.mark.label} to {after.mark.label}",
            after.assessor,
            after.at,
            after.reason,
        )
