"""The table of a figure as a sheet: the measures stand beside what they are made of."""

from collections.abc import Iterable, Iterator, Sequence

from portfolio import sheets
from portfolio.figures.columns import FEELINGS, KPI, Holds, Row, Shape
from portfolio.figures.measures import MEASURES, worked_out


def table_of(name: str, shape: Shape, rows: Sequence[Row]) -> sheets.Sheet:
    columns = [sheets.Column(column.label) for column in shape.columns]
    columns += [sheets.Column(heading, sheets.Holds.NUMBER) for heading in _measures(shape)]
    return sheets.Sheet(name, shape.whole, columns, ([*_cells(shape, row)] for row in rows))


def _measures(shape: Shape) -> list[str]:
    return [
        f"{measure.short} ({measure.unit.strip() or 'points'})" for measure in MEASURES if shape.kind == KPI
    ]


def _cells(shape: Shape, row: Row) -> Iterator[int | str]:
    for column in shape.columns:
        value = row.get(column.key, "")
        is_level = column.holds is Holds.LEVEL and isinstance(value, int)
        yield f"{value} {FEELINGS.get(int(value), '')}" if is_level else value
    if shape.kind == KPI:
        values: Iterable[int | None] = (worked_out(measure, row).value for measure in MEASURES)
        yield from ("" if value is None else value for value in values)
