"""How a group of apprentices stands, one row each: on homes and on boards, from the answer that stands."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from assessments.rules import OFF_PROGRAMME, RISK_LABELS, RISK_ORDER, Course, Risk, stands
from portfolio.addresses import addresses
from portfolio.models import Apprenticeship, Evidence
from portfolio.programme import last_return
from portfolio.wording import status_of
from standards.words import Words

# Everybody is in one of these, so the numbers add up.
GROUPS = {**RISK_LABELS, OFF_PROGRAMME: "Not on programme"}


@dataclass(frozen=True, slots=True)
class Case:
    """One apprentice among others: the figures, in what words they stand, and where each figure leads.

    asks, again: how many asks for another look wait, and how many claims are to be judged again, where the
    rows were fetched `with_asks` and `with_asked_again`.
    """

    name: str
    employer: str
    assessor: str
    status: str
    gateway_on: dt.date
    words: Words
    asked: int
    met: int
    waiting: int
    last_submitted_on: dt.date | None
    risk: Risk | None
    url: str
    readiness_url: str
    evidence_url: str
    behaviours_url: str
    asks: int = 0
    again: int = 0

    @property
    def open(self) -> int:
        return max(self.asked - self.met, 0)

    @property
    def risk_key(self) -> str:
        return self.risk.key if self.risk else OFF_PROGRAMME


def with_people(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """With everything that a row shows."""
    people: Any = apprenticeships.select_related("apprentice", "employer", "assessor", "readiness", "plan")
    found: QuerySet[Apprenticeship] = people.annotate(back_on=last_return())
    return found


def cases(apprenticeships: QuerySet[Apprenticeship], today: dt.date) -> list[Case]:
    """One row for each: those at risk first, then by gateway date. Two queries."""
    rows = case_rows(list(with_people(apprenticeships)), today)
    return sorted(rows, key=lambda case: (RISK_ORDER.index(case.risk_key), case.gateway_on, case.name))


def case_rows(rows: Sequence[Apprenticeship], today: dt.date) -> list[Case]:
    """One query, for what waits to be marked, about these rows alone. Needs `with_people`."""
    waiting = waiting_by([row.pk for row in rows]) if rows else {}
    urls = {
        "url": addresses("portfolio:apprenticeship"),
        "readiness_url": addresses("assessments:readiness"),
        "evidence_url": addresses("portfolio:evidence-list"),
        "behaviours_url": addresses("assessments:behaviours-sign"),
    }
    return [_case(row, waiting, {name: of(row.pk) for name, of in urls.items()}, today) for row in rows]


def waiting_by(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many pieces of each wait to be marked."""
    waiting = Evidence.objects.filter(apprenticeship__in=ids).awaiting_marking().order_by()
    return dict(waiting.values_list("apprenticeship").annotate(Count("pk")))


def _case(row: Apprenticeship, waiting: Mapping[UUID, int], urls: Mapping[str, Any], today: dt.date) -> Case:
    standing = getattr(row, "readiness", None)
    asked, ready = (standing.asked, standing.ready) if standing else (0, 0)
    back_on, words = getattr(row, "back_on", None), row.plan.words
    course = Course(
        row.started_on, row.gateway_planned_on, asked, ready, row.handed_in_on, back_on, words.gateway
    )
    counts = row.is_on_programme
    return Case(
        name=str(row.apprentice),
        employer=str(row.employer),
        assessor=str(row.assessor or ""),
        status="" if counts else status_of(row),
        gateway_on=row.gateway_planned_on,
        words=words,
        asked=asked,
        met=ready,
        waiting=waiting.get(row.pk, 0),
        last_submitted_on=row.handed_in_on,
        risk=stands(course, today, is_ready=standing is not None and standing.is_ready) if counts else None,
        asks=getattr(row, "asks", 0),
        again=getattr(row, "again", 0),
        **urls,
    )
