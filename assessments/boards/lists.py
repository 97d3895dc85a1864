"""Every list of the boards as a sheet that can be taken away."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from assessments.boards.gateways import TimeLine
from assessments.boards.heat import Cell, HeatMap
from assessments.boards.workload import Load
from assessments.caseload import case_rows
from portfolio.models import Apprenticeship
from portfolio.sheets import Column, Holds, Row, Sheet, Value

AT_ONCE = 1000
PEOPLE = [
    Column("Apprentice"),
    Column("Employer"),
    Column("Assessor"),
    Column("KSBs ready", Holds.NUMBER),
    Column("KSBs asked", Holds.NUMBER),
    Column("Pieces waiting", Holds.NUMBER),
    Column("Last handed in", Holds.DAY),
    Column("Planned gateway", Holds.DAY),
    Column("How it stands"),
    Column("Why", Holds.TEXT),
]


def people_sheet(name: str, rows: Sequence[Apprenticeship], today: dt.date) -> Sheet:
    return Sheet(name, "Apprentices", PEOPLE, _people(rows, today))


def _people(rows: Sequence[Apprenticeship], today: dt.date) -> Iterator[Row]:
    for start in range(0, len(rows), AT_ONCE):
        for case in case_rows(rows[start : start + AT_ONCE], today):
            yield [
                case.name,
                case.employer,
                case.assessor,
                case.met,
                case.asked,
                case.waiting,
                case.last_submitted_on,
                case.gateway_on,
                case.risk.label if case.risk else case.status,
                case.risk.why if case.risk else "",
            ]


def gateway_sheet(line: TimeLine) -> Sheet:
    labels = [part.label for part in line.months[0].parts] if line.months else []
    rows: Iterator[Row] = (
        [f"{month.first:%b %Y}", month.number, *(part.number for part in month.parts)]
        for month in line.months
    )
    numbers = [Column(label, Holds.NUMBER) for label in ("Gateways planned", *labels)]
    return Sheet("gateways", "Planned gateways", [Column("Month"), *numbers], rows)


def heat_sheet(found: HeatMap) -> Sheet:
    """Two columns for everybody and for each cohort: how many have nothing, and of how many."""
    headings = ["Nothing", "Asked"]
    for month in found.cohorts:
        headings += [f"Nothing, started {month:%b %Y}", f"Asked, started {month:%b %Y}"]
    columns = [Column("KSB", Holds.CODE), Column("Title", chars=40)]
    columns += [Column(heading, Holds.NUMBER, 14) for heading in headings]
    rows = (
        [row.code, row.title, *_pairs([row.whole, *row.cells])] for band in found.bands for row in band.rows
    )
    return Sheet("heat-map", "Cohort by KSB", columns, rows)


def _pairs(cells: Iterable[Cell | None]) -> Iterator[Value]:
    for cell in cells:
        yield from (cell.nothing, cell.asked) if cell else (None, None)


def workload_sheet(loads: Iterable[Load]) -> Sheet:
    columns = [
        Column("Assessor"),
        Column("Apprentices", Holds.NUMBER),
        Column("At risk", Holds.NUMBER),
        Column("Pieces waiting", Holds.NUMBER),
        Column("Longest waits since", Holds.DAY),
        Column("Marked in 90 days", Holds.NUMBER),
        Column("Half within (working days)", Holds.NUMBER, 16),
        Column("Slowest", Holds.NUMBER),
    ]
    return Sheet("workload", "Assessors", columns, map(_load, loads))


def _load(load: Load) -> Row:
    time = load.time
    figures: Row = [time.pieces, float(time.median), time.slowest] if time else [0, None, None]
    return [load.assessor, load.apprentices, load.at_risk, load.waiting, load.oldest_on, *figures]
