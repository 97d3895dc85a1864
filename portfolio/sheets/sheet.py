"""A table as a value: what it is called, what each column holds and how wide it is, and its rows."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

Value = str | int | float | dt.date | dt.datetime | None
Row = Sequence[Value]
CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Holds(Enum):
    """What stands in a column, with the width it has unless another is given, in characters."""

    WORDS = "words", 22
    TEXT = "text", 48
    STATUS = "status", 14
    CODE = "code", 14
    NUMBER = "number", 11
    DAY = "day", 14
    MOMENT = "moment", 20

    @property
    def chars(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Column:
    """is_printed: whether it also stands on paper, where there is less room."""

    title: str
    holds: Holds = Holds.WORDS
    chars: int = 0
    is_printed: bool = True

    @property
    def width(self) -> int:
        return self.chars or self.holds.chars


@dataclass(frozen=True, slots=True)
class Sheet:
    """name: of the file, without its ending. notes: sentences that are read before the rows.

    rows: as many values as there are columns; they may be a generator, so that they are read once.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: Sequence[str] = ()

    def with_rows(self, rows: Iterable[Row]) -> "Sheet":
        return replace(self, rows=rows)
