"""Planned gateways month by month: how many, how they stand, as a drawing and as a table."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from assessments.boards.scope import ON_PROGRAMME, Filters
from assessments.rules import RISK_LABELS, RISK_ORDER
from portfolio.models import Apprenticeship
from portfolio.spans import add_months

KEYS = [key for key in RISK_ORDER if key in RISK_LABELS]
MOST_DRAWN = 24
HIGH, STEP, FEWEST_PLACES = 120, 28, 16


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one bar, in the units of the drawing. y grows downwards."""

    key: str
    label: str
    number: int
    url: str
    y: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    parts: Sequence[Part]
    number: int
    url: str
    x: int
    is_past: bool


@dataclass(frozen=True, slots=True)
class TimeLine:
    """most: the tallest bar that is drawn. drawn: the months in the drawing, empty ones too.

    months: those in the table, in each of which somebody's gateway is planned.
    """

    months: Sequence[Month]
    drawn: Sequence[Month]
    most: int

    @property
    def width(self) -> int:
        return max(len(self.drawn), FEWEST_PLACES) * STEP


def time_line(ranked: QuerySet[Apprenticeship], filters: Filters, here: str, today: dt.date) -> TimeLine:
    """One query. Those on programme, by the month of the planned gateway."""
    on_programme = ranked.filter(status=ON_PROGRAMME).order_by()
    rows = on_programme.annotate(month=TruncMonth("gateway_planned_on")).values_list("month", "rank")
    found: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for month, rank, number in rows.annotate(Count("pk")):
        found[month][RISK_ORDER[rank]] += number
    drawn = _drawn(found, today)
    most = max((found.get(month, Counter()).total() for month in drawn), default=0)
    places = {month: number * STEP for number, month in enumerate(drawn)}
    made = {
        month: _month(month, found.get(month, Counter()), filters, here, places.get(month, 0), most, today)
        for month in sorted({*drawn, *found})
    }
    return TimeLine([made[month] for month in sorted(found)], [made[month] for month in drawn], most)


def _drawn(found: Iterable[dt.date], today: dt.date) -> list[dt.date]:
    """Every month from this one to the last that somebody plans, those without anybody too."""
    last, month, drawn = max(found, default=dt.date.min), today.replace(day=1), list[dt.date]()
    while month <= last and len(drawn) < MOST_DRAWN:
        drawn.append(month)
        month = add_months(month, 1)
    return drawn


def _month(
    first: dt.date, counts: Counter[str], filters: Filters, here: str, x: int, most: int, today: dt.date
) -> Month:
    parts, y = [], float(HIGH)
    asked = {"gateway": f"{first:%Y-%m}", "status": ON_PROGRAMME}
    for key in KEYS:
        height = HIGH * counts[key] / max(most, 1)
        y -= height
        url = f"{here}?{filters.query(**asked, risk=key)}"
        parts.append(Part(key, RISK_LABELS[key], counts[key], url, round(y, 2), round(height, 2)))
    url = f"{here}?{filters.query(**asked)}"
    return Month(first, parts, counts.total(), url, x, first < today.replace(day=1))
