"""Assessors side by side: whom they look after, what waits for them, and how long feedback took."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from assessments.boards.scope import ON_PROGRAMME, Filters
from assessments.feedback_times import times_in
from assessments.rules import RISK_ORDER, FeedbackTime
from assessments.rules.risk import AT_RISK
from portfolio.models import Apprenticeship, Evidence


@dataclass(frozen=True, slots=True)
class Load:
    """One assessor. waiting: pieces; oldest_on: since when the longest waits. time: of what they marked."""

    assessor: str
    apprentices: int
    at_risk: int
    waiting: int
    oldest_on: dt.date | None
    time: FeedbackTime | None
    url: str
    risk_url: str


def workload(ranked: QuerySet[Apprenticeship], filters: Filters, here: str) -> list[Load]:
    """Three queries. ranked: those on programme, by `narrowed`."""
    at_risk = Count("pk", filter=Q(rank=RISK_ORDER.index(AT_RISK)))
    people = ranked.order_by("assessor__name", "assessor").values_list("assessor", "assessor__name")
    waiting = _waiting(ranked)
    times: dict[UUID | None, FeedbackTime] = {time.assessor_id: time.time for time in times_in(ranked)}
    return [
        _load(pk, name or "Nobody yet", number, risky, waiting, times, filters, here)
        for pk, name, number, risky in people.annotate(number=Count("pk"), risky=at_risk)
    ]


def _load(
    pk: UUID | None,
    name: str,
    number: int,
    risky: int,
    waiting: Mapping[UUID | None, tuple[int, dt.datetime]],
    times: Mapping[UUID | None, FeedbackTime],
    filters: Filters,
    here: str,
) -> Load:
    pieces, oldest = waiting.get(pk, (0, None))
    own = str(pk or "")
    asked = {"assessor": own, "status": ON_PROGRAMME}
    return Load(
        assessor=name,
        apprentices=number,
        at_risk=risky,
        waiting=pieces,
        oldest_on=timezone.localdate(oldest) if oldest else None,
        time=times.get(pk),
        url=f"{here}?{filters.query(**asked)}" if own else "",
        risk_url=f"{here}?{filters.query(**asked, risk=AT_RISK)}" if own else "",
    )


def _waiting(ranked: QuerySet[Apprenticeship]) -> dict[UUID | None, tuple[int, dt.datetime]]:
    pieces = Evidence.objects.filter(apprenticeship__in=ranked.order_by().values("pk")).awaiting_marking()
    rows = pieces.order_by().values_list("apprenticeship__assessor")
    return {
        pk: (number, oldest)
        for pk, number, oldest in rows.annotate(number=Count("pk"), oldest=Min("shown__submitted_at"))
    }
