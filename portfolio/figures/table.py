"""The table of a figure as a file that spreadsheets open: never a formula, in letters of every language."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from portfolio.figures.columns import FEELINGS, KPI, Holds, Row, Shape
from portfolio.figures.measures import MEASURES, worked_out

BYTE_ORDER_MARK = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def table_of(shape: Shape, rows: Sequence[Row]) -> str:
    """With a heading; numbers stay numbers, and the measures stand beside what they are made of."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.label for column in shape.columns] + _measures(shape))
    for row in rows:
        writer.writerow([guarded(cell) for cell in _cells(shape, row)])
    return BYTE_ORDER_MARK + written.getvalue()


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


def guarded(cell: int | str) -> int | str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers are ours."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
