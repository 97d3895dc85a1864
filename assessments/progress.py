"""Working out again, from the decisions alone, what the maintained columns say."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.models import ClaimMove, ClaimMoveElsewhere, Countersignature, Decision, Reopening
from assessments.standing import refresh_standing
from assessments.verified import keep_verified
from portfolio import progress
from portfolio.models import Apprenticeship, Claim


@transaction.atomic
def rebuild(apprenticeship: Apprenticeship) -> None:
    """Set every claim's outcome from its decision in force, then every KSB's progress from the claims.

    A decision counts until the piece was opened again, or a move to another version asked once more. What a
    move set aside stays so.
    """
    claims = Claim.objects.filter(revision__evidence__apprenticeship=apprenticeship)
    claims.update(outcome=Claim.Outcome.UNDECIDED, decided_on=None)
    reopened = _last_reopenings(apprenticeship)
    asked_again = _last_asked(apprenticeship)
    decisions = (
        Decision.objects.in_force()
        .filter(claim__in=claims)
        .exclude(marking__countersignature__state=Countersignature.State.REFUSED)
    )
    for decision in decisions.select_related("claim__revision"):
        ended = (reopened.get(decision.claim.revision.evidence_id), asked_again.get(decision.claim_id))
        if all(at is None or decision.created_at > at for at in ended):
            day = timezone.localdate(decision.created_at)
            Claim.objects.filter(pk=decision.claim_id).update(outcome=decision.outcome, decided_on=day)
    keep_verified(apprenticeship)
    progress.rebuild(apprenticeship)
    refresh_standing(apprenticeship.pk)


def _last_reopenings(apprenticeship: Apprenticeship) -> dict[UUID, dt.datetime]:
    rows = Reopening.objects.filter(marking__revision__evidence__apprenticeship=apprenticeship)
    return dict(rows.order_by("created_at").values_list("marking__revision__evidence", "created_at"))


def _last_asked(apprenticeship: Apprenticeship) -> dict[UUID, dt.datetime]:
    """When a move that stands asked again about each claim, here or where the portfolio was before."""
    rows = ClaimMove.objects.filter(
        act=ClaimMove.Act.ASKED, move__apprenticeship=apprenticeship, move__undoing__isnull=True
    )
    earlier = ClaimMoveElsewhere.objects.filter(
        act=ClaimMove.Act.ASKED,
        move__apprenticeship=apprenticeship,
        move__undone_at__isnull=True,
        claim__isnull=False,
    )
    return {
        claim: at
        for found in (earlier, rows)
        for claim, at in found.order_by("move__at").values_list("claim", "move__at")
    }
