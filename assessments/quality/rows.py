"""Lines of a sampling plan: one marking, one that is proposed, one assessor."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from assessments.models import AssessorRisk
from assessments.rules.sampling import Line
from standards.models import EvidenceKind

KINDS: dict[str, str] = {kind.value: str(kind.label) for kind in EvidenceKind}


@dataclass(frozen=True, slots=True)
class Row:
    """One marking as a line in a list."""

    marking: UUID
    title: str
    apprentice: str
    kind: str
    outcome: str
    at: dt.datetime
    is_sampled: bool
    sample_url: str
    url: str
    take_url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A marking that is proposed, and why."""

    row: Row
    assessor: str
    stage: str
    stage_label: str
    why: str


@dataclass(frozen=True, slots=True)
class AssessorLine:
    """A line of the plan with names and addresses."""

    name: str
    url: str
    line: Line
    risk: AssessorRisk | None

    @property
    def kinds_missing(self) -> str:
        return listed(self.line.kinds_missing)

    @property
    def kinds_covered(self) -> str:
        return listed(self.line.kinds_covered)


def labels(kinds: Iterable[str]) -> list[str]:
    return [KINDS.get(kind, kind) for kind in kinds]


def listed(kinds: Iterable[str]) -> str:
    return ", ".join(labels(kinds))
