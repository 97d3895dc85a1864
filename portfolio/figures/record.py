"""A KPI record as it is shown: the measures of every period with their sums, the trends, the charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.figures.chart import Chart, chart_of
from portfolio.figures.columns import KPI_SHAPE, Row
from portfolio.figures.measures import (
    MEASURES,
    ROUNDING,
    Measure,
    Sum,
    Trend,
    pooled,
    shown,
    trend,
    worked_out,
)
from portfolio.figures.reading import name_of


@dataclass(frozen=True)
class Cell:
    """A measure in one period. `shown` is blank where there is none, and `sum` says why or how."""

    measure: Measure
    shown: str
    sum: str


@dataclass(frozen=True)
class Period:
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Panel:
    """One measure over all periods: the newest value, in a sentence, and drawn."""

    measure: Measure
    newest: str
    newest_in: str
    trend: Trend
    chart: Chart


@dataclass(frozen=True)
class Record:
    periods: Sequence[Period]
    total: Period | None
    panels: Sequence[Panel]
    measures: Sequence[Measure]
    rounding: str = ROUNDING


def record_of(rows: Sequence[Row]) -> Record:
    """Only the measures that at least one period speaks of; the total only when there are several periods."""
    measures = [m for m in MEASURES if any(worked_out(m, row).sum for row in rows)]
    names = [name_of(KPI_SHAPE, row, number) for number, row in enumerate(rows)]
    return Record(
        periods=[_period(name, row, measures) for name, row in zip(names, rows, strict=True)],
        total=_period("All periods", pooled(rows), measures) if len(rows) > 1 else None,
        panels=[_panel(measure, names, [worked_out(measure, row) for row in rows]) for measure in measures],
        measures=measures,
    )


def _period(name: str, row: Row, measures: Sequence[Measure]) -> Period:
    return Period(name, [_cell(measure, worked_out(measure, row)) for measure in measures])


def _cell(measure: Measure, found: Sum) -> Cell:
    sum_, _, shown = found.sum.rpartition(" = ")
    return Cell(measure, shown if found.value is not None else "", sum_ or found.sum)


def _panel(measure: Measure, names: Sequence[str], sums: Sequence[Sum]) -> Panel:
    values = [found.value for found in sums]
    given = [
        (shown(measure, value), name) for name, value in zip(names, values, strict=True) if value is not None
    ]
    newest, name = given[-1] if given else ("", "")
    return Panel(measure, newest, name, trend(measure, names, values), chart_of(measure, names, values))
