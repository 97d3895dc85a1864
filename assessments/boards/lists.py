"""Every list of the boards as a sheet that can be taken away."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from assessments.boards.gateways import TimeLine
from assessments.boards.heat import Cell, HeatMap
from assessments.boards.sheets import Sheet, Value
from assessments.boards.workload import Load
from assessments.caseload import case_rows
from portfolio.models import Apprenticeship

AT_ONCE = 1000
PEOPLE = [
    "Apprentice",
    "Employer",
    "Assessor",
    "KSBs ready",
    "KSBs asked",
    "Pieces waiting",
    "Last handed in",
    "Planned gateway",
    "How it stands",
    "Why",
]


def people_sheet(name: str, rows: Sequence[Apprenticeship], today: dt.date) -> Sheet:
    return Sheet(name, PEOPLE, _people(rows, today))


def _people(rows: Sequence[Apprenticeship], today: dt.date) -> Iterator[Sequence[Value]]:
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
    rows: Iterator[Sequence[Value]] = (
        [f"{month.first:%b %Y}", month.number, *(part.number for part in month.parts)]
        for month in line.months
    )
    return Sheet("gateways", ["Month", "Gateways planned", *labels], rows)


def heat_sheet(found: HeatMap) -> Sheet:
    """Two columns for everybody and for each cohort: how many have nothing, and of how many."""
    headings = ["KSB", "Title", "Nothing", "Asked"]
    for month in found.cohorts:
        headings += [f"Nothing, started {month:%b %Y}", f"Asked, started {month:%b %Y}"]
    rows = (
        [row.code, row.title, *_pairs([row.whole, *row.cells])] for band in found.bands for row in band.rows
    )
    return Sheet("heat-map", headings, rows)


def _pairs(cells: Iterable[Cell | None]) -> Iterator[Value]:
    for cell in cells:
        yield from (cell.nothing, cell.asked) if cell else ("", "")


def workload_sheet(loads: Iterable[Load]) -> Sheet:
    headings = [
        "Assessor",
        "Apprentices",
        "At risk",
        "Pieces waiting",
        "Longest waits since",
        "Marked in 90 days",
        "Half within (working days)",
        "Slowest",
    ]
    return Sheet("workload", headings, map(_load, loads))


def _load(load: Load) -> Sequence[Value]:
    time = load.time
    figures: Sequence[Value] = [time.pieces, float(time.median), time.slowest] if time else [0, "", ""]
    return [load.assessor, load.apprentices, load.at_risk, load.waiting, load.oldest_on, *figures]
