"""One answer made of rows as pages and paper show it: a record with its measures, or a journey."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.figures.columns import KPI, Row, Shape
from portfolio.figures.journey import Journey, journey_of
from portfolio.figures.record import Record, record_of


@dataclass(frozen=True)
class Figure:
    """Exactly one of `record` and `journey` is there. table_url: where its table is downloaded, or blank."""

    record: Record | None
    journey: Journey | None
    table_url: str = ""


def figure_from(shape: Shape, rows: Sequence[Row], table_url: str = "") -> Figure:
    if shape.kind == KPI:
        return Figure(record_of(rows), None, table_url)
    return Figure(None, journey_of(rows), table_url)
