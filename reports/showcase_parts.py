"""The parts of a showcase around its pieces, as values: sections, declarations, practice, glossary."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ShowcaseSection:
    """A part that is printed. template: what prints it."""

    key: str
    title: str

    @property
    def template(self) -> str:
        return f"reports/print/{self.key}.html"


@dataclass(frozen=True)
class ShowcaseDeclaration:
    """What one of the three declares. signed_on: None while nobody has, or when it does not stand any more.

    name: who signed, or who would. hash: the beginning of that of all they signed.
    """

    part: str
    name: str
    statements: tuple[str, ...]
    signed_on: dt.date | None = None
    hash: str = ""


@dataclass(frozen=True)
class ShowcaseMock:
    """One finished practice. grade: in words; counts: how many criteria were seen, in words."""

    kind: str
    about: str
    held_on: dt.date
    held_by: str
    grade: str
    counts: str
    strengths: str
    next_steps: str


@dataclass(frozen=True)
class ShowcaseTaken:
    """One result of what is assessed during the programme; `result` alone where none was entered yet."""

    method: str
    result: str
    held_on: dt.date | None = None
    told_on: dt.date | None = None
    note: str = ""
    entered_by: str = ""
    entered_on: dt.date | None = None
    corrected: str = ""


@dataclass(frozen=True)
class Term:
    word: str
    meaning: str
