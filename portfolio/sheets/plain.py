"""A sheet as CSV, line by line: UTF-8 with a byte order mark, for which Excel looks; never a formula."""

import csv
import datetime as dt
import re
from collections.abc import Iterator

from django.utils import timezone

from portfolio.sheets.sheet import Sheet, Value

BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet may take for a formula, also behind spaces and marks that nobody sees.
_FORMULA = re.compile(
    "[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\\t\\r\\n]"
)
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


class _Echo:
    """Hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(sheet: Sheet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([column.title for column in sheet.columns])
    for row in sheet.rows:
        yield writer.writerow([_plain(value) for value in row])


def as_csv(sheet: Sheet) -> str:
    return "".join(csv_lines(sheet))


def _plain(value: Value) -> Value:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return guarded(_NOT_KEPT.sub("", value)) if isinstance(value, str) else value


def guarded(cell: int | str) -> int | str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers are ours."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
