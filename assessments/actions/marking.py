"""What an assessor does: mark a revision, correct a decision, open an accepted piece again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused, not_now
from assessments.actions.asks import answer_by_correcting, answer_by_reopening
from assessments.actions.provisional import wait_for_countersignature
from assessments.marks_on_pages import draw, pages_by_attachment
from assessments.models import Decision, Marking, MarkingDraft, Reopening
from assessments.permissions import ONLY_THE_ASSESSOR, can_correct, can_reopen
from assessments.rules import (
    ACTS,
    MET,
    Judgement,
    Problem,
    problem_with_correction,
    problems_with_marking,
)
from assessments.rules.page_marks import Drawn, problems_with_marks
from assessments.rules.voice import problems_with_voice
from assessments.standing import refresh_standing
from assessments.telling import tell_corrected, tell_marked, tell_reopened
from portfolio import accepted, progress
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Claim, Evidence, Revision, StoredFile
from portfolio.permissions import is_assessor_of
from portfolio.rules import EVIDENCE_STATES, FOREIGN_KSB, trimmed
from portfolio.search import index_revision
from standards.models import Ksb


class AlreadyMarked(Refused):
    """Somebody else's marking of this revision was recorded first; `marking` is that one."""

    def __init__(self, marking: Marking) -> None:
        super().__init__("This piece was marked while you were reading it.", HTTPStatus.CONFLICT)
        self.marking = marking


class Incomplete(Refused):
    """The marking cannot be recorded as it stands; `problems` says why, a sentence each."""

    def __init__(self, problems: list[Problem], status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(" ".join(map(str, problems)), status)
        self.problems = problems


@transaction.atomic
def mark_revision(
    *,
    revision: Revision,
    judgements: Mapping[UUID, Judgement],
    outcome: str,
    feedback: str,
    by: User,
    added: Mapping[UUID, str] | None = None,
    marks: Sequence[Drawn] = (),
    voice: UUID | None = None,
) -> Marking:
    """Record one assessor's judgement of a submitted revision and of each claim in it.

    judgements: by claim id; those of other revisions' claims are ignored. added: by KSB id, why a KSB that
    the apprentice did not claim is met here. voice: the recording that was sent for it by `keep_voice`.
    What was kept half done of it is removed.
    Raises AlreadyMarked when another marking came first, Incomplete when something is missing.
    """
    evidence, revision = lock(revision)
    require_markable(evidence, revision, by)
    feedback = trimmed(feedback)
    claims = list(revision.claims.for_list())
    given = {claim: judgements.get(claim.pk, Judgement("")).cleaned for claim in claims}
    seen = _seen_besides(evidence, added or {})
    draft = _half_done(revision, by)
    besides = _problems_beside(revision, draft, marks, voice)
    _require_whole(outcome, feedback, given, seen, besides)
    marking = _become(draft, outcome, feedback, marks)
    given |= _claim_for(revision, seen, by)
    _decide_all(given, marking, by)
    _put_in_line(evidence, revision, outcome, before=claims)
    extra = {"added": [ksb.code for ksb in seen], "marks": len(marks), "voice": str(voice or "")}
    extra = {name: what for name, what in extra.items() if what}
    _record(evidence, outcome, by, revision=revision.number, decisions=len(given), **extra)
    tell_marked(evidence, marking)
    wait_for_countersignature(marking=marking, by=by)
    refresh_standing(evidence.apprenticeship_id)
    return marking


def _require_whole(
    outcome: str,
    feedback: str,
    given: Mapping[Claim, Judgement],
    seen: Mapping[Ksb, str],
    besides: Sequence[Problem],
) -> None:
    by_code = {claim.ksb.code: judgement for claim, judgement in given.items()}
    added = {ksb.code: why for ksb, why in seen.items()}
    problems = problems_with_marking(outcome, feedback, by_code, by_code, added)
    if problems or besides:
        raise Incomplete([*problems, *besides])


def _put_in_line(evidence: Evidence, revision: Revision, outcome: str, *, before: Iterable[Claim]) -> None:
    """State, figures, counted words and index, after every decision of a marking is recorded."""
    revision.state = EVIDENCE_STATES[revision.state, ACTS[outcome]]
    revision.save(update_fields=["state"])
    now = list(revision.claims.all())
    progress.refresh(evidence.apprenticeship_id, [claim.ksb_id for claim in now])
    accepted.count_met(evidence.apprenticeship, revision, before=before, after=now)


def _half_done(revision: Revision, by: User) -> MarkingDraft:
    """What was kept of this marking; a new one, begun just now, when nothing was."""
    kept = MarkingDraft.objects.filter(revision=revision, assessor=by).select_related("voice")
    draft = kept.first() or MarkingDraft()
    draft.revision, draft.assessor = revision, by
    return draft


def _problems_beside(
    revision: Revision, draft: MarkingDraft, marks: Sequence[Drawn], voice: UUID | None
) -> list[Problem]:
    """With what was drawn and spoken."""
    file = draft.voice
    rejected = file.reason if file and file.state == StoredFile.State.REJECTED else ""
    problems = problems_with_voice(
        voice, draft.voice_id, seconds=file.seconds if file else None, rejected=rejected
    )
    return problems + (problems_with_marks(marks, pages_by_attachment(revision)) if marks else [])


def _become(draft: MarkingDraft, outcome: str, feedback: str, marks: Sequence[Drawn]) -> Marking:
    """The marking that was half done until now, with what was drawn and spoken. The draft goes."""
    marking = Marking.objects.create(
        revision=draft.revision,
        assessor=draft.assessor,
        outcome=outcome,
        feedback=feedback,
        begun_at=draft.begun_at,
        voice=draft.voice,
    )
    draw(marking, marks)
    if not draft._state.adding:
        draft.delete()
    return marking


def _seen_besides(evidence: Evidence, added: Mapping[UUID, str]) -> dict[Ksb, str]:
    """The KSBs that the assessor saw though nobody claimed them, in the order of the standard, and why."""
    if not added:
        return {}
    ksbs = list(evidence.apprenticeship.version.ksbs.filter(pk__in=added).order_by("position"))
    if len(ksbs) != len(added):
        not_now(FOREIGN_KSB).require()
    return {ksb: trimmed(added[ksb.pk]) for ksb in ksbs}


def _claim_for(revision: Revision, seen: Mapping[Ksb, str], by: User) -> dict[Claim, Judgement]:
    """Claims made in the assessor's words, each with the judgement that it is met."""
    claims = [
        Claim.objects.create(revision=revision, ksb=ksb, justification=why, added_by=by)
        for ksb, why in seen.items()
    ]
    if claims:
        index_revision(revision)
    return {claim: Judgement(MET) for claim in claims}


def require_markable(evidence: Evidence, revision: Revision, by: User) -> None:
    """Raises unless this person marks here, and this version still waits for it."""
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
    evidence, _ = lock(decision.claim.revision)
    hold_apprenticeship(evidence.apprenticeship_id)
    decision = Decision.objects.select_related("marking", "claim__revision__evidence__apprenticeship").get(
        pk=decision.pk
    )
    can_correct(by, decision).require()
    judgement = Judgement(outcome, reason).cleaned
    claim = decision.claim
    is_only_met = Claim.objects.filter(pk=claim.pk).only_met().exists()
    problem = problem_with_correction(judgement.outcome, judgement.reason, is_only_met=is_only_met)
    if problem:
        raise Incomplete([problem])
    later = _decide(claim, decision.marking, judgement, by, supersedes=decision)
    answer_by_correcting(later)
    evidence = claim.revision.evidence
    progress.refresh(evidence.apprenticeship_id, [claim.ksb_id])
    now = Claim.objects.filter(pk=claim.pk)
    accepted.count_met(evidence.apprenticeship, claim.revision, before=[claim], after=now)
    _record(evidence, "corrected a decision", by, claim=str(claim.pk), outcome=outcome)
    refresh_standing(evidence.apprenticeship_id)
    tell_corrected(evidence, later)
    return later


@transaction.atomic
def reopen_evidence(*, evidence: Evidence, reason: str, by: User) -> Reopening:
    """Give an accepted piece back to the apprentice. What was decided on it stops counting, visibly."""
    if evidence.shown is None:
        raise Incomplete([Problem("This piece was never submitted.", "reason")])
    evidence, revision = lock(evidence.shown)
    evidence.apprenticeship = hold_apprenticeship(evidence.apprenticeship_id)
    can_reopen(by, evidence).require()
    reason = trimmed(reason)
    if not reason:
        raise Incomplete([Problem("Say why you are opening this piece again.", "reason")])
    reopening = open_again(evidence, revision, reason=reason, by=by)
    _record(evidence, "reopened", by, revision=revision.number)
    tell_reopened(evidence, revision, reopening)
    return reopening


def open_again(evidence: Evidence, revision: Revision, *, reason: str, by: User) -> Reopening:
    """With both rows held by the caller: the piece goes back, what was decided on it stops counting."""
    reopening = Reopening.objects.create(marking=revision.marking, by=by, reason=reason)
    answer_by_reopening(reopening)
    claims = Claim.objects.filter(revision__evidence=evidence)
    revision.state = EVIDENCE_STATES[revision.state, "reopen"]
    revision.save(update_fields=["state"])
    stop_counting(evidence, claims)
    return reopening


def stop_counting(evidence: Evidence, claims: QuerySet[Claim]) -> None:
    """What was decided on these claims of the piece no longer counts."""
    stood = list(claims.select_related("revision").order_by("revision__number"))
    claims.update(outcome=Claim.Outcome.UNDECIDED, decided_on=None)
    progress.refresh(evidence.apprenticeship_id, claims.values_list("ksb_id", flat=True))
    for version, before in groupby(stood, attrgetter("revision")):
        accepted.count_met(evidence.apprenticeship, version, before=before, after=[])
    refresh_standing(evidence.apprenticeship_id)


def _decide_all(given: Mapping[Claim, Judgement], marking: Marking, by: User) -> None:
    """As `_decide` does it, for every claim that was judged; three queries at most, however many they are."""
    decided: dict[tuple[str, dt.date], list[UUID]] = {}
    decisions = [
        Decision(claim=claim, marking=marking, assessor=by, outcome=judged.outcome, reason=judged.reason)
        for claim, judged in given.items()
        if judged.outcome
    ]
    Decision.objects.bulk_create(decisions)
    for decision in decisions:
        day = timezone.localdate(decision.created_at)
        decided.setdefault((decision.outcome, day), []).append(decision.claim_id)
    for (outcome, day), claims in decided.items():
        Claim.objects.filter(pk__in=claims).update(outcome=outcome, decided_on=day)


def _decide(claim: Claim, marking: Marking, judgement: Judgement, by: User, supersedes: Decision) -> Decision:
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


def lock(revision: Revision) -> tuple[Evidence, Revision]:
    """The piece and this revision, read again and held until the transaction ends."""
    evidence = hold_evidence(revision.evidence_id, "apprenticeship", "shown")
    held = Revision.objects.select_for_update().get(pk=revision.pk)
    held.evidence = evidence
    return evidence, held


def _record(evidence: Evidence, act: str, by: User, **detail: object) -> None:
    record(evidence, act, provider_id=evidence.apprenticeship.provider_id, by=by, **detail)
