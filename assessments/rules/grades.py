"""The grade of one assessment method, worked out from its criteria, with the sums in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

PASS, DISTINCTION, FAIL, UNKNOWN = "pass", "distinction", "fail", ""
GRADES = {FAIL: "Not yet a pass", PASS: "Pass", DISTINCTION: "Distinction", UNKNOWN: "No grade"}
MOST = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion: which grade it counts for ("pass" or "distinction"), and whether it was shown."""

    grade: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many criteria a method asks for, and how many were shown.

    threshold: how many percent of the distinction criteria the plan wants for a distinction; None where it
    says nothing.
    """

    pass_shown: int
    pass_asked: int
    distinction_shown: int = 0
    distinction_asked: int = 0
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class MethodGrade:
    """grade: one of GRADES. needed: how many distinction criteria it takes; None when none is said."""

    tally: Tally
    grade: str
    needed: int | None

    @property
    def label(self) -> str:
        return GRADES[self.grade]

    @property
    def sums(self) -> list[str]:
        """The arithmetic, one sentence a step."""
        if self.grade == UNKNOWN:
            return ["There are no pass criteria here, so there is no grade to work out."]
        return [_pass_sum(self.tally), _distinction_sum(self)]


def tally_of(marks: Iterable[Mark], threshold: int | None) -> Tally:
    marks = list(marks)
    asked = {grade: [mark for mark in marks if mark.grade == grade] for grade in (PASS, DISTINCTION)}
    return Tally(
        pass_shown=sum(mark.is_shown for mark in asked[PASS]),
        pass_asked=len(asked[PASS]),
        distinction_shown=sum(mark.is_shown for mark in asked[DISTINCTION]),
        distinction_asked=len(asked[DISTINCTION]),
        threshold=threshold,
    )


def method_grade(tally: Tally) -> MethodGrade:
    """A pass takes every pass criterion; a distinction those, and the threshold of distinction criteria.

    Where the plan names no threshold, or there are no distinction criteria, nothing above a pass is said.
    """
    needed = distinction_needed(tally.distinction_asked, tally.threshold)
    if not tally.pass_asked:
        return MethodGrade(tally, UNKNOWN, needed)
    if tally.pass_shown < tally.pass_asked:
        return MethodGrade(tally, FAIL, needed)
    is_distinct = needed is not None and tally.distinction_shown >= needed
    return MethodGrade(tally, DISTINCTION if is_distinct else PASS, needed)


def distinction_needed(asked: int, threshold: int | None) -> int | None:
    """How many of them make the threshold: never rounded down. Raises ValueError over 100 percent."""
    if threshold is not None and not 0 <= threshold <= MOST:
        raise ValueError(f"A threshold of {threshold} % can never be met.")
    if threshold is None or not asked:
        return None
    return -(-threshold * asked // MOST)


def _pass_sum(tally: Tally) -> str:
    said = f"Pass: {tally.pass_shown} of {tally.pass_asked} pass criteria shown"
    missing = tally.pass_asked - tally.pass_shown
    if missing:
        return f"{said}. A pass takes all of them, so {missing} {_is(missing)} missing."
    return f"{said}, which is all of them."


def _distinction_sum(found: MethodGrade) -> str:
    tally = found.tally
    if not tally.distinction_asked:
        return "Distinction: there are no distinction criteria here, so nothing above a pass can be said."
    shown = f"{tally.distinction_shown} of {tally.distinction_asked} distinction criteria shown"
    if found.needed is None:
        return f"Distinction: {shown}. No threshold is given here, so nothing above a pass is said."
    said = f"Distinction: {shown}. {_share(tally, found.needed)}"
    short = found.needed - tally.distinction_shown
    if short > 0:
        return f"{said}, so {short} {_is(short)} missing."
    if found.grade == FAIL:
        return f"{said}, which is reached, but a distinction takes every pass criterion as well."
    return f"{said}, which is reached."


def _share(tally: Tally, needed: int) -> str:
    """Such as: 70 % of 7 is 4.9, rounded up to 5."""
    exact = Decimal(tally.threshold or 0) * tally.distinction_asked / MOST
    said = f"{tally.threshold} % of {tally.distinction_asked} is {_plain(exact)}"
    return said if exact == needed else f"{said}, rounded up to {needed}"


def _plain(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{int(number)}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
