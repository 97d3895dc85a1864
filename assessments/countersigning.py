"""The queue of markings that wait for a countersignature, and the page where one is looked at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from assessments.exhibition import Exhibition, exhibition_of
from assessments.models import Countersignature, Decision
from assessments.permissions.opinions import (
    can_countersign,
    can_name_countersigner,
    can_refuse_countersignature,
)
from portfolio.marks import OUTCOME_MARKS, Mark
from portfolio.models import Claim
from portfolio.spots import Spot


@dataclass(frozen=True, slots=True)
class Waiting:
    title: str
    version: int
    apprentice: str
    trainee: str
    countersigner: str
    decisions: int
    since: dt.datetime
    url: str


def queue_rows(countersignatures: QuerySet[Countersignature]) -> list[Waiting]:
    """The longest wait first. One query."""
    rows = countersignatures.for_page().annotate(number=Count("marking__decisions"))  # type: ignore[attr-defined]
    return [
        Waiting(
            title=row.marking.revision.title,
            version=row.marking.revision.number,
            apprentice=str(row.marking.revision.evidence.apprenticeship.apprentice),
            trainee=str(row.marking.assessor),
            countersigner=str(row.countersigner),
            decisions=vars(row)["number"],
            since=row.created_at,
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("created_at", "pk")
    ]


@dataclass(frozen=True, slots=True)
class Decided:
    """One claim, and what the trainee first decided on it. mark: None where nothing was decided."""

    code: str
    title: str
    justification: str
    spot: Spot | None
    mark: Mark | None
    reason: str
    is_added: bool


@dataclass(frozen=True)
class CountersigningPage:
    countersignature: Countersignature
    exhibition: Exhibition
    decided: Sequence[Decided]
    sign: Permission
    refuse: Permission
    name_another: Permission


def countersigning_page(countersignature: Countersignature, user: User) -> CountersigningPage:
    """Four queries: files, prompts, claims and decisions; one more for whoever may countersign."""
    marking = countersignature.marking
    exhibition = exhibition_of(marking.revision)
    first = Decision.objects.filter(marking=marking, supersedes__isnull=True)
    by_claim = {decision.claim_id: decision for decision in first}
    return CountersigningPage(
        countersignature=countersignature,
        exhibition=exhibition,
        decided=[
            _decided(claim, by_claim.get(claim.pk), exhibition.spot_in(claim))
            for claim in Claim.objects.filter(revision=marking.revision_id).for_list()
        ],
        sign=can_countersign(user, countersignature),
        refuse=can_refuse_countersignature(user, countersignature),
        name_another=can_name_countersigner(user, countersignature),
    )


def _decided(claim: Claim, decision: Decision | None, spot: Spot | None) -> Decided:
    return Decided(
        code=claim.ksb.code,
        title=claim.ksb.title,
        justification=claim.justification,
        spot=spot,
        mark=OUTCOME_MARKS[decision.outcome] if decision else None,
        reason=decision.reason if decision else "",
        is_added=claim.added_by_id is not None,
    )
