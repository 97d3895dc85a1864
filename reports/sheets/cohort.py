"""Many apprentices as sheets: how ready each is and what is reported of them, and what waits to be done."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessments.boards.rows import in_order
from assessments.caseload import Case, case_rows
from assessments.models import EvidenceRequest, Gateway, Marking
from assessments.rules.ilr import reported
from portfolio.models import Apprenticeship, Evidence
from portfolio.programme import hours_so_far, with_hours
from portfolio.sheets import Column, Holds, Row, Sheet
from portfolio.wording import status_of

AT_ONCE = 500
COHORT = [
    Column("Apprentice"),
    Column("Employer"),
    Column("Line manager", is_printed=False),
    Column("Assessor", chars=18),
    Column("Quality assurer", is_printed=False),
    Column("Standard", chars=24, is_printed=False),
    Column("Status", chars=14, is_printed=False),
    Column("Started", Holds.DAY, is_printed=False),
    Column("Planned gateway", Holds.DAY),
    Column("KSBs ready", Holds.NUMBER, 8),
    Column("KSBs asked", Holds.NUMBER, 8),
    Column("Methods ready", Holds.NUMBER, 9),
    Column("Methods", Holds.NUMBER, 9, is_printed=False),
    Column("Hours entered", Holds.NUMBER, 10),
    Column("Hours asked", Holds.NUMBER, 9),
    Column("Pieces waiting", Holds.NUMBER, 9, is_printed=False),
    Column("Last handed in", Holds.DAY, is_printed=False),
    Column("How it stands", chars=13),
    Column("Why", Holds.TEXT, 34),
    Column("Next step", Holds.TEXT, 34),
    Column("KSBs not ready", Holds.TEXT, 30, is_printed=False),
    Column("ILR completion status", Holds.NUMBER, 11),
    Column("ILR outcome", Holds.NUMBER, 9),
    Column("Reported as", chars=20),
]
CASELOAD = [
    Column("Assessor", chars=20),
    Column("Apprentice"),
    Column("Employer"),
    Column("Status", chars=16),
    Column("Pieces waiting", Holds.NUMBER, 9),
    Column("Longest waits since", Holds.DAY),
    Column("Last handed in", Holds.DAY),
    Column("Last marked", Holds.DAY),
    Column("Requests open", Holds.NUMBER, 9),
    Column("Requests overdue", Holds.NUMBER, 9),
    Column("KSBs to go", Holds.NUMBER, 8),
    Column("Planned gateway", Holds.DAY),
    Column("How it stands", chars=14),
    Column("Why", Holds.TEXT, 40),
]


def cohort_sheet(found: Any, today: dt.date) -> Sheet:
    """found: apprenticeships as boards rank them."""
    rows: Any = with_hours(in_order(found))  # type: ignore[arg-type]  # ranked rows are still those
    people = rows.select_related("line_manager", "iqa", "version__standard").annotate(grade=_grade())
    notes = [
        f"As it stood on {today:%-d %B %Y}, those at risk first.",
        "ILR codes follow status and final result. Look at them before you report.",
    ]
    return Sheet("cohort-readiness", "Cohort readiness", COHORT, _cohort(list(people), today), notes)


def _grade() -> Subquery:
    standing = Gateway.objects.filter(apprenticeship=OuterRef("pk")).standing()
    return Subquery(standing.values("grade")[:1])


def _cohort(rows: Sequence[Apprenticeship], today: dt.date) -> Iterator[Row]:
    for row, case in _with_cases(rows, today):
        standing = getattr(row, "readiness", None)
        hours = hours_so_far(row)
        told = reported(row.status, vars(row)["grade"] or "")
        yield [
            case.name,
            case.employer,
            str(row.line_manager or ""),
            case.assessor,
            str(row.iqa or ""),
            str(row.version),
            status_of(row),
            row.started_on,
            row.gateway_planned_on,
            case.met,
            case.asked,
            standing.methods_ready if standing else None,
            standing.methods if standing else None,
            round(hours.minutes / 60, 1),
            hours.asked.hours,
            case.waiting,
            case.last_submitted_on,
            *_stands(case),
            standing.next_step if standing else "",
            ", ".join(sorted(standing.cause_of, key=in_order_of_codes)) if standing else "",
            told.completion,
            told.outcome,
            told.words,
        ]


def in_order_of_codes(code: str) -> tuple[int, int]:
    """K before S before B, and K2 before K10."""
    letter, number = code[:1], code[1:]
    return "KSB".find(letter), int(number) if number.isdigit() else 0


def _stands(case: Case) -> list[str]:
    return [case.risk.label, case.risk.why] if case.risk else [case.status, ""]


def _with_cases(rows: Sequence[Apprenticeship], today: dt.date) -> Iterator[tuple[Apprenticeship, Case]]:
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        yield from zip(part, case_rows(part, today), strict=True)


def caseload_sheet(found: QuerySet[Apprenticeship], today: dt.date) -> Sheet:
    """Five queries for every five hundred. found: as boards rank them."""
    people = list(in_order(found))
    people.sort(key=lambda row: str(row.assessor or ""))
    note = f"What waited on {today:%-d %B %Y}, by assessor, those at risk first."
    return Sheet("caseload", "Caseload", CASELOAD, _caseload(people, today), [note])


def _caseload(rows: Sequence[Apprenticeship], today: dt.date) -> Iterator[Row]:
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        waits = _Waiting([row.pk for row in part], today)
        for row, case in zip(part, case_rows(part, today), strict=True):
            yield [
                case.assessor or "Nobody yet",
                case.name,
                case.employer,
                status_of(row),
                case.waiting,
                waits.since(row.pk),
                case.last_submitted_on,
                waits.marked(row.pk),
                *waits.requests.get(row.pk, (0, 0)),
                case.open,
                case.gateway_on,
                *_stands(case),
            ]


class _Waiting:
    """What waits for these, since when, and when something was last marked: three queries."""

    def __init__(self, ids: Iterable[UUID], today: dt.date) -> None:
        ids = list(ids)
        pieces = Evidence.objects.filter(apprenticeship__in=ids).awaiting_marking().order_by()
        self.oldest = _dates(pieces.values_list("apprenticeship").annotate(Min("shown__submitted_at")))
        path = "revision__evidence__apprenticeship"
        marked = Marking.objects.filter(**{f"{path}__in": ids}).order_by()
        self.newest = _dates(marked.values_list(path).annotate(Max("created_at")))
        open_ones = EvidenceRequest.objects.open().filter(apprenticeship__in=ids).order_by()
        late = Count("pk", filter=Q(due_on__lt=today))
        numbers = open_ones.values_list("apprenticeship").annotate(Count("pk"), late=late)
        self.requests: Mapping[UUID, tuple[int, int]] = {pk: (number, over) for pk, number, over in numbers}

    def since(self, pk: UUID) -> dt.date | None:
        return _day(self.oldest.get(pk))

    def marked(self, pk: UUID) -> dt.date | None:
        return _day(self.newest.get(pk))


def _dates(pairs: Any) -> dict[UUID, dt.datetime]:
    return dict(pairs)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None
