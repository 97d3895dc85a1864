"""The supervisions of a provider as its administrators read them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Role
from assessments.countersigning import Waiting, queue_rows
from assessments.models import Countersignature, Supervision

PATH = "marking__revision__evidence__apprenticeship__provider"


@dataclass(frozen=True, slots=True)
class Supervised:
    """waiting: how many markings of this trainee wait. has_left: the countersigner assesses no more."""

    pk: UUID
    trainee: str
    countersigner: str
    since: dt.date
    until: dt.date | None
    waiting: int
    is_current: bool
    has_left: bool

    @property
    def can_end(self) -> bool:
        return self.until is None


def supervision_rows(supervisions: QuerySet[Supervision], today: dt.date) -> list[Supervised]:
    """The present ones first. Two queries."""
    assessing = Membership.objects.active().filter(
        provider=OuterRef("provider"), user=OuterRef("countersigner"), role=Role.ASSESSOR
    )
    rows = supervisions.select_related("trainee", "countersigner").annotate(assesses=Exists(assessing))
    waits = _waits([row.provider_id for row in rows])
    found = [_supervised(row, waits, today) for row in rows.order_by("trainee__name", "-since", "pk")]
    return sorted(found, key=lambda row: not row.is_current)


def _waits(providers: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    rows = Countersignature.objects.waiting().filter(**{f"{PATH}__in": providers})
    counted = rows.order_by().values_list("marking__assessor", "countersigner").annotate(n=Count("pk"))
    return {(trainee, countersigner): number for trainee, countersigner, number in counted}


def _supervised(row: Supervision, waits: dict[tuple[UUID, UUID], int], today: dt.date) -> Supervised:
    return Supervised(
        pk=row.pk,
        trainee=str(row.trainee),
        countersigner=str(row.countersigner),
        since=row.since,
        until=row.until,
        waiting=waits.get((row.trainee_id, row.countersigner_id), 0),
        is_current=row.until is None or row.until >= today,
        has_left=not vars(row)["assesses"],
    )


def waiting_at(provider_id: UUID) -> list[Waiting]:
    """Everything of the provider that waits. One query."""
    return queue_rows(Countersignature.objects.waiting().filter(Q(**{PATH: provider_id})))
