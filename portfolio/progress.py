"""The one place that works out `KsbProgress` from claims."""

import datetime as dt
from collections.abc import Iterable, Mapping
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
from standards.models import Ksb
from standards.said import verified_codes

COUNTS = ["state", "drafted", "submitted", "not_yet", "met", "met_on"]


@transaction.atomic(savepoint=False)
def refresh(apprenticeship_id: UUID, ksb_ids: Iterable[UUID]) -> None:
    """Work out again where these KSBs stand. Call it with every KSB whose claims may have changed.

    Two pieces that claim one KSB are counted one after the other, or the later count would miss the earlier.
    """
    hold_apprenticeship(apprenticeship_id)
    wanted = set(ksb_ids)
    tallies = _tallies(apprenticeship_id, wanted)
    employers = _of_the_employer(apprenticeship_id, wanted)
    rows = [
        _row(apprenticeship_id, ksb_id, tallies.get(ksb_id, Tally()), employers) for ksb_id in sorted(wanted)
    ]
    KsbProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["apprenticeship", "ksb"], update_fields=COUNTS
    )
    Apprenticeship.objects.filter(pk=apprenticeship_id).update(
        progress_at=timezone.now(), handed_in_on=Subquery(_last_handed_in(apprenticeship_id))
    )


def _row(
    apprenticeship_id: UUID, ksb_id: UUID, counts: Tally, employers: Mapping[UUID, dt.date | None]
) -> KsbProgress:
    found = {"state": counts.state, **asdict(counts)}
    if ksb_id in employers:
        found |= {"met_on": employers[ksb_id], "state": _verified_state(counts, employers[ksb_id])}
    return KsbProgress(apprenticeship_id=apprenticeship_id, ksb_id=ksb_id, **found)


def _verified_state(counts: Tally, verified_on: dt.date | None) -> str:
    if verified_on:
        return KsbProgress.State.MET.value
    return KsbProgress.State.NOT_YET.value if counts.met else counts.state


def _of_the_employer(apprenticeship_id: UUID, ksb_ids: set[UUID]) -> dict[UUID, dt.date | None]:
    """Those that the plan has the employer verify, each with the day on which it was seen."""
    plans = Apprenticeship.objects.filter(pk=apprenticeship_id)
    [rules] = plans.values_list("plan__evidence_rules", flat=True)
    codes = verified_codes(rules)
    if not codes:
        return {}
    asked = Ksb.objects.filter(pk__in=ksb_ids, code__in=codes)
    seen = KsbProgress.objects.filter(apprenticeship=apprenticeship_id, ksb__in=ksb_ids)
    days = dict(seen.values_list("ksb", "verified_on"))
    return {pk: days.get(pk) for pk in asked.values_list("pk", flat=True)}


@transaction.atomic(savepoint=False)
def keep_verified(apprenticeship_id: UUID, days: Mapping[UUID, dt.date]) -> None:
    """What the employer has verified, and when each was first seen; nothing else of before stays verified."""
    hold_apprenticeship(apprenticeship_id)
    rows = KsbProgress.objects.filter(apprenticeship=apprenticeship_id)
    before = set(rows.filter(verified_on__isnull=False).values_list("ksb", flat=True))
    rows.filter(ksb__in=before - days.keys()).update(verified_on=None)
    KsbProgress.objects.bulk_create(
        [
            KsbProgress(apprenticeship_id=apprenticeship_id, ksb_id=ksb, verified_on=day)
            for ksb, day in days.items()
        ],
        update_conflicts=True,
        unique_fields=["apprenticeship", "ksb"],
        update_fields=["verified_on"],
    )
    refresh(apprenticeship_id, before | days.keys())


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
