"""Cohort by KSB: how many have nothing for it, and who they are."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from assessments.boards.asked import ASKED, SOMETHING
from assessments.boards.scope import Filters
from portfolio.forms import as_uuid
from portfolio.models import KsbProgress
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from standards.models import ContactChannel, Ksb
from standards.rules import bands_of, is_asked

MOST_COHORTS = 12
DEPTHS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """`nothing` of `asked` have nothing for this KSB. depth: how dark, 0 for nobody to 4 for all."""

    nothing: int
    asked: int
    url: str

    @property
    def depth(self) -> int:
        return -(-DEPTHS * self.nothing // self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One KSB across the cohorts; a cell is None where it is asked of nobody."""

    code: str
    title: str
    whole: Cell
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """cohorts: months of starting, newest first. left_out: how many older ones the columns do not show."""

    cohorts: Sequence[dt.date]
    bands: Sequence[Band]
    left_out: int


def version_for(on_programme: ApprenticeshipQuerySet) -> UUID | None:
    """The standard version that most of them follow. One query."""
    counts = on_programme.order_by().values("version").annotate(number=Count("pk"))
    first = counts.order_by("-number", "version").first()
    return first["version"] if first else None


def heat_map(found: ApprenticeshipQuerySet, filters: Filters, gaps: str) -> HeatMap:
    """Three queries: whom it is asked of, who has something, the KSBs. found: on programme, one version."""
    month = TruncMonth("started_on")
    people = Counter(
        {
            (m, c): n
            for m, c, n in found.order_by().values_list(month, "contact_channel").annotate(Count("pk"))
        }
    )
    has = _has_something(found)
    months = sorted({m for m, _ in people}, reverse=True)
    ksbs = Ksb.objects.filter(version=as_uuid(filters.version)).select_related("area")
    ksbs = ksbs.order_by("area__position", "position")

    def row(ksb: Ksb) -> Row:
        asked = Counter[dt.date]()
        for (m, channel), number in people.items():
            if is_asked(ksb.alternative_channel, channel):
                asked[m] += number
        cells = [_cell(ksb, [m], asked, has, filters, gaps) for m in months[:MOST_COHORTS]]
        whole = _cell(ksb, months, asked, has, filters, gaps) or Cell(0, 0, "")
        return Row(ksb.code, ksb.title, whole, cells)

    bands = [
        Band(band.label, [row(ksb) for area in band.areas for ksb in area.ksbs]) for band in bands_of(ksbs)
    ]
    return HeatMap(months[:MOST_COHORTS], bands, max(0, len(months) - MOST_COHORTS))


def _has_something(found: ApprenticeshipQuerySet) -> Counter[tuple[dt.date, UUID]]:
    """By month of starting and KSB: how many of those of whom it is asked have something."""
    rows = KsbProgress.objects.filter(ASKED, SOMETHING, apprenticeship__in=found.order_by().values("pk"))
    counted = rows.values_list(TruncMonth("apprenticeship__started_on"), "ksb").annotate(Count("pk"))
    return Counter({(month, ksb): number for month, ksb, number in counted.order_by()})


def _cell(
    ksb: Ksb,
    months: Iterable[dt.date],
    asked: Counter[dt.date],
    has: Counter[tuple[dt.date, UUID]],
    filters: Filters,
    gaps: str,
) -> Cell | None:
    held = list(months)
    number = sum(asked[m] for m in held)
    if not number:
        return None
    cohort = f"{held[0]:%Y-%m}" if len(held) == 1 else filters.cohort
    url = f"{gaps}?{filters.query(cohort=cohort)}&ksb={ksb.code}"
    return Cell(number - sum(has[m, ksb.pk] for m in held), number, url)


def without(found: ApprenticeshipQuerySet, ksb: Ksb) -> ApprenticeshipQuerySet:
    """Those of whom this KSB is asked and who have nothing for it. found: on programme, of its version."""
    something = KsbProgress.objects.filter(SOMETHING, apprenticeship=OuterRef("pk"), ksb=ksb.pk)
    return found.filter(asked_of(ksb)).exclude(Exists(something))


def asked_of(ksb: Ksb) -> Q:
    if not ksb.alternative_channel:
        return Q()
    return Q(contact_channel__in=[ksb.alternative_channel, ContactChannel.BOTH])
