"""The form field for an answer made of rows: one input a cell, named answer-<key>-<row>-<column>."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from portfolio.figures.checking import impossible
from portfolio.figures.columns import FEELINGS, Column, Holds, Shape
from portfolio.figures.measures import sums_of
from portfolio.figures.reading import Problem, Typed, is_blank, read_rows
from portfolio.rules import clean_text
from standards.models import Prompt

MOST_SENTENCES = 8
FIRST_ROWS = 3
BLANK_ROW = "__row__"


@dataclass(frozen=True)
class CellBox:
    """One input as its template writes it."""

    column: Column
    name: str
    value: str
    sentence: str

    @property
    def is_count(self) -> bool:
        return self.column.holds is Holds.COUNT

    @property
    def is_level(self) -> bool:
        return self.column.holds is Holds.LEVEL

    @property
    def is_long(self) -> bool:
        return self.column.holds is Holds.TEXT

    @property
    def attributes(self) -> str:
        """What says that it is wrong, and where the reason stands."""
        wrong = {"aria-invalid": "true", "aria-describedby": f"id_{self.name}_error"} if self.sentence else {}
        return flatatt({"class": "form-select" if self.is_level else "form-control", **wrong})


@dataclass(frozen=True)
class RowBox:
    """number: from 0, as in the names of its inputs; the blank one for the script has a word there."""

    number: int | str
    title: str
    cells: Sequence[CellBox]
    sums: Sequence[str] = ()


class RowsWidget(forms.Widget):
    """A table or cards. Buttons to move and remove rows send the whole form and come back."""

    use_fieldset = True

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002  # its interface
        return ""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[Typed]:
        del files
        numbered = typed_rows(self.shape, data, name)
        return rearranged(numbered, str(data.get(button_name(name), "")))

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        del files
        return not typed_rows(self.shape, data, name)

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        del renderer
        rows = row_boxes(self.shape, name, value or [])
        blank = RowBox(BLANK_ROW, f"New {self.shape.noun}", _cells(self.shape, name, BLANK_ROW, {}, {}))
        context = {
            "shape": self.shape,
            "name": name,
            "button": button_name(name),
            "id": (attrs or {}).get("id", f"id_{name}"),
            "rows": rows,
            "blank": blank,
            "headings": headings(self.shape),
            "feelings": [(str(level), word) for level, word in FEELINGS.items()],
        }
        return render_to_string(f"portfolio/figures/form_{self.shape.kind}.html", context)


class RowsField(forms.Field):
    """Cleans to the rows that have anything in them. Rows may be unfinished, but every cell can be read."""

    widget: RowsWidget

    def __init__(self, shape: Shape, **kwargs: Any) -> None:
        super().__init__(widget=RowsWidget(shape), required=False, **kwargs)
        self.shape = shape

    def clean(self, value: Sequence[Typed]) -> list[dict[str, int | str]]:
        rows, problems = read_rows(self.shape, value)
        if len(rows) > self.shape.most_rows:
            raise ValidationError(self.shape.too_many)
        if problems:
            raise ValidationError([sentence_of(self.shape, problem) for problem in problems[:MOST_SENTENCES]])
        return rows


def rows_field(prompt: Prompt, shape: Shape) -> RowsField:
    label = prompt.label if prompt.is_required else f"{prompt.label} (if you like)"
    return RowsField(shape, label=label, help_text=prompt.help)


def button_name(name: str) -> str:
    return f"{name}-row"


def typed_rows(shape: Shape, data: Mapping[str, Any], name: str) -> dict[int, dict[str, int | str]]:
    """Number of the row -> what stands in its cells, in order."""
    columns = "|".join(column.key for column in shape.columns)
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-({columns})")
    rows: dict[int, dict[str, int | str]] = {}
    for key in data:
        if found := pattern.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = clean_text(str(data[key]))
    return dict(sorted(rows.items()))


def rearranged(numbered: Mapping[int, Typed], pressed: str) -> list[Typed]:
    """The rows after the button that was pressed, if any: remove-3, up-3 or down-3."""
    act, _, which = pressed.partition("-")
    numbers = list(numbered)
    if which not in map(str, numbers):
        return list(numbered.values())
    place = [str(number) for number in numbers].index(which)
    if act == "remove":
        del numbers[place]
    other = place + {"up": -1, "down": 1}.get(act, 0)
    if act in {"up", "down"} and 0 <= other < len(numbers):
        numbers[place], numbers[other] = numbers[other], numbers[place]
    return [numbered[number] for number in numbers]


def row_boxes(shape: Shape, name: str, typed: Sequence[Typed]) -> list[RowBox]:
    """The rows as they stand, what is wrong in them, and blank ones to go on writing."""
    rows = list(typed)
    if len(rows) < shape.most_rows and (not rows or not is_blank(rows[-1])):
        rows += [{}] * (1 if rows else FIRST_ROWS)
    read = [read_rows(shape, [row]) for row in rows]
    kept = [found[0] if found else {} for found, _ in read]
    wrong = {(number, p.column): p.sentence for number, (_, found) in enumerate(read) for p in found}
    wrong = {(p.row, p.column): p.sentence for p in impossible(shape, kept)} | wrong
    return [
        RowBox(
            number,
            f"{shape.noun.capitalize()} {number + 1}",
            _cells(
                shape, name, number, row, {column: s for (at, column), s in wrong.items() if at == number}
            ),
            sums_of(kept[number]),
        )
        for number, row in enumerate(rows)
    ]


def _cells(shape: Shape, name: str, number: int | str, row: Typed, wrong: Mapping[str, str]) -> list[CellBox]:
    return [
        CellBox(
            column=column,
            name=f"{name}-{number}-{column.key}",
            value=str(row.get(column.key, "")),
            sentence=wrong.get(column.key, ""),
        )
        for column in shape.columns
    ]


def headings(shape: Shape) -> list[tuple[str, int]]:
    """The headings over groups of columns, each with how many it spans."""
    found: list[tuple[str, int]] = []
    for column in shape.columns:
        if found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1] + 1)
        else:
            found.append((column.group, 1))
    return found


def sentence_of(shape: Shape, problem: Problem) -> str:
    column = next(column for column in shape.columns if column.key == problem.column)
    return f"{shape.noun.capitalize()} {problem.row + 1}, {column.label}: {problem.sentence}"


def pressed_in(data: QueryDict, prompts: Sequence[Prompt], prefix: str) -> str:
    """The key of the prompt whose rows were added to, moved or removed by a button; empty for none."""
    return next((p.key for p in prompts if button_name(f"{prefix}{p.key}") in data), "")
