"""Notes with boxes on pages: how they are written down on their way, and what keeps one from the record."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from assessments.models import WHOLE_PAGE
from assessments.rules.marking import Problem
from portfolio.rules import trimmed

MARKS = "marks"
MOST_MARKS = 100
NOTE_LIMIT = 1000
# Every note at its longest, each of its characters written out.
MARKS_TEXT_LIMIT = MOST_MARKS * (NOTE_LIMIT * 6 + 200)
UNREADABLE = "The notes on the pages did not arrive whole. Add them again, then try once more."
SIDES = ("page", "left", "top", "width", "height")


class UnreadableMarksError(ValueError):
    """The text does not say marks at all."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box and its note as the assessor's page sends them; nothing about it has been checked yet."""

    attachment: UUID
    page: int
    left: int
    top: int
    width: int
    height: int
    note: str

    @classmethod
    def read(cls, found: object) -> Self:
        """From one entry of the list; anything that is not exactly that is refused."""
        if not isinstance(found, dict) or not isinstance(found.get("note"), str):
            raise UnreadableMarksError
        sides: dict[str, Any] = {side: found.get(side) for side in SIDES}
        if not all(type(number) is int for number in sides.values()):
            raise UnreadableMarksError
        note = trimmed(found["note"])
        return cls(attachment=_uuid(found.get("attachment")), note=note, **sides)

    @property
    def lies_on_the_page(self) -> bool:
        return (
            self.width > 0
            and self.height > 0
            and 0 <= self.left <= WHOLE_PAGE - self.width
            and 0 <= self.top <= WHOLE_PAGE - self.height
        )

    def written(self) -> dict[str, Any]:
        return {**asdict(self), "attachment": str(self.attachment)}


def _uuid(text: object) -> UUID:
    try:
        return UUID(text) if isinstance(text, str) else UUID("")
    except ValueError as error:
        raise UnreadableMarksError from error


def marks_in(text: str) -> list[Drawn]:
    """Raises UnreadableMarksError for whatever the page could not have sent."""
    if not text.strip():
        return []
    if len(text) > MARKS_TEXT_LIMIT:
        raise UnreadableMarksError
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableMarksError from error
    if not isinstance(found, list):
        raise UnreadableMarksError
    return [Drawn.read(entry) for entry in found]


def _refuse(constant: str) -> None:
    raise UnreadableMarksError(constant)


def problems_with_marks(marks: Sequence[Drawn], pages: Mapping[UUID, int]) -> list[Problem]:
    """One sentence for each thing that keeps these marks from being recorded.

    pages: how many pages can be drawn on, by attachment of the revision that is marked.
    """
    if len(marks) > MOST_MARKS:
        sentence = f"There are {len(marks)} notes on the pages. Keep {MOST_MARKS} at most."
        return [Problem(sentence, MARKS)]
    return [
        Problem(sentence, MARKS)
        for number, mark in enumerate(marks, start=1)
        for sentence in _sentences(number, mark, pages)
    ]


def _sentences(number: int, mark: Drawn, pages: Mapping[UUID, int]) -> Iterator[str]:
    last = pages.get(mark.attachment, 0)
    if not last:
        yield f"Note {number} is on a file that takes no notes. Delete it."
    elif not 1 <= mark.page <= last:
        yield f"Note {number} is on page {mark.page}, and the file has {last}. Delete it."
    if not mark.lies_on_the_page:
        yield f"The box of note {number} does not lie on its page. Draw it again."
    if not mark.note:
        yield f"Write note {number}, or delete it with its box."
    elif len(mark.note) > NOTE_LIMIT:
        yield f"Note {number} is longer than {NOTE_LIMIT} characters. Shorten it."
