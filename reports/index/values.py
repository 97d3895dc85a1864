"""The index as values: method, criterion, and the exact spots that speak to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from portfolio.anchors import PAGE, TIME, clock
from standards.models import Criterion


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One claim that counts: a piece offered for a KSB, and the spot in it that shows it.

    number: of the piece, from 1, in the order in which it is read. state, label: its status mark.
    where: the spot in words, such as "page 3 of Letter.pdf"; blank when the claim names none that is there.
    kind, at: PAGE, PARAGRAPH, TIME or FILE, and the page or paragraph from 1 or the second from 0.
    name: of the file as others are handed it, or the question whose answer it is.
    url, spot_url: on the site: the piece at the claim, and the very spot. target: its name inside the PDF.
    """

    number: int
    evidence_id: UUID
    title: str
    code: str
    justification: str
    state: str
    label: str
    assessor: str = ""
    where: str = ""
    kind: str = ""
    at: int | None = None
    name: str = ""
    attachment_id: UUID | None = None
    url: str = ""
    spot_url: str = ""
    target: str = ""

    @property
    def is_met(self) -> bool:
        return self.state == "met"

    @property
    def page(self) -> int | None:
        return self.at if self.kind == PAGE else None

    @property
    def time(self) -> str:
        """As a player shows it, such as 1:23; blank when the spot is not in a recording."""
        return clock(self.at) if self.kind == TIME and self.at is not None else ""

    @property
    def short(self) -> str:
        """The spot in a few letters, for a narrow cell: "p. 3", "1:23"; blank for anything else."""
        return f"p. {self.page}" if self.page else self.time


@dataclass(frozen=True, slots=True)
class IndexCriterion:
    """codes: the KSBs it rests on that are asked here. stands: as `assessments.rules.coverage` names it.

    mark, word: the status mark for it. lacking: the codes that no met claim of these pieces shows.
    """

    code: str
    text: str
    area: str
    is_indicative: bool
    stands: str
    mark: str
    word: str
    codes: tuple[str, ...]
    entries: tuple[IndexEntry, ...]
    lacking: tuple[str, ...]

    @property
    def rests_on_several(self) -> bool:
        return len(self.codes) > 1


@dataclass(frozen=True, slots=True)
class IndexGrade:
    grade: Criterion.Grade
    label: str
    criteria: tuple[IndexCriterion, ...]


@dataclass(frozen=True, slots=True)
class IndexMethod:
    key: str
    name: str
    grades: tuple[IndexGrade, ...]

    @property
    def criteria(self) -> Iterator[IndexCriterion]:
        return (criterion for grade in self.grades for criterion in grade.criteria)

    @property
    def is_indicative(self) -> bool:
        """Whether some of its criteria are in our own words, not the plan's."""
        return any(criterion.is_indicative for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class IndexKsb:
    """mark, word: the status mark of what these pieces show of it; or of what the employer said of it."""

    code: str
    title: str
    mark: str
    word: str
    entries: tuple[IndexEntry, ...]
    by_employer: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceIndex:
    """is_chosen: of what the apprentice chose; otherwise of every accepted piece, by date."""

    methods: tuple[IndexMethod, ...]
    ksbs: tuple[IndexKsb, ...]
    is_chosen: bool = True
