"""Why a KSB does not count yet, from the pieces that were offered for it and what the plan asks."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.rules.readiness.asked import EvidenceRules
from portfolio.rules import counted

PROVISIONAL = "met, but it rests on decisions that wait for a countersignature"

# Causes: why one piece is set aside, in the order in which it is looked at, and why a KSB is not ready.
KIND, FUTURE, OLD, UNDECLARED, UNSIGNED = "kind", "future", "old", "undeclared", "unsigned"
UNDATED = "undated"
FEW, EVENT = "few", "event"
UNVERIFIED = "unverified"
# The first of those found is the cause of a KSB, and notes come in this order.
SET_ASIDE = (OLD, UNDATED, KIND, UNDECLARED, FUTURE, UNSIGNED)
NOTHING, DRAFTED, NOT_YET, WAITING = "not-started", "drafted", "not-yet", "submitted"
WHY = {
    NOTHING: "nothing claimed yet",
    DRAFTED: "drafted, not submitted",
    NOT_YET: "the assessor asked for more",
    WAITING: "waiting to be marked",
    UNVERIFIED: "the employer has not verified it yet",
}


@dataclass(frozen=True)
class Piece:
    """One piece by which a KSB is met. is_signed: no countersignature is waited for.

    Pieces that happened on one day are one event: cutting an account in two makes no second one.
    """

    happened_on: dt.date | None
    kind: str = ""
    is_declared: bool = True
    is_signed: bool = True


@dataclass(frozen=True)
class Standing:
    """Where one KSB stands: the pieces that meet it, and how many others stand how.

    verified_on: the day on which the employer saw it, where the plan has the employer verify it.
    """

    code: str
    pieces: Sequence[Piece] = ()
    submitted: int = 0
    not_yet: int = 0
    drafted: int = 0
    verified_on: dt.date | None = None

    @property
    def state(self) -> str:
        """As `KsbProgress` says it."""
        if self.pieces:
            return "met"
        if self.submitted:
            return WAITING
        if self.not_yet:
            return NOT_YET
        return DRAFTED if self.drafted else NOTHING


@dataclass(frozen=True)
class KsbAnswer:
    """cause: one of the words above, blank when the KSB is ready; why: the same as a sentence."""

    code: str
    state: str
    cause: str = ""
    why: str = ""
    days: frozenset[dt.date | None] = frozenset()

    @property
    def is_ready(self) -> bool:
        return not self.cause


def set_aside(piece: Piece, rules: EvidenceRules, on: dt.date) -> str:
    """Why this piece does not count on that day; blank when it does."""
    if rules.kinds is not None and piece.kind not in rules.kinds:
        return KIND
    if piece.happened_on and piece.happened_on > on:
        return FUTURE
    if rules.months and piece.happened_on is None:
        return UNDATED
    if piece.happened_on and _is_old(piece.happened_on, rules, on):
        return OLD
    if rules.is_declaration_asked and not piece.is_declared:
        return UNDECLARED
    return "" if piece.is_signed else UNSIGNED


def _is_old(happened_on: dt.date, rules: EvidenceRules, on: dt.date) -> bool:
    until = rules.fresh_until(happened_on)
    return until is not None and on > until


def judged(standing: Standing, rules: EvidenceRules, on: dt.date) -> KsbAnswer:
    """Whether a KSB is ready on that day, and if not, why not."""
    if standing.code in rules.verified:
        return _verified(standing)
    causes = [set_aside(piece, rules, on) for piece in standing.pieces]
    days = _days(standing.pieces, causes, {""})
    if not standing.pieces:
        return KsbAnswer(standing.code, standing.state, standing.state, WHY[standing.state])
    if _is_enough(causes, days, {""}, rules):
        return KsbAnswer(standing.code, standing.state, days=days)
    signed = {"", UNSIGNED}
    if _is_enough(causes, _days(standing.pieces, causes, signed), signed, rules):
        return KsbAnswer(standing.code, standing.state, UNSIGNED, PROVISIONAL, days)
    cause, why = _short_of(causes, standing.pieces, days, rules)
    if standing.submitted:
        waits = "piece waits" if standing.submitted == 1 else "pieces wait"
        why += f"; {standing.submitted} more {waits} to be marked"
    return KsbAnswer(standing.code, standing.state, cause, why, days)


def _verified(standing: Standing) -> KsbAnswer:
    """Only the employer's word counts; evidence may be there as well."""
    if standing.verified_on:
        return KsbAnswer(standing.code, "met")
    state = NOT_YET if standing.pieces else standing.state
    return KsbAnswer(standing.code, state, UNVERIFIED, WHY[UNVERIFIED])


def _days(pieces: Iterable[Piece], causes: Iterable[str], counting: set[str]) -> frozenset[dt.date | None]:
    return frozenset(
        piece.happened_on for piece, cause in zip(pieces, causes, strict=True) if cause in counting
    )


def _is_enough(
    causes: Sequence[str], days: frozenset[dt.date | None], counting: set[str], rules: EvidenceRules
) -> bool:
    return sum(cause in counting for cause in causes) >= rules.pieces and len(days) >= rules.events


def _short_of(
    causes: Sequence[str], pieces: Sequence[Piece], days: frozenset[dt.date | None], rules: EvidenceRules
) -> tuple[str, str]:
    counting = causes.count("")
    if counting >= rules.pieces:
        comes = "comes" if counting == 1 else "come"
        its = "its piece" if counting == 1 else "its pieces"
        return EVENT, f"{its} {comes} from {counted(len(days), 'event')}, and {rules.events} are asked for"
    notes = _notes(causes, pieces, rules)
    if not notes:
        return FEW, f"{counting} of {rules.pieces} pieces met"
    lead = f"{counting} of {rules.pieces} pieces count; " if rules.pieces > 1 else ""
    first = next(cause for cause in SET_ASIDE if cause in causes)
    return first, lead + ", and ".join(notes)


def _notes(causes: Sequence[str], pieces: Sequence[Piece], rules: EvidenceRules) -> list[str]:
    """How many accepted pieces are set aside, and why: one note for each cause."""
    notes: list[str] = []
    for cause in SET_ASIDE:
        number = causes.count(cause)
        if number:
            who = counted(number, "accepted piece") if not notes else str(number)
            kinds = {piece.kind for piece, found in zip(pieces, causes, strict=True) if found == KIND}
            notes.append(f"{who} {_phrase(cause, number, kinds, rules)}")
    return notes


def _phrase(cause: str, number: int, kinds: set[str], rules: EvidenceRules) -> str:
    are = "is" if number == 1 else "are"
    if cause == OLD:
        return f"{are} older than {counted(rules.months or 0, 'month')}"
    if cause == UNDATED:
        return f"{are} not dated, and none may be older than {counted(rules.months or 0, 'month')}"
    if cause == KIND:
        return f"{are} of a kind that does not count here ({_kind_words(kinds)})"
    if cause == UNDECLARED:
        return f"{are} not declared to be the apprentice’s own work"
    if cause == FUTURE:
        return f"{are} dated in the future"
    return f"{'waits' if number == 1 else 'wait'} for a countersignature"


def _kind_words(kinds: set[str]) -> str:
    return ", ".join(sorted(kind.replace("_", " ") or "unknown" for kind in kinds))
