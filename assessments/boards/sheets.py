"""A list as a file that spreadsheets open, CSV or XLSX: never a formula, in letters of every language."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portfolio.figures.table import BYTE_ORDER_MARK, guarded

Value = str | int | float | dt.date | None
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_000
LONGEST_NAME = 31
NARROWEST, WIDEST = 8, 60
TEXT = "s"
# Whatever XML cannot hold: the library knows of some alone, and fails on the others.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """name: of the file and the sheet. rows: as many values as there are headings."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def written(sheet: Sheet, kind: str) -> bytes:
    return as_csv(sheet).encode() if kind == CSV else as_xlsx(sheet)


def as_csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([_plain(value) for value in row])
    return BYTE_ORDER_MARK + out.getvalue()


def _plain(value: Value) -> Value:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value


def as_xlsx(sheet: Sheet) -> bytes:
    """One sheet whose headings stay in sight; every text is a text, never a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name[:LONGEST_NAME])
    page.freeze_panes = "A2"
    rows = [list(row) for row in sheet.rows]
    for number, column in enumerate(zip(sheet.headings, *rows, strict=True), start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(column)
    page.append([_cell(page, heading, bold=True) for heading in sheet.headings])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _width(column: Iterable[Value]) -> int:
    """In characters, by the longest of the column and its heading."""
    longest = max(len(str(value)) for value in column if value is not None)
    return min(max(longest + 2, NARROWEST), WIDEST)


def _cell(page: Any, value: Value, *, bold: bool = False) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, _NOT_XML.sub("", value)[:LONGEST_CELL])
    cell.data_type = TEXT
    cell.font = Font(bold=bold)
    return cell
