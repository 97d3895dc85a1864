"""Sheets on paper: values for the print template, and the PDF that is set from it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from portfolio.marks import KSB_MARKS, PIECE_MARKS
from portfolio.sheets import Column, Holds, Row, Sheet, Value
from reports import press

MOST_ROWS = 1500
LONGEST_CELL = 600
TOO_LONG = (
    "This sheet has more than {most:,} rows, which is too much paper. Download it as a spreadsheet instead."
)
# The status mark that stands before a word; one set of marks on screens, in pictures and on paper.
MARKS = {
    **{mark.label: mark.key for mark in PIECE_MARKS.values()},
    **{mark.label: mark.key for mark in KSB_MARKS.values()},
    "Spoken to": "met",
    "In part": "submitted",
    "Nothing yet": "not-started",
    "Not asked": "not-started",
    "Not ready": "not-yet",
    "Does not belong here": "not-started",
}


class TooLongError(Exception):
    """A sheet has too many rows for paper. The message is a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Head:
    """width: of the whole table, in percent."""

    title: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """mark: the key of the status mark that stands before the words; blank for none."""

    text: str
    kind: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    notes: Sequence[str]
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    left_out: Sequence[str]


@dataclass(frozen=True, slots=True)
class Paper:
    """title: what this is. whose: a line under it, such as the apprentice and the standard."""

    title: str
    whose: str
    made_on: dt.date
    tables: Sequence[Table]


def set_sheets(
    sheets: Iterable[Sheet], out: Path, *, title: str, whose: str, note: Callable[[], None]
) -> press.PressResult:
    """Write a PDF. Raises TooLongError, or PrintFailedError as the press does."""
    paper = Paper(title, whose, timezone.localdate(), [table_of(sheet) for sheet in sheets])
    return press.to_pdf(
        render_to_string(
            "reports/sheets/sheets_print.html", {"paper": paper, "several": len(paper.tables) > 1}
        ),
        pictures={},
        attachments=[],
        out=out,
        limits=press.Limits(settings.WAYMARK_PDF_SECONDS, settings.WAYMARK_PDF_MEGABYTES),
        on_page=lambda _: note(),
        on_wait=note,
    )


def table_of(sheet: Sheet) -> Table:
    rows = list(islice(sheet.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooLongError(TOO_LONG.format(most=MOST_ROWS))
    printed = [column for column in sheet.columns if column.is_printed]
    whole = sum(_room(column) for column in printed)
    return Table(
        title=sheet.title,
        notes=sheet.notes,
        heads=[
            Head(column.title, f"{100 * _room(column) / whole:.2f}%", column.holds.name.lower())
            for column in printed
        ],
        rows=[_cells(sheet.columns, row) for row in rows],
        left_out=[column.title for column in sheet.columns if not column.is_printed],
    )


def _room(column: Column) -> int:
    """Hashes break anywhere, so that they need no line of their own; words of headings break nowhere."""
    longest_word = max(map(len, column.title.split())) + (4 if column.holds is Holds.NUMBER else 1)
    return max(longest_word, min(column.width, 30) if column.holds is Holds.CODE else column.width)


def _cells(columns: Sequence[Column], row: Row) -> list[Cell]:
    return [
        _cell(column.holds, value) for column, value in zip(columns, row, strict=True) if column.is_printed
    ]


def _cell(holds: Holds, value: Value) -> Cell:
    kind = holds.name.lower()
    if isinstance(value, dt.datetime):
        return Cell(date_format(timezone.localtime(value), "j M Y, H:i"), kind)
    if isinstance(value, dt.date):
        return Cell(date_format(value, "j M Y"), kind)
    if holds is Holds.STATUS and isinstance(value, str):
        return Cell(value, kind, MARKS.get(value, ""))
    text = "" if value is None else f"{value:,}" if isinstance(value, int | float) else value
    return Cell(text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…", kind)
