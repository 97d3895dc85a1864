"""A list as a file that spreadsheets open, CSV or XLSX: never a formula, in letters of every language.

A workbook of one sheet is a handful of small XML files in a ZIP archive; every text is written in place as a
string, which no spreadsheet evaluates, and dates and numbers keep their kind.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from portfolio.figures.table import BYTE_ORDER_MARK, guarded

Value = str | int | float | dt.date | None
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Day 1 of a workbook is 1 January 1900, and it counts a 29 February 1900 that never was.
DAY_ZERO = dt.date(1899, 12, 30)
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CELL = 32_000
DATE_STYLE, HEAD_STYLE = 1, 2
ALPHABET = 26


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
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in FIXED.items():
            archive.writestr(name, text)
        archive.writestr("xl/workbook.xml", WORKBOOK.format(name=quoteattr(sheet.name[:31])))
        archive.writestr("xl/worksheets/sheet1.xml", "".join(_sheet(sheet)))
    return out.getvalue()


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield HEAD + f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    yield f'<cols><col min="1" max="{len(sheet.headings)}" width="20" customWidth="1"/></cols><sheetData>'
    yield _row(1, sheet.headings, HEAD_STYLE)
    for number, row in enumerate(sheet.rows, start=2):
        yield _row(number, row)
    yield "</sheetData></worksheet>"


def _row(number: int, values: Sequence[Value], style: int = 0) -> str:
    cells = (_cell(f"{_letters(place)}{number}", value, style) for place, value in enumerate(values))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Value, style: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{DATE_STYLE}"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(NOT_IN_XML.sub("", value)[:LONGEST_CELL])
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(place: int) -> str:
    """A, B … Z, AA: the name of a column."""
    first, last = divmod(place, ALPHABET)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = "http://schemas.openxmlformats.org/"
MAIN = f"{FORMATS}spreadsheetml/2006/main"
LINKS = f"{FORMATS}officeDocument/2006/relationships"
PACKAGE = f"{FORMATS}package/2006/"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK = (
    f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name={name} sheetId="1" r:id="rId1"/></sheets></workbook>'
)
FIXED = {
    "[Content_Types].xml": (
        f'{HEAD}<Types xmlns="{PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{HEAD}<Relationships xmlns="{PACKAGE}relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{HEAD}<Relationships xmlns="{PACKAGE}relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>'
    ),
}
