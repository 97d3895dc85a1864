"""Looking at what a trainee marked: agreeing with it, or not."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete, open_again, stop_counting
from assessments.lending import take_back
from assessments.models import Countersignature
from assessments.permissions.opinions import can_countersign, can_refuse_countersignature
from assessments.rules.opinions import COUNTERSIGN_STATES, problems_with_refusal
from assessments.standing import refresh_standing
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Claim, Evidence, Revision
from portfolio.rules import trimmed


@transaction.atomic
def countersign(*, countersignature: Countersignature, by: User) -> Countersignature:
    """The decisions count from now on without a reservation."""
    evidence, _, countersignature = _held(countersignature, by)
    _sign(countersignature, "agree", evidence, by)
    refresh_standing(evidence.apprenticeship_id)
    title = countersignature.marking.revision.title
    _tell(countersignature, f"{by} countersigned the decisions on “{title}”.")
    return countersignature


@transaction.atomic
def refuse_countersignature(*, countersignature: Countersignature, reason: str, by: User) -> Countersignature:
    """The decisions stop counting, visibly. An accepted piece is opened again."""
    evidence, revision, countersignature = _held(countersignature, by)
    can_refuse_countersignature(by, countersignature).require()
    reason = trimmed(reason)
    problems = problems_with_refusal(reason)
    if problems:
        raise Incomplete(problems)
    countersignature.reason = reason
    _sign(countersignature, "refuse", evidence, by)
    if revision.state == Revision.State.ACCEPTED:
        open_again(evidence, revision, reason=reason, by=by)
    else:
        stop_counting(evidence, Claim.objects.filter(revision=revision))
    _tell(
        countersignature, f"{by} did not countersign the decisions on “{revision.title}”: they do not count."
    )
    return countersignature


def _held(countersignature: Countersignature, by: User) -> tuple[Evidence, Revision, Countersignature]:
    """The piece, the version and the row as they are after the wait; refused when this person may not."""
    revision = countersignature.marking.revision
    evidence = hold_evidence(revision.evidence_id, "apprenticeship__apprentice")
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    evidence.apprenticeship = hold_apprenticeship(evidence.apprenticeship_id)
    countersignature = Countersignature.objects.for_page().get(pk=countersignature.pk)
    can_countersign(by, countersignature).require()
    return evidence, revision, countersignature


def _sign(countersignature: Countersignature, act: str, evidence: Evidence, by: User) -> None:
    countersignature.state = COUNTERSIGN_STATES[countersignature.state, act]
    countersignature.signed_at = timezone.now()
    countersignature.save(update_fields=["state", "signed_at", "reason"])
    take_back(countersignature.marking.revision, by)
    provider_id = evidence.apprenticeship.provider_id
    record(
        countersignature, countersignature.state, provider_id=provider_id, by=by, evidence=str(evidence.pk)
    )


def _tell(countersignature: Countersignature, sentence: str) -> None:
    marking = countersignature.marking
    evidence = marking.revision.evidence
    tell(
        [marking.assessor, evidence.apprenticeship.apprentice],
        NoticeKind.COUNTERSIGN,
        sentence,
        url=evidence.get_absolute_url(),
        provider_id=evidence.apprenticeship.provider_id,
        subject_id=countersignature.pk,
    )
