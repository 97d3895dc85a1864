"""How a group of apprentices stands, one row each, in four queries however many there are."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from assessments.models import ReadinessStanding
from assessments.rules import OFF_PROGRAMME, RISK_LABELS, RISK_ORDER, Course, Risk, gateway_words, risk
from portfolio.addresses import addresses
from portfolio.models import Apprenticeship, Revision
from standards.models import Ksb
from standards.rules import is_asked

# Everybody is in one of these, so the numbers add up.
GROUPS = {**RISK_LABELS, OFF_PROGRAMME: "Not on programme"}


@dataclass(frozen=True, slots=True)
class Case:
    """One apprentice among others: the figures, in what words they stand, and where each figure leads.

    asks: how many asks for another look wait, where the rows were fetched `with_asks`.
    """

    name: str
    employer: str
    assessor: str
    status: str
    gateway_on: dt.date
    gateway_in: str
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

    @property
    def open(self) -> int:
        return max(self.asked - self.met, 0)

    @property
    def risk_key(self) -> str:
        return self.risk.key if self.risk else OFF_PROGRAMME


@dataclass(frozen=True, slots=True)
class Submissions:
    last_on: dt.date | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rows are filled with. asked: by version and contact channel; the others by apprenticeship."""

    asked: dict[tuple[UUID, str], int]
    met: dict[UUID, int]
    handed_in: dict[UUID, Submissions]


def cases(apprenticeships: QuerySet[Apprenticeship], today: dt.date) -> list[Case]:
    """One row for each: those at risk first, then by gateway date."""
    rows = list(apprenticeships.select_related("apprentice", "employer", "assessor"))
    if not rows:
        return []
    figures = _figures(rows, apprenticeships.values("pk"))
    build = partial(_case, figures=figures, urls=_urls(), today=today)
    return sorted(map(build, rows), key=lambda case: (_rank(case), case.gateway_on, case.name))


def _rank(case: Case) -> int:
    return RISK_ORDER.index(case.risk_key)


def _figures(rows: Sequence[Apprenticeship], ids: QuerySet[Apprenticeship, Any]) -> Figures:
    return Figures(_asked(rows), _met(ids), _submissions(ids))


def _urls() -> dict[str, Callable[[object], str]]:
    return {
        "url": addresses("portfolio:apprenticeship"),
        "readiness_url": addresses("assessments:readiness"),
        "evidence_url": addresses("portfolio:evidence-list"),
        "behaviours_url": addresses("assessments:behaviours-sign"),
    }


def _case(
    row: Apprenticeship, figures: Figures, urls: dict[str, Callable[[object], str]], today: dt.date
) -> Case:
    asked = figures.asked[row.version_id, row.contact_channel]
    met, handed_in = figures.met.get(row.pk, 0), figures.handed_in.get(row.pk, Submissions())
    course = Course(row.started_on, row.gateway_planned_on, asked, met, handed_in.last_on)
    counts = row.status == Apprenticeship.Status.ON_PROGRAMME
    return Case(
        name=str(row.apprentice),
        employer=str(row.employer),
        assessor=str(row.assessor) if row.assessor else "",
        status="" if counts else row.get_status_display(),
        gateway_on=row.gateway_planned_on,
        gateway_in=gateway_words(row.gateway_planned_on, today),
        asked=asked,
        met=met,
        waiting=handed_in.waiting,
        last_submitted_on=handed_in.last_on,
        risk=risk(course, today) if counts else None,
        asks=getattr(row, "asks", 0),
        **{name: url_of(row.pk) for name, url_of in urls.items()},
    )


def _asked(rows: Iterable[Apprenticeship]) -> dict[tuple[UUID, str], int]:
    """How many KSBs are asked, by standard version and how customers are met."""
    pairs = {(row.version_id, row.contact_channel) for row in rows}
    ksbs = Ksb.objects.filter(version__in={version for version, _ in pairs}).order_by()
    counts = list(ksbs.values_list("version", "alternative_channel").annotate(Count("pk")))
    return {
        (version, channel): sum(n for v, half, n in counts if v == version and is_asked(half, channel))
        for version, channel in pairs
    }


def _met(ids: QuerySet[Apprenticeship, Any]) -> dict[UUID, int]:
    """How many of the KSBs asked are ready by the rules of the plan."""
    return dict(
        ReadinessStanding.objects.filter(apprenticeship__in=ids).values_list("apprenticeship", "ready")
    )


def _submissions(ids: QuerySet[Apprenticeship, Any]) -> dict[UUID, Submissions]:
    revisions = Revision.objects.filter(evidence__apprenticeship__in=ids, submitted_at__isnull=False)
    rows = (
        revisions.order_by()
        .values_list("evidence__apprenticeship")
        .annotate(last=Max("submitted_at"), waiting=Count("pk", filter=Q(state=Revision.State.SUBMITTED)))
    )
    return {pk: Submissions(timezone.localdate(last), waiting) for pk, last, waiting in rows}
