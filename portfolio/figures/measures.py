"""First contact resolution, customer satisfaction and net promoter score, worked out from counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.figures.columns import Row

ROUNDING = "Rounded to the nearest whole number; exactly a half is rounded away from zero."
NOBODY = "no answers in this period"
NO_CONTACTS = "no contacts in this period"
CONTRADICTION = "these counts do not add up"


@dataclass(frozen=True)
class Sum:
    """One measure of one period. `value` is None when not all was counted, or there is nothing to share."""

    value: int | None
    sum: str


@dataclass(frozen=True)
class Measure:
    """How one measure is called, what it says, and within what it can lie."""

    key: str
    short: str
    name: str
    meaning: str
    lowest: int
    unit: str


FCR = Measure(
    "fcr",
    "FCR",
    "First contact resolution",
    "contacts solved the first time ÷ all contacts",
    0,
    " %",
)
CSAT = Measure(
    "csat",
    "CSAT",
    "Customer satisfaction",
    "satisfied answers ÷ all answers",
    0,
    " %",
)
NPS = Measure(
    "nps",
    "NPS",
    "Net promoter score",
    "(promoters − detractors) ÷ all answers, from −100 to +100",
    -100,
    "",
)
MEASURES = (FCR, CSAT, NPS)


def rounded(part: int, whole: int) -> int:
    """In hundredths, as ROUNDING says; `whole` is above 0."""
    size = (200 * abs(part) + whole) // (2 * whole)
    return size if part >= 0 else -size


def worked_out(measure: Measure, row: Row) -> Sum:
    """The measure with its sum in words; blank where the row says nothing about it."""
    if measure is NPS:
        return _score(row)
    part, whole = ("resolved_first", "contacts") if measure is FCR else ("csat_happy", "csat_answers")
    if part not in row or whole not in row:
        return Sum(None, "")
    return _share(int(row[part]), int(row[whole]), NO_CONTACTS if measure is FCR else NOBODY)


def _share(part: int, whole: int, nothing: str) -> Sum:
    if whole == 0:
        return Sum(None, nothing)
    if part > whole:
        return Sum(None, CONTRADICTION)
    value = rounded(part, whole)
    return Sum(value, f"{part:,} of {whole:,} = {value} %")


def _score(row: Row) -> Sum:
    counts = [row.get(key) for key in ("promoters", "passives", "detractors")]
    if any(count is None for count in counts):
        return Sum(None, "")
    promoters, passives, detractors = (int(count or 0) for count in counts)
    answers = promoters + passives + detractors
    if answers == 0:
        return Sum(None, NOBODY)
    value = rounded(promoters - detractors, answers)
    return Sum(value, f"({promoters:,} − {detractors:,}) of {answers:,} = {signed(value)}")


def signed(value: int) -> str:
    """With a real minus sign, and a plus where there is more than nothing."""
    return f"+{value}" if value > 0 else f"−{-value}" if value else "0"


def shown(measure: Measure, value: int) -> str:
    return signed(value) if measure is NPS else f"{value}{measure.unit}"


def sums_of(row: Row) -> list[str]:
    """Every measure that the row gives, with its sum."""
    sums = [(measure, worked_out(measure, row)) for measure in MEASURES]
    return [f"{measure.short} {found.sum}" for measure, found in sums if found.sum not in {"", CONTRADICTION}]


COUNTED = (
    (FCR, ("contacts", "resolved_first")),
    (CSAT, ("csat_answers", "csat_happy")),
    (NPS, ("promoters", "passives", "detractors")),
)


def pooled(rows: Sequence[Row]) -> Row:
    """All periods as one: counts added up, each measure over the periods that give it whole and right."""
    total: dict[str, int] = {}
    for measure, keys in COUNTED:
        whole = [row for row in rows if worked_out(measure, row).sum not in {"", CONTRADICTION}]
        total |= {key: sum(int(row[key]) for row in whole) for key in keys if whole}
    return total


@dataclass(frozen=True)
class Trend:
    """From the first to the last period that gives the measure. `way`: up, down, level or nothing."""

    way: str
    text: str


def trend(measure: Measure, names: Sequence[str], values: Sequence[int | None]) -> Trend:
    given = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if not given:
        return Trend("", "Nothing counted yet.")
    (first, start), (last, end) = given[0], given[-1]
    if len(given) == 1:
        return Trend("", f"{shown(measure, start)} in {first}. One period only, so there is no trend yet.")
    if start == end:
        return Trend("level", f"The same at both ends: {shown(measure, start)} in {first} and in {last}.")
    points = abs(end - start)
    way = "up" if end > start else "down"
    plural = "point" if points == 1 else "points"
    return Trend(
        way,
        f"{way.capitalize()} {points} {plural}: "
        f"from {shown(measure, start)} in {first} to {shown(measure, end)} in {last}.",
    )
