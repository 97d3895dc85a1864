"""The marking page: the evidence on one side, the claims made with it on the other."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString

from accounts.models import User
from assessments.comment_bank import Insert, comments_at_hand, first_name
from assessments.exhibits import Exhibit, Target, exhibit_of, page_options, target_of
from assessments.forms import MarkingForm
from assessments.half_done import Kept, half_done
from assessments.models import Decision
from assessments.queue import Turn, turn_of
from assessments.shown import Shown, already_shown, ksbs_with_standing
from assessments.testimonies import Signed, signed_on_desk
from portfolio.marked_pages import MarkedSheet, sheets_of
from portfolio.models import Attachment, Claim, Evidence, Revision
from portfolio.piece import Answer, answer_to
from portfolio.spoken import Spoken, spoken_at
from portfolio.spots import RevisionPlaces, Spot, spot_of
from standards.models import Criterion, Ksb


@dataclass(frozen=True, slots=True)
class CriteriaOfMethod:
    name: str
    criteria: list[Criterion]


@dataclass(frozen=True, slots=True)
class Panel:
    """One claim: what is claimed and where, what it is measured by, and the two fields to fill in.

    target: where on the desk its anchor is. shown: what the apprentice has shown of the KSB so far.
    """

    ksb: Ksb
    justification: str
    spot: Spot | None
    target: Target | None
    shown: Shown
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
    spoken: Spoken | None
    sheets: Sequence[MarkedSheet]
    decisions: list[Said]


@dataclass(frozen=True)
class Opened:
    """A version on the desk: the form to mark it, and what it was made from.

    claims: those of `claims_up_to`. ksbs: every KSB of the standard, with where the apprentice stands.
    """

    evidence: Evidence
    revision: Revision
    claims: Sequence[Claim]
    ksbs: Sequence[Ksb]
    form: MarkingForm


def open_revision(evidence: Evidence, revision: Revision, typed: QueryDict | None = None) -> Opened:
    """With what was typed, or else with what was kept half done. Two queries.

    evidence: fetched `with_half_done`.
    """
    claims = claims_up_to(revision)
    to_decide = [claim for claim in claims if claim.revision_id == revision.pk and claim.added_by_id is None]
    ksbs = ksbs_with_standing(evidence.apprenticeship)
    claimed = {claim.ksb_id for claim in to_decide}
    kept = half_done(evidence)
    form = MarkingForm(
        typed,
        initial={"revision": revision.pk, "saves": kept.saves},
        claims=to_decide,
        addable=[ksb for ksb in ksbs if ksb.pk not in claimed],
        kept=kept.content,
    )
    return Opened(evidence, revision, claims, ksbs, form)


@dataclass(frozen=True)
class Desk:
    evidence: Evidence
    revision: Revision
    answers: list[Answer]
    exhibits: list[Exhibit]
    page_options: SafeString
    signed: list[Signed]
    panels: list[Panel]
    earlier: list[Earlier]
    kept: Kept
    turn: Turn | None
    comments: Sequence[Insert]


def desk_for(opened: Opened, user: User) -> Desk:
    """Six queries, one where a version was marked before and one where somebody signed for the piece."""
    evidence, revision = opened.evidence, opened.revision
    earlier = _earlier(revision, opened.claims)
    attachments = list(Attachment.objects.filter(revision=revision).for_desk())
    prompts = list(evidence.template.prompts.all())
    exhibits = [exhibit_of(attachment) for attachment in attachments]
    places = RevisionPlaces(prompts, attachments, revision.answers)
    return Desk(
        evidence=evidence,
        revision=revision,
        answers=[answer_to(prompt.label, prompt.key, revision) for prompt in prompts],
        exhibits=exhibits,
        page_options=page_options(exhibits),
        signed=signed_on_desk(revision, evidence),
        panels=_panels(opened, earlier, places, exhibits),
        earlier=earlier,
        kept=half_done(evidence),
        turn=turn_of(user, evidence),
        comments=_comments(user, evidence),
    )


def _comments(user: User, evidence: Evidence) -> list[Insert]:
    apprenticeship = evidence.apprenticeship
    return comments_at_hand(user, apprenticeship.provider_id, first_name(apprenticeship.apprentice.name))


def _panels(
    opened: Opened, earlier: Sequence[Earlier], places: RevisionPlaces, exhibits: Sequence[Exhibit]
) -> list[Panel]:
    form, evidence = opened.form, opened.evidence
    criteria = _criteria(form.claims, evidence.apprenticeship.plan_id)
    shown = already_shown(evidence, opened.ksbs, [claim.ksb_id for claim in form.claims])
    ksbs: Mapping[UUID, Ksb] = {ksb.pk: ksb for ksb in opened.ksbs}
    said = _said_last(earlier)
    return [
        Panel(
            ksb=ksbs.get(claim.ksb_id, claim.ksb),
            justification=claim.justification,
            spot=spot_of(claim.anchor, places.place_of(claim.anchor)),
            target=target_of(claim.anchor, exhibits),
            shown=shown[claim.ksb_id],
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
    found = claims.select_related("ksb", "revision__marking__assessor", "revision__marking__voice")
    return list(found.order_by("-revision__number", "ksb__position"))


def _earlier(revision: Revision, claims: Iterable[Claim]) -> list[Earlier]:
    before = [claim for claim in claims if claim.revision_id != revision.pk]
    by_version = [(version, list(same)) for version, same in groupby(before, lambda claim: claim.revision)]
    sheets = sheets_of(version.pk for version, _ in by_version) if by_version else {}
    return [
        Earlier(
            number=version.number,
            outcome=version.marking.get_outcome_display(),
            by=str(version.marking.assessor),
            at=version.marking.created_at,
            feedback=version.marking.feedback,
            spoken=spoken_at(version.marking.pk, version.marking.voice),
            sheets=sheets.get(version.pk, []),
            decisions=[_said(claim) for claim in claims_of_it if vars(claim)["said"]],
        )
        for version, claims_of_it in by_version
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
