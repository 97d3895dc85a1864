"""The apprentices of a board, one page of rows, how many stand how, and what the lists can be narrowed by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from assessments.boards.scope import Filters
from assessments.caseload import GROUPS, with_people
from assessments.rules import RISK_ORDER
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many stand so; the address lists exactly those."""

    key: str
    label: str
    number: int
    url: str


def group_counts(ranked: Any, filters: Filters, here: str) -> list[GroupCount]:
    """One query. ranked: by `narrowed`, not by risk."""
    found = dict(ranked.order_by().values_list("rank").annotate(Count("pk")))
    return [
        GroupCount(key, label, found.get(RISK_ORDER.index(key), 0), f"{here}?{filters.query(risk=key)}")
        for key, label in GROUPS.items()
    ]


def in_order(ranked: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """Those at risk first, then by gateway, with everything a row shows."""
    people: Any = with_people(ranked)
    found: QuerySet[Apprenticeship] = people.order_by("rank", "gateway_planned_on", "apprentice__name", "pk")
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """name: of the field, and of the filter."""

    name: str
    label: str
    options: Sequence[Choice]


def choices_of(charge: ApprenticeshipQuerySet, filters: Filters) -> list[Choices]:
    """What there is to choose from among everybody in charge. Three queries."""
    plain = charge.order_by()
    employers = plain.order_by("employer__name", "employer").values_list("employer", "employer__name")
    assessors = plain.filter(assessor__isnull=False).order_by("assessor__name", "assessor")
    starts: Any = plain.values_list(
        TruncMonth("started_on"), "version", "version__standard__reference", "version__version"
    )
    known = list(starts.distinct())
    months = sorted({month for month, *_ in known}, reverse=True)
    versions = sorted({(f"{reference} {number}", pk) for _, pk, reference, number in known})
    return [
        _choices("employer", "Employer", employers.distinct(), filters.employer),
        _choices("cohort", "Started", [(f"{m:%Y-%m}", f"{m:%b %Y}") for m in months], filters.cohort),
        _choices(
            "assessor",
            "Assessor",
            assessors.values_list("assessor", "assessor__name").distinct(),
            filters.assessor,
        ),
        _choices("version", "Standard", [(pk, label) for label, pk in versions], filters.version),
    ]


def _choices(name: str, label: str, pairs: Iterable[tuple[object, str]], chosen: str) -> Choices:
    options = [Choice(str(value), text, str(value) == chosen) for value, text in pairs]
    return Choices(name, label, options)
