"""Answers by kind: text, or the rows of a KPI record or a journey map. Only here are they told apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from django.urls import reverse

from portfolio.figures.checking import missing
from portfolio.figures.columns import FEELINGS, JOURNEY, KPI, SHAPES, Holds, Row, Shape
from portfolio.figures.figure import Figure, figure_from
from portfolio.figures.reading import read_rows
from portfolio.models import Revision
from portfolio.rules import clean_text
from standards.models import Prompt

# What one prompt's answer is in `Revision.answers`.
Answer = str | list[dict[str, int | str]]


def shape_of_prompt(prompt: Prompt) -> Shape | None:
    """The columns that this prompt asks for; None when it asks for text."""
    return SHAPES.get(prompt.kind)


def is_rows(answer: object) -> TypeGuard[Sequence[Row]]:
    return isinstance(answer, list)


def shape_of_answer(answer: object) -> Shape | None:
    """By what stands in it: a prompt may have changed its kind, or be gone."""
    if not is_rows(answer):
        return None
    keys = {key for row in answer for key in row}
    return SHAPES[JOURNEY if keys & {"stage", "touch_point", "feeling", "feels", "improvement"} else KPI]


def blank(prompt: Prompt) -> Answer:
    return [] if shape_of_prompt(prompt) else ""


def saved_answer(prompt: Prompt, answers: Mapping[str, Any]) -> Answer:
    """The answer as the form and its comparison want it: of the kind that the prompt asks for."""
    answer = answers.get(prompt.key, "")
    if shape_of_prompt(prompt):
        return [dict(row) for row in answer if is_row(row)] if is_rows(answer) else []
    return text_of(answer)


def cleaned(answer: Answer) -> Answer:
    """Without what nobody can see, and without cells that the kind does not have."""
    shape = shape_of_answer(answer)
    if shape is None or isinstance(answer, str):
        return clean_text(str(answer))
    typed = [{key: clean_text(str(cell)) for key, cell in row.items()} for row in answer]
    return read_rows(shape, typed)[0]


def is_row(row: object) -> bool:
    return isinstance(row, dict)


def text_of(answer: object) -> str:
    """In words, a line for each row: to compare, to search, and to say whether there is an answer at all."""
    shape = shape_of_answer(answer)
    if shape is None:
        return str(answer)
    return "\n".join(_line(shape, row) for row in answer if is_row(row))  # type: ignore[attr-defined]  # rows


def _line(shape: Shape, row: Row) -> str:
    named = str(row.get(shape.name, f"({shape.noun} without a name)"))
    cells = [(column, row[column.key]) for column in shape.columns if column.key in row]
    rest = [_cell(c.label, c.holds, v) for c, v in cells if c.key != shape.name]
    return f"{named}: {'; '.join(rest)}" if rest else named


def _cell(label: str, holds: Holds, value: int | str) -> str:
    if holds is Holds.LEVEL:
        return FEELINGS.get(int(value), "")
    return f"{label} {value}" if holds is Holds.COUNT else str(value)


def texts_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """Every answer in words, by the key of its prompt."""
    return {key: text_of(answer) for key, answer in answers.items()}


def unfinished(prompts: Iterable[Prompt], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """By key of the prompt: what its rows still need before the piece can be submitted."""
    shapes = {prompt.key: shape_of_prompt(prompt) for prompt in prompts}
    return {
        key: missing(shape, answers[key])
        for key, shape in shapes.items()
        if shape is not None and is_rows(answers.get(key))
    }


def figure_of(rows: Sequence[Row], table_url: str = "") -> Figure:
    """What is drawn of the rows that answer one prompt."""
    return figure_from(shape_of_answer(rows) or SHAPES[KPI], [row for row in rows if is_row(row)], table_url)


def table_address(revision: Revision, key: str) -> str:
    """Where the rows that answer this prompt in this version are downloaded."""
    address = reverse("portfolio:evidence-figures", args=[revision.evidence_id, key])
    return f"{address}?revision={revision.number}"
