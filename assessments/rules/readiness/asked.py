"""What a plan asks of evidence: its numbers, and the KSBs and methods they hold for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from portfolio.spans import add_months
from standards.said import VERIFIED, mapping, verified_codes

# The keys of `AssessmentPlan.evidence_rules` that readiness heeds. One that is null or missing is not asked.
PIECES = "minimum_accepted_pieces_per_ksb"
EVENTS = "minimum_events_per_ksb"
METHOD_EVENTS = "minimum_events_per_method"
MONTHS = "oldest_evidence_months"
KINDS = "allowed_kinds"
DECLARATION = "is_declaration_asked"
METHODS = "methods"
BOTH = "both"
HEEDED = (PIECES, EVENTS, METHOD_EVENTS, MONTHS, KINDS, DECLARATION, VERIFIED)


@dataclass(frozen=True)
class EvidenceRules:
    """months: how old evidence may be, None for any age. kinds: those that count, None for every kind.

    verified: the codes of those that are not shown by evidence but verified by the employer.
    """

    pieces: int = 1
    events: int = 1
    method_events: int = 1
    months: int | None = None
    kinds: frozenset[str] | None = None
    is_declaration_asked: bool = False
    verified: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plan: Mapping[str, object], method: str = "") -> Self:
        """From a plan's evidence rules. method: the key of one that may ask otherwise than the rest."""
        plan = mapping(plan)
        others = plan.get(METHODS)
        own = others.get(method) if isinstance(others, Mapping) else None
        asked = {**plan, **own} if isinstance(own, Mapping) else plan
        kinds = asked.get(KINDS)
        return cls(
            pieces=_number(asked.get(PIECES)) or 1,
            events=_number(asked.get(EVENTS)) or 1,
            method_events=_number(asked.get(METHOD_EVENTS)) or 1,
            months=_number(asked.get(MONTHS)),
            kinds=frozenset(map(str, kinds)) if isinstance(kinds, list | tuple) and kinds else None,
            is_declaration_asked=asked.get(DECLARATION) is True,
            verified=frozenset(verified_codes(plan)),
        )

    def fresh_until(self, happened_on: dt.date) -> dt.date | None:
        """The last day on which it is not too old; None where no age is asked."""
        return add_months(happened_on, self.months) if self.months else None


@dataclass(frozen=True)
class AskedKsb:
    """channel: blank, or how customers are met by those who are asked for this half of a pair."""

    code: str
    channel: str = ""

    def is_asked_of(self, contact_channel: str) -> bool:
        """As `standards.rules.is_asked`, in plain values: whoever does both is asked for both."""
        return self.channel in {"", contact_channel} or contact_channel == BOTH


@dataclass(frozen=True)
class AskedMethod:
    """codes: of the KSBs that this assessment method looks at."""

    key: str
    codes: tuple[str, ...]


def _number(value: object) -> int | None:
    """A whole number of at least one; None for whatever else somebody typed."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and value > 0 else None
