"""Sheets as one workbook (XLSX), row by row: typed cells, a heading that stays in sight, never a formula."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from portfolio.sheets.sheet import Column, Holds, Sheet, Value

LONGEST_CELL = 32_767  # in the units of UTF-16, as the format counts
LONGEST_NAME = 31
TEXT = "s"
A4 = "9"
HEADING = {
    "font": Font(bold=True, color="172033"),
    "fill": PatternFill("solid", fgColor="E0F0EC"),
    "border": Border(bottom=Side("thin", color="0F766E")),
    "alignment": Alignment(wrap_text=True, vertical="bottom"),
}
FORMATS = {Holds.DAY: "d mmm yyyy", Holds.MOMENT: "d mmm yyyy hh:mm:ss"}
# Whatever XML cannot hold: the library knows of some alone, and fails on the others.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The format's own way to write a letter by its number; whoever typed that meant the letters.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_book(sheets: Iterable[Sheet], target: Path | IO[bytes]) -> None:
    """Rows go to the disk as they come; those of a sheet are never in memory together."""
    book = Workbook(write_only=True)
    book.properties.creator = "Waymark"
    for sheet in sheets:
        book.properties.title = book.properties.title or sheet.title
        _write(book, sheet)
    book.save(target)


def _write(book: Any, sheet: Sheet) -> None:
    page = book.create_sheet(_NOT_IN_NAMES.sub(" ", sheet.title)[:LONGEST_NAME])
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToHeight = 0
    page.print_title_rows = "1:1"
    page.append([_heading(page, column.title) for column in sheet.columns])
    count = _write_rows(page, sheet)
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{count + 1}"


def _write_rows(page: Any, sheet: Sheet) -> int:
    """Each column has one cell, which is filled and written again and again: styles are looked up once."""
    cells, count = [_cell(page, column) for column in sheet.columns], 0
    for row in sheet.rows:
        for cell, value in zip(cells, row, strict=True):
            _fill(cell, value)
        page.append(cells)
        count += 1
    return count


def _heading(page: Any, title: str) -> Any:
    cell = WriteOnlyCell(page, title)
    for name, style in HEADING.items():
        setattr(cell, name, style)
    return cell


def _cell(page: Any, column: Column) -> Any:
    cell = WriteOnlyCell(page, None)
    cell.alignment = Alignment(wrap_text=column.holds is Holds.TEXT, vertical="top")
    cell.number_format = FORMATS.get(column.holds, "General")
    return cell


def _fill(cell: Any, value: Value) -> None:
    if isinstance(value, str) and value:
        cell.value = text_of(value)
        cell.data_type = TEXT
    elif isinstance(value, dt.datetime):
        cell.value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    else:
        cell.value = None if value == "" else value


def text_of(value: str) -> str:
    """As the format can hold it; what is too long for a cell ends with an ellipsis."""
    text = _NOT_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ESCAPE.sub("_x005F_", text)
    if len(text) * 2 <= LONGEST_CELL or _units(text) <= LONGEST_CELL:
        return text
    return _cut(text, LONGEST_CELL - 1) + "…"


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")
