"""The one place that works out `KsbProgress` from claims."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship, Claim, KsbProgress, Revision
from portfolio.rules import ClaimFact, Tally, tally

COUNTS = ["state", "drafted", "submitted", "not_yet", "met", "met_on"]


@transaction.atomic(savepoint=False)
def refresh(apprenticeship_id: UUID, ksb_ids: Iterable[UUID]) -> None:
    """Work out again where these KSBs stand. Call it with every KSB whose claims may have changed.

    Two pieces that claim one KSB are counted one after the other, or the later count would miss the earlier.
    """
    hold_apprenticeship(apprenticeship_id)
    wanted = set(ksb_ids)
    tallies = _tallies(apprenticeship_id, wanted)
    rows = [
        KsbProgress(
            apprenticeship_id=apprenticeship_id,
            ksb_id=ksb_id,
            state=tallies.get(ksb_id, Tally()).state,
            **asdict(tallies.get(ksb_id, Tally())),
        )
        for ksb_id in sorted(wanted)
    ]
    KsbProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["apprenticeship", "ksb"], update_fields=COUNTS
    )
    Apprenticeship.objects.filter(pk=apprenticeship_id).update(
        progress_at=timezone.now(), handed_in_on=Subquery(_last_handed_in(apprenticeship_id))
    )


def _last_handed_in(apprenticeship_id: UUID) -> QuerySet[Revision, Any]:
    handed_in = Revision.objects.filter(
        evidence__apprenticeship=apprenticeship_id, submitted_at__isnull=False
    )
    return handed_in.order_by("-submitted_at").values(day=TruncDate("submitted_at"))[:1]


def rebuild(apprenticeship: Apprenticeship) -> None:
    """Work out every KSB of the apprentice's standard from nothing but the claims."""
    refresh(apprenticeship.pk, apprenticeship.version.ksbs.values_list("pk", flat=True))


def _tallies(apprenticeship_id: UUID, ksb_ids: set[UUID]) -> dict[UUID, Tally]:
    claims = (
        Claim.objects.filter(revision__evidence__apprenticeship=apprenticeship_id, ksb__in=ksb_ids)
        .select_related("revision__evidence")
        .order_by("ksb_id")
    )
    return {ksb_id: tally([_fact(c) for c in group]) for ksb_id, group in groupby(claims, lambda c: c.ksb_id)}


def _fact(claim: Claim) -> ClaimFact:
    revision = claim.revision
    return ClaimFact(
        evidence=revision.evidence_id,
        revision_number=revision.number,
        revision_state=revision.state,
        is_shown=revision.evidence.shown_id == revision.pk,
        outcome=claim.outcome,
        decided_on=claim.decided_on,
    )
