"""How much of whose work is to be sampled, whether that is being met, and how a sample goes on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portfolio.rules import counted

OPEN, REPORTED, ANSWERED, CLOSED = "open", "reported", "answered", "closed"
ANSWER, AGREE, ASK_AGAIN = "answer", "agree", "ask_again"
INTERIM, SUMMATIVE = "interim", "summative"
FINDING_LIMIT = 4000
NO_ORGANISATION = "Say which organisation they come from."

# (state, act) -> state. Reported: the assessor has something to answer. Answered: it is the IQA's turn.
SAMPLE_STATES: dict[tuple[str, str], str] = {
    (OPEN, "report with actions"): REPORTED,
    (OPEN, "report without actions"): CLOSED,
    (REPORTED, "answer"): REPORTED,
    (REPORTED, "answer the last"): ANSWERED,
    (REPORTED, "agree"): REPORTED,
    (REPORTED, "ask again"): REPORTED,
    (ANSWERED, "agree"): ANSWERED,
    (ANSWERED, "agree to the last"): CLOSED,
    (ANSWERED, "ask again"): REPORTED,
}

LOW, MEDIUM, HIGH = "low", "medium", "high"
LEVEL_LABELS = {LOW: "Low risk", MEDIUM: "Medium risk", HIGH: "High risk"}
NEW_LABEL = "New"
IN_WORDS = {
    100: "all",
    50: "one in two",
    33: "one in three",
    25: "one in four",
    20: "one in five",
    10: "one in ten",
    5: "one in twenty",
    0: "none",
}


def act_of(kind: str, last: Iterable[str]) -> str:
    """Which act of `SAMPLE_STATES` an answer is.

    last: of each action, the kind of the newest answer to it, this one counted in; "" for none.
    """
    stands = list(last)
    if kind == ANSWER:
        return "answer" if any(each in {"", ASK_AGAIN} for each in stands) else "answer the last"
    if kind == AGREE:
        return "agree" if any(each != AGREE for each in stands) else "agree to the last"
    return "ask again"


@dataclass(frozen=True)
class Rates:
    """A strategy, as far as counting goes. Percent of the pieces somebody marked in a period."""

    low: int
    medium: int
    high: int
    new: int
    summative: int
    least: int
    new_months: int
    period_months: int
    each_kind: bool

    def percent(self, level: str, *, is_new: bool) -> int:
        """A new assessor is never sampled less than their risk asks for."""
        percent = {LOW: self.low, MEDIUM: self.medium, HIGH: self.high}[level]
        return max(percent, self.new) if is_new else percent


def in_words(percent: int) -> str:
    return IN_WORDS.get(percent, f"{percent} in a hundred")


def pieces(percent: int) -> str:
    """ "every piece", "one piece in four"."""
    words = {100: "every piece", 0: "no piece"}.get(percent, in_words(percent))
    return words.replace("one in", "one piece in")


def sentences_of(rates: Rates) -> list[str]:
    """The strategy as somebody would say it."""
    new, least = counted(rates.new_months, "month"), counted(rates.least, "piece")
    period, of_gateways = counted(rates.period_months, "month"), in_words(rates.summative)
    said = [
        f"A new assessor: {pieces(rates.new)}, for {new} and for as long as decisions are countersigned.",
        f"High risk: {pieces(rates.high)}.",
        f"Medium risk: {pieces(rates.medium)}.",
        f"Low risk: {pieces(rates.low)}.",
        f"Each assessor who marked anything: at least {least} in {period}, or all if there are fewer.",
        f"Apprentices who come to their gateway in the period: {of_gateways}, with a summative sample.",
    ]
    if rates.each_kind:
        said.append("Each kind of evidence that was marked is sampled at least once in a period.")
    return said


@dataclass(frozen=True)
class Period:
    """Both days counted in."""

    first: dt.date
    last: dt.date


def period_of(day: dt.date, months: int) -> Period:
    """Periods of so many months follow each other from the January of the year 2000 on."""
    since = (day.year - 2000) * 12 + day.month - 1
    begin = since - since % months
    return Period(_month(begin), _month(begin + months) - dt.timedelta(days=1))


def _month(number: int) -> dt.date:
    return dt.date(2000 + number // 12, number % 12 + 1, 1)


def is_new(joined_on: dt.date, today: dt.date, months: int, *, is_supervised: bool) -> bool:
    """Within so many months of joining, or while somebody countersigns what they decide."""
    since = (today.year - joined_on.year) * 12 + today.month - joined_on.month
    since -= today.day < joined_on.day
    return is_supervised or since < months


def wanted_of(made: int, percent: int, least: int) -> int:
    """How many of so many markings are to be sampled: the share, rounded up, and never under the least."""
    share = -(-made * percent // 100)
    return min(made, max(share, least))


@dataclass(frozen=True)
class Marked:
    """One marking of the period. is_free: whoever asks may sample it. gateway_on: if in the period."""

    id: UUID
    assessor: UUID
    apprenticeship: UUID
    kind: str
    outcome: str
    codes: tuple[str, ...]
    methods: frozenset[str]
    at: dt.datetime
    is_sampled: bool
    is_free: bool
    in_period: bool = True
    gateway_on: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """What the plan says about one assessor."""

    assessor: UUID
    level: str
    is_new: bool
    percent: int
    made: int
    wanted: int
    sampled: int
    kinds_missing: tuple[str, ...]
    kinds_covered: tuple[str, ...]
    methods_missing: tuple[str, ...]
    methods_covered: tuple[str, ...]

    @property
    def missing(self) -> int:
        return max(self.wanted - self.sampled, 0)

    @property
    def unsampled(self) -> int:
        return self.made - self.sampled

    @property
    def is_met(self) -> bool:
        return not self.missing

    @property
    def standing(self) -> str:
        return NEW_LABEL if self.is_new else LEVEL_LABELS[self.level]

    @property
    def verdict(self) -> str:
        if not self.made:
            return "Nothing was marked in this period, so there is nothing to sample."
        if self.is_met:
            return "Being met."
        why = "a new assessor" if self.is_new else LEVEL_LABELS[self.level].lower()
        return (
            f"{counted(self.missing, 'sample')} behind: {why}, so {pieces(self.percent)}; "
            f"{self.wanted} of {self.made} to sample, {self.sampled} sampled."
        )


def line_for(assessor: UUID, level: str, rates: Rates, markings: Iterable[Marked], *, new: bool) -> Line:
    """markings: all of the period; those of others are left out here."""
    own = [marking for marking in markings if marking.assessor == assessor and marking.in_period]
    done = [marking for marking in own if marking.is_sampled]
    percent = rates.percent(level, is_new=new)
    kinds, methods = {m.kind for m in done}, {name for m in done for name in m.methods}
    return Line(
        assessor=assessor,
        level=level,
        is_new=new,
        percent=percent,
        made=len(own),
        wanted=wanted_of(len(own), percent, rates.least),
        sampled=len(done),
        kinds_covered=tuple(sorted(kinds)),
        kinds_missing=tuple(sorted({m.kind for m in own} - kinds)),
        methods_covered=tuple(sorted(methods)),
        methods_missing=tuple(sorted({name for m in own for name in m.methods} - methods)),
    )


@dataclass(frozen=True)
class Summative:
    """Of the apprentices whose gateway falls into the period: how many to sample, and how many were."""

    apprentices: int
    wanted: int
    sampled: int

    @property
    def missing(self) -> int:
        return max(self.wanted - self.sampled, 0)


def summative_of(apprentices: Iterable[UUID], sampled: Iterable[UUID], rates: Rates) -> Summative:
    known = set(apprentices)
    wanted = wanted_of(len(known), rates.summative, 0)
    return Summative(len(known), wanted, len(known & set(sampled)))


def uncovered(lines: Sequence[Line], what: str) -> list[str]:
    """Kinds or methods ("kinds", "methods") that were marked and that nobody's sample has touched."""
    covered = {each for line in lines for each in getattr(line, f"{what}_covered")}
    return sorted({each for line in lines for each in getattr(line, f"{what}_missing")} - covered)
