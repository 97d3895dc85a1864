"""Judging a claim once more, because a move to another version of the standard asks for it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import still_there
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete, lock
from assessments.models import Decision
from assessments.permissions.marking import can_judge_again
from assessments.rules import MET, Judgement, problem_with_judgement
from assessments.standing import refresh_standing
from portfolio import accepted, progress
from portfolio.holding import hold_apprenticeship
from portfolio.models import Claim


@transaction.atomic
def judge_again(*, claim: Claim, outcome: str, reason: str, by: User) -> Decision:
    """The first decision by the new version; the one before it, if any, is superseded and stays visible."""
    evidence, revision = lock(claim.revision)
    evidence.apprenticeship = hold_apprenticeship(evidence.apprenticeship_id)
    seen = Claim.every.select_related("ksb", "revision__evidence__apprenticeship")
    claim = still_there(seen, pk=claim.pk)  # undoing a move takes away the claims that it made anew
    can_judge_again(by, claim).require()
    version = evidence.apprenticeship.version.version
    judgement = Judgement(outcome, reason).cleaned
    problem = problem_with_judgement(judgement)
    if problem:
        raise Incomplete([problem])
    before = Decision.objects.in_force().filter(claim=claim).first()
    usual = f"Judged again by the words of version {version}." if before and outcome == MET else ""
    decision = Decision.objects.create(
        claim=claim,
        marking=revision.marking,
        assessor=by,
        outcome=judgement.outcome,
        reason=judgement.reason or usual,
        supersedes=before,
    )
    claim.outcome, claim.decided_on = judgement.outcome, timezone.localdate(decision.created_at)
    claim.save(update_fields=["outcome", "decided_on"])
    _follow(claim, decision, by)
    return decision


def _follow(claim: Claim, decision: Decision, by: User) -> None:
    """Figures, counted words, readiness, the trail, and a word to the apprentice."""
    revision, row = claim.revision, claim.revision.evidence.apprenticeship
    said = decision.get_outcome_display().lower()
    progress.refresh(row.pk, [claim.ksb_id])
    accepted.count_met(row, revision, before=[], after=[claim])
    record(revision.evidence, "judged again", provider_id=row.provider_id, by=by, claim=str(claim.pk))
    refresh_standing(row.pk)
    tell(
        [row.apprentice],
        NoticeKind.CORRECTED,
        f"{by} judged {claim.ksb.code} in “{revision.title}” again: {said}.",
        url=reverse("portfolio:evidence", args=[revision.evidence_id]),
        provider_id=row.provider_id,
        subject_id=decision.pk,
    )
