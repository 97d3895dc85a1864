"""From what was typed into rows to what is kept, with a sentence for every cell that cannot be kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.figures.columns import FEELINGS, LARGEST_COUNT, Column, Holds, Row, Shape

NOT_A_COUNT = "Write a whole number, such as 84."
BELOW_ZERO = "A count cannot be below 0."
TOO_LARGE = f"Write a number up to {LARGEST_COUNT:,}."
NOT_A_FEELING = "Choose one of the five feelings."

_GROUPED = re.compile(r"\d{1,3}([ ,\u00a0\u202f]\d{3})+|\d+")
_APART = re.compile(r"[ ,\u00a0\u202f]")
_NEGATIVE = re.compile(r"[-\u2212\u2013]\s*\d")

# One row as it was typed; a saved one may hold numbers.
Typed = Mapping[str, int | str]


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell. Rows count from 0."""

    row: int
    column: str
    sentence: str


def read_rows(shape: Shape, typed: Sequence[Typed]) -> tuple[list[dict[str, int | str]], list[Problem]]:
    """The rows that have anything in them, and what could not be read."""
    rows, problems = [], []
    for number, cells in enumerate(typed):
        row: dict[str, int | str] = {}
        for column in shape.columns:
            value, sentence = read_cell(column, str(cells.get(column.key, "")))
            if sentence:
                problems.append(Problem(number, column.key, sentence))
            elif value != "":
                row[column.key] = value
        if row:
            rows.append(row)
    return rows, problems


def read_cell(column: Column, typed: str) -> tuple[int | str, str]:
    """The value, blank for nothing, and what is wrong with it."""
    text = typed.strip()
    if not text:
        return "", ""
    if column.holds is Holds.COUNT:
        return _count(text)
    if column.holds is Holds.LEVEL:
        is_known = text in map(str, FEELINGS)
        return (int(text), "") if is_known else ("", NOT_A_FEELING)
    if len(text) > column.most:
        return "", f"Keep this to {column.most} characters; it has {len(text)}."
    return text, ""


def _count(text: str) -> tuple[int | str, str]:
    if _NEGATIVE.match(text):
        return "", BELOW_ZERO
    if not _GROUPED.fullmatch(text):
        return "", NOT_A_COUNT
    digits = _APART.sub("", text).lstrip("0") or "0"
    if len(digits) > len(str(LARGEST_COUNT)):
        return "", TOO_LARGE
    return int(digits), ""


def is_blank(typed: Typed) -> bool:
    return not any(str(value).strip() for value in typed.values())


def written_in(answer: object) -> Iterator[str]:
    """Every word and figure of an answer, text or rows, in the order in which they were written."""
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        for inner in answer:
            yield from written_in(inner)
    elif isinstance(answer, str | int | float) and not isinstance(answer, bool) and answer != "":
        yield str(answer)


def name_of(shape: Shape, row: Row, number: int) -> str:
    """What a sentence calls the row; `number` counts from 0."""
    return str(row.get(shape.name) or f"{shape.noun} {number + 1}")
