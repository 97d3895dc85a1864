"""Whether this person may judge this evidence now, with the reason when not."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Decision, Marking
from assessments.permissions.gateway import not_after_gateway
from assessments.permissions.supervised import not_in_supervision, not_while_waiting
from portfolio.models import Apprenticeship, Claim, Evidence, Revision
from portfolio.permissions import is_assessor_of
from portfolio.roles import Roles
from portfolio.rules import next_state

ONLY_THE_ASSESSOR = refused("Only the assessor named for this apprenticeship can do that.")
NO_QUEUE = refused("Assessors mark, and provider administrators may look on. You are neither here.")


def can_judge(user: User, apprenticeship: Apprenticeship) -> Permission:
    """Whether this person is the one who marks here, whatever state a piece is in."""
    return ALLOWED if is_assessor_of(user, apprenticeship) else ONLY_THE_ASSESSOR


def is_marker(user: User, marking: Marking) -> bool:
    return marking.assessor_id == user.pk


def can_mark(user: User, evidence: Evidence) -> Permission:
    if not is_assessor_of(user, evidence.apprenticeship):
        return ONLY_THE_ASSESSOR
    if evidence.shown is None or next_state(evidence.shown.state, "accept") is None:
        return not_now("This piece is not waiting to be marked.")
    return ALLOWED


def can_reopen(user: User, evidence: Evidence) -> Permission:
    if not is_assessor_of(user, evidence.apprenticeship):
        return ONLY_THE_ASSESSOR
    if evidence.shown is None or next_state(evidence.shown.state, "reopen") is None:
        return not_now("Only an accepted piece can be opened again.")
    may = not_after_gateway(evidence.apprenticeship)
    return may and not_while_waiting(Marking.objects.filter(revision=evidence.shown).first())


def can_correct(user: User, decision: Decision) -> Permission:
    """Needs `decision.claim.revision.evidence.apprenticeship` at hand."""
    evidence = decision.claim.revision.evidence
    if not is_assessor_of(user, evidence.apprenticeship):
        return ONLY_THE_ASSESSOR
    if Decision.objects.filter(supersedes=decision).exists():
        return not_now("This decision was already corrected. Correct the later one instead.")
    if evidence.shown_id != decision.claim.revision_id or not decision.claim.outcome:
        return not_now("A newer version of this piece was handed in, or it was opened again. Mark that one.")
    may = not_after_gateway(evidence.apprenticeship)
    return may and not_while_waiting(decision.marking) and not_in_supervision(user, evidence.apprenticeship)


def can_judge_again(user: User, claim: Claim) -> Permission:
    """Needs `claim.revision.evidence.apprenticeship` at hand."""
    revision, evidence = claim.revision, claim.revision.evidence
    if not is_assessor_of(user, evidence.apprenticeship):
        return ONLY_THE_ASSESSOR
    is_shown = evidence.shown_id == revision.pk and revision.state == Revision.State.ACCEPTED
    if claim.outcome or not is_shown:
        return not_now("This claim does not wait to be judged again.")
    may = not_after_gateway(evidence.apprenticeship)
    return may and not_in_supervision(user, evidence.apprenticeship)


def can_read_queue(roles: Roles) -> Permission:
    return ALLOWED if roles.is_assessor or roles.is_provider_admin else NO_QUEUE
