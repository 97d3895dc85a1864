"""The marking page: the evidence on one side, the claims made with it on the other."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.forms import BoundField
from django.urls import reverse

from assessments.forms import MarkingForm
from assessments.models import Decision, Marking
from portfolio.addresses import addresses
from portfolio.file_types import BY_MEDIA_TYPE
from portfolio.models import Attachment, Claim, Evidence, Revision
from portfolio.piece import Answer, answer_to
from portfolio.rules import clean_text
from portfolio.spots import RevisionPlaces, Spot, spot_of
from standards.models import Criterion, Ksb


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One attached file. show: "picture", "document" (its first page), "video", "audio" or "" for a link."""

    name: str
    caption: str
    show: str
    url: str
    view_url: str
    picture_url: str
    pages: int
    type: str
    size: int
    trouble: str


@dataclass(frozen=True, slots=True)
class CriteriaOfMethod:
    name: str
    criteria: list[Criterion]


@dataclass(frozen=True, slots=True)
class Panel:
    """One claim: what is claimed, what it is measured by, and the two fields to fill in."""

    ksb: Ksb
    justification: str
    spot: Spot | None
    methods: Sequence[CriteriaOfMethod]
    outcome: BoundField
    reason: BoundField
    earlier: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided on one claim of an earlier version."""

    code: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said about an earlier version of the piece."""

    number: int
    outcome: str
    by: str
    at: dt.datetime
    feedback: str
    decisions: list[Said]


@dataclass(frozen=True)
class Desk:
    evidence: Evidence
    revision: Revision
    answers: list[Answer]
    exhibits: list[Exhibit]
    panels: list[Panel]
    earlier: list[Earlier]


def desk_for(evidence: Evidence, revision: Revision, form: MarkingForm, claims: Iterable[Claim]) -> Desk:
    """Three queries, however many claims, files and earlier versions there are.

    claims: those of `claims_up_to(revision)`.
    """
    earlier = _earlier(revision, claims)
    attachments = list(Attachment.objects.filter(revision=revision).for_list())
    prompts = list(evidence.template.prompts.all())
    places = RevisionPlaces(prompts, attachments, revision.answers)
    return Desk(
        evidence=evidence,
        revision=revision,
        answers=[answer_to(prompt.label, prompt.key, revision) for prompt in prompts],
        exhibits=[_exhibit(attachment) for attachment in attachments],
        panels=_panels(evidence, form, earlier, places),
        earlier=earlier,
    )


def _exhibit(attachment: Attachment) -> Exhibit:
    file = attachment.file
    known = BY_MEDIA_TYPE.get(file.media_type)
    is_shown = file.is_safe and file.has_picture
    return Exhibit(
        name=attachment.name,
        caption=attachment.caption,
        show=_how_to_show(file.media_type, is_shown) if file.is_safe else "",
        url=attachment.get_absolute_url() if file.is_safe else "",
        view_url=reverse("portfolio:attachment-view", args=[attachment.pk]) if file.is_safe else "",
        picture_url=reverse("portfolio:attachment-picture", args=[attachment.pk]) if is_shown else "",
        pages=file.pages or 0,
        type=known.label if known else file.media_type,
        size=file.size,
        trouble="" if file.is_safe else file.reason or file.get_state_display(),
    )


def _how_to_show(media_type: str, has_picture: bool) -> str:
    kind = media_type.partition("/")[0]
    if kind in {"video", "audio"}:
        return kind
    if not has_picture:
        return ""
    return "picture" if kind == "image" else "document"


def _panels(
    evidence: Evidence, form: MarkingForm, earlier: Sequence[Earlier], places: RevisionPlaces
) -> list[Panel]:
    criteria = _criteria(form.claims, evidence.apprenticeship.plan_id)
    said = _said_last(earlier)
    return [
        Panel(
            ksb=claim.ksb,
            justification=claim.justification,
            spot=spot_of(claim.anchor, places.place_of(claim.anchor)),
            methods=criteria.get(claim.ksb_id, []),
            outcome=form[f"outcome-{claim.pk}"],
            reason=form[f"reason-{claim.pk}"],
            earlier=said.get(claim.ksb.code, ""),
        )
        for claim in form.claims
    ]


def _criteria(claims: Iterable[Claim], plan_id: UUID) -> dict[UUID, list[CriteriaOfMethod]]:
    """By KSB: one query over the pairs of criterion and KSB."""
    pairs = Criterion.ksbs.through.objects.filter(
        ksb__in=[claim.ksb_id for claim in claims], criterion__method__plan=plan_id
    ).select_related("criterion__method")
    ordered = pairs.order_by(
        "ksb_id", "criterion__method__position", "-criterion__grade", "criterion__position"
    )
    return {
        ksb_id: [
            CriteriaOfMethod(name, [pair.criterion for pair in same])
            for name, same in groupby(group, lambda pair: pair.criterion.method.name)
        ]
        for ksb_id, group in groupby(ordered, lambda pair: pair.ksb_id)
    }


def claims_up_to(revision: Revision) -> list[Claim]:
    """The claims of this version and of those before it, newest version first. One query.

    Each has `said` and `why`: outcome and reason of the decision on it that nobody has corrected, or None.
    """
    decided = Decision.objects.in_force().filter(claim=OuterRef("pk"))
    claims = Claim.objects.filter(
        revision__evidence=revision.evidence_id, revision__number__lte=revision.number
    ).annotate(said=Subquery(decided.values("outcome")[:1]), why=Subquery(decided.values("reason")[:1]))
    found = claims.select_related("ksb", "revision__marking__assessor")
    return list(found.order_by("-revision__number", "ksb__position"))


def _earlier(revision: Revision, claims: Iterable[Claim]) -> list[Earlier]:
    before = [claim for claim in claims if claim.revision_id != revision.pk]
    by_version = groupby(before, lambda claim: claim.revision)
    return [
        Earlier(
            number=version.number,
            outcome=version.marking.get_outcome_display(),
            by=str(version.marking.assessor),
            at=version.marking.created_at,
            feedback=version.marking.feedback,
            decisions=[_said(claim) for claim in same if vars(claim)["said"]],
        )
        for version, same in by_version
        if hasattr(version, "marking")
    ]


def _said(claim: Claim) -> Said:
    outcome = Decision.Outcome(vars(claim)["said"])
    return Said(claim.ksb.code, str(outcome.label), vars(claim)["why"])


def _said_last(earlier: Sequence[Earlier]) -> dict[str, str]:
    """By KSB code: the outcome last given and its reason."""
    said: dict[str, str] = {}
    for marking in reversed(earlier):
        for decision in marking.decisions:
            reason = f": {decision.reason}" if decision.reason else ""
            said[decision.code] = f"{decision.outcome}{reason}"
    return said


@dataclass(frozen=True, slots=True)
class Clash:
    """One claim that two markings speak about: what is recorded, and what was typed meanwhile.

    correct_url: where the typed judgement can be recorded as a correction; empty when it cannot.
    """

    ksb: Ksb
    recorded: Decision | None
    typed_outcome: str
    typed_value: str
    typed_reason: str
    is_same: bool
    correct_url: str


def clashes(marking: Marking, form: MarkingForm, *, correctable: bool) -> list[Clash]:
    """The recorded decisions beside the typed ones, claim by claim. One query."""
    recorded = {row.claim_id: row for row in Decision.objects.in_force().filter(marking=marking).for_list()}
    url_of = addresses("assessments:decision-correct") if correctable else None
    return [_clash(claim, recorded.get(claim.pk), form, url_of) for claim in form.claims]


def _clash(
    claim: Claim, recorded: Decision | None, form: MarkingForm, url_of: Callable[[object], str] | None
) -> Clash:
    typed = form.judgements()[claim.pk]
    differs = recorded is not None and typed.outcome and typed.outcome != recorded.outcome
    return Clash(
        ksb=claim.ksb,
        recorded=recorded,
        typed_outcome=dict(Decision.Outcome.choices).get(typed.outcome, "Not decided"),
        typed_value=typed.outcome,
        typed_reason=typed.reason,
        is_same=recorded is not None and (recorded.outcome, recorded.reason) == (typed.outcome, typed.reason),
        correct_url=url_of(recorded.pk) if url_of and recorded and differs else "",
    )


def says_the_same(marking: Marking, form: MarkingForm) -> bool:
    """Whether this marking is what the form says: the second of two clicks, not a second opinion."""
    recorded = {
        row.claim_id: (row.outcome, row.reason)
        for row in Decision.objects.filter(marking=marking, supersedes__isnull=True)
    }
    typed = {pk: (said.outcome, said.reason) for pk, said in form.judgements().items() if said.outcome}
    return (
        marking.outcome == form.cleaned_data["outcome"]
        and marking.feedback == _plain(form.cleaned_data["feedback"])
        and recorded == {pk: (outcome, _plain(reason)) for pk, (outcome, reason) in typed.items()}
    )


def _plain(text: str) -> str:
    return clean_text(text).strip()
