"""A version of a standard as one of the dialects tells it, before anything of it is in the database."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from standards.choices import KsbKind


@dataclass(frozen=True)
class Problem:
    """place: where in the file, such as “line 12” or “record 3, K4”. stops: nothing can come of it."""

    place: str
    text: str
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True)
class RecordKsb:
    """guid: None where the dialect gives none. area: the title of its area, or blank."""

    code: str
    kind: KsbKind
    statement: str
    guid: UUID | None = None
    title: str = ""
    area: str = ""
    place: str = ""


@dataclass(frozen=True)
class Record:
    """status: one of `VersionStatus`, or blank where the dialect says none."""

    reference: str
    title: str
    version: str
    level: int | None = None
    status: str = ""
    larscode: int | None = None
    route: str = ""
    starts_from: dt.date | None = None
    starts_until: dt.date | None = None
    typical_months: int | None = None
    minimum_otj_hours: int | None = None
    plan_url: str = ""
    ksbs: Sequence[RecordKsb] = ()
    is_official: bool = False
    place: str = ""
    pack: Mapping[str, Any] | None = None


@dataclass
class Found:
    """What a file holds: its records, and what is wrong with them or with the file."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def trouble(self, place: str, text: str, *, stops: bool = True) -> None:
        self.problems.append(Problem(place, text, stops))
