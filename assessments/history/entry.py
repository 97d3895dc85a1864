"""What the history of a piece is made of: entries, and whose past they tell."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.marks import Mark
from portfolio.models import Evidence, Revision


@dataclass(frozen=True, slots=True)
class Point:
    """One thing inside an entry, such as one of the decisions of a marking."""

    name: str
    mark: Mark
    text: str = ""
    is_superseded: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a piece.

    what: a short sentence without the name of whoever did it. detail: their own words. kind: a word for
    the drawing beside it ("handed-in", "marked", "corrected", "remark", …). url: where it is read.
    """

    at: dt.datetime
    who: str
    what: str
    detail: str = ""
    kind: str = ""
    points: Sequence[Point] = ()
    is_superseded: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A piece and those of its versions that the reader may see, newest first, from `for_page`."""

    evidence: Evidence
    revisions: Sequence[Revision]

    @property
    def title(self) -> str:
        return self.revisions[0].title if self.revisions else ""
