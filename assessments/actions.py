"""What an assessor does: mark a revision, correct a decision, open an accepted piece again."""

from collections.abc import Mapping
from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused, not_now
from assessments.models import Decision, Marking, Reopening
from assessments.permissions import ONLY_THE_ASSESSOR, can_correct, can_reopen
from assessments.rules import ACTS, Judgement, Problem, problems_with_marking
from portfolio import accepted, progress
from portfolio.holding import hold_evidence
from portfolio.models import Claim, Evidence, Revision
from portfolio.permissions import is_assessor_of
from portfolio.rules import EVIDENCE_STATES, clean_text


class AlreadyMarked(Refused):
    """Somebody else's marking of this revision was recorded first; `marking` is that one."""

    def __init__(self, marking: Marking) -> None:
        super().__init__("This piece was marked while you were reading it.", HTTPStatus.CONFLICT)
        self.marking = marking


class Incomplete(Refused):
    """The marking cannot be recorded as it stands; `problems` says why, a sentence each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(map(str, problems)), HTTPStatus.UNPROCESSABLE_ENTITY)
        self.problems = problems


@transaction.atomic
def mark_revision(
    *, revision: Revision, judgements: Mapping[UUID, Judgement], outcome: str, feedback: str, by: User
) -> Marking:
    """Record one assessor's judgement of a submitted revision and of each claim in it.

    judgements: by claim id; those of other revisions' claims are ignored.
    Raises AlreadyMarked when another marking came first, Incomplete when something is missing.
    """
    evidence, revision = _lock(revision)
    _require_markable(evidence, revision, by)
    feedback = clean_text(feedback).strip()
    claims = list(revision.claims.for_list())
    given = {claim: _cleaned(judgements.get(claim.pk, Judgement(""))) for claim in claims}
    by_code = {claim.ksb.code: judgement for claim, judgement in given.items()}
    problems = problems_with_marking(outcome, feedback, by_code, by_code)
    if problems:
        raise Incomplete(problems)
    marking = Marking.objects.create(revision=revision, assessor=by, outcome=outcome, feedback=feedback)
    for claim, judgement in given.items():
        if judgement.outcome:
            _decide(claim, marking, judgement, by)
    revision.state = EVIDENCE_STATES[revision.state, ACTS[outcome]]
    revision.save(update_fields=["state"])
    progress.refresh(evidence.apprenticeship_id, [claim.ksb_id for claim in claims])
    accepted.count_met(evidence.apprenticeship, revision, before=claims, after=revision.claims.all())
    _record(evidence, outcome, by, revision=revision.number, decisions=len(claims))
    return marking


def _require_markable(evidence: Evidence, revision: Revision, by: User) -> None:
    if not is_assessor_of(by, evidence.apprenticeship):
        ONLY_THE_ASSESSOR.require()
    marking = Marking.objects.filter(revision=revision).select_related("assessor", "revision").first()
    if marking:
        raise AlreadyMarked(marking)
    if evidence.shown_id != revision.pk or revision.state != Revision.State.SUBMITTED:
        not_now("This version is not waiting to be marked.").require()


@transaction.atomic
def correct_decision(*, decision: Decision, outcome: str, reason: str, by: User) -> Decision:
    """Record a decision that supersedes an earlier one. The earlier one stays in the history."""
    _lock(decision.claim.revision)
    decision = Decision.objects.select_related("marking", "claim__revision__evidence__apprenticeship").get(
        pk=decision.pk
    )
    can_correct(by, decision).require()
    judgement = _cleaned(Judgement(outcome, reason))
    if not judgement.reason:
        raise Incomplete([Problem("Say why you are correcting this decision.", "reason")])
    if outcome not in Decision.Outcome.values:
        raise Incomplete([Problem("Choose met or not yet.", "outcome")])
    claim = decision.claim
    later = _decide(claim, decision.marking, judgement, by, supersedes=decision)
    evidence = claim.revision.evidence
    progress.refresh(evidence.apprenticeship_id, [claim.ksb_id])
    now = Claim.objects.filter(pk=claim.pk)
    accepted.count_met(evidence.apprenticeship, claim.revision, before=[claim], after=now)
    _record(evidence, "corrected a decision", by, claim=str(claim.pk), outcome=outcome)
    return later


@transaction.atomic
def reopen_evidence(*, evidence: Evidence, reason: str, by: User) -> Reopening:
    """Give an accepted piece back to the apprentice. What was decided on it stops counting, visibly."""
    if evidence.shown is None:
        raise Incomplete([Problem("This piece was never submitted.", "reason")])
    evidence, revision = _lock(evidence.shown)
    can_reopen(by, evidence).require()
    reason = clean_text(reason).strip()
    if not reason:
        raise Incomplete([Problem("Say why you are opening this piece again.", "reason")])
    reopening = Reopening.objects.create(marking=revision.marking, by=by, reason=reason)
    claims = Claim.objects.filter(revision__evidence=evidence)
    stood = list(claims.select_related("revision").order_by("revision__number"))
    claims.update(outcome=Claim.Outcome.UNDECIDED, decided_on=None)
    revision.state = EVIDENCE_STATES[revision.state, "reopen"]
    revision.save(update_fields=["state"])
    progress.refresh(evidence.apprenticeship_id, claims.values_list("ksb_id", flat=True))
    for version, before in groupby(stood, attrgetter("revision")):
        accepted.count_met(evidence.apprenticeship, version, before=before, after=[])
    _record(evidence, "reopened", by, revision=revision.number)
    return reopening


def _decide(
    claim: Claim, marking: Marking, judgement: Judgement, by: User, supersedes: Decision | None = None
) -> Decision:
    decision = Decision.objects.create(
        claim=claim,
        marking=marking,
        assessor=by,
        outcome=judgement.outcome,
        reason=judgement.reason,
        supersedes=supersedes,
    )
    Claim.objects.filter(pk=claim.pk).update(
        outcome=judgement.outcome, decided_on=timezone.localdate(decision.created_at)
    )
    return decision


def _cleaned(judgement: Judgement) -> Judgement:
    return Judgement(judgement.outcome, clean_text(judgement.reason).strip())


def _lock(revision: Revision) -> tuple[Evidence, Revision]:
    """The piece and this revision, read again and held until the transaction ends."""
    evidence = hold_evidence(revision.evidence_id, "apprenticeship", "shown")
    return evidence, Revision.objects.select_for_update().get(pk=revision.pk)


def _record(evidence: Evidence, act: str, by: User, **detail: object) -> None:
    record(evidence, act, provider_id=evidence.apprenticeship.provider_id, by=by, **detail)
