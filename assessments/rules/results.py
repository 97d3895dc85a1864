"""Bookings, results, resits and the final result: what may follow what, with the sentence when it may not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.spans import add_months
from standards.said import Said, mapping

DISTINCTION, PASS, FAIL, WITHDRAWN = "distinction", "pass", "fail", "withdrawn"
PASSED = {PASS, DISTINCTION}
GRADE_WORDS = {DISTINCTION: "Distinction", PASS: "Pass", FAIL: "Fail", WITHDRAWN: "Withdrawn"}
FARTHEST_MONTHS, MOST_MONTHS = 12, 600
PLAN_LIMIT = 4000
NOTE_LIMIT = 2000
PLACE_LIMIT = 200

NEVER_TO_LIFT = "It was passed. A resit is only for what was failed, never to lift a pass."
STANDS = (
    "It was passed in attempt {}, and that stands. A resit is only for what was failed, never to lift a pass."
)
NOT_WITHDRAWN = (
    "This was entered as passed, so it is not corrected to withdrawn: what was withdrawn may be taken again, "
    "and a pass is never lifted."
)


@dataclass(frozen=True)
class Day:
    """What somebody typed about a booking."""

    booked_for: dt.date
    at: dt.time | None = None
    place: str = ""


@dataclass(frozen=True)
class Notice:
    """What the assessment organisation's notice says."""

    grade: str
    told_on: dt.date | None
    note: str = ""


@dataclass(frozen=True)
class Sitting:
    """One time a method was, or is to be, assessed. grade: blank until the result is there.

    told_on: the day of the notice. is_agreed: of a failed one, whether the employer agreed to its resit;
    None when no resit is planned. attempt: the number of the earlier attempt that it was part of.
    """

    booked_for: dt.date
    grade: str = ""
    told_on: dt.date | None = None
    is_agreed: bool | None = None
    attempt: int | None = None


@dataclass(frozen=True)
class Resits:
    """What the plan says of resits; months None where it names no limit. note: what of it cannot be read."""

    months: int | None
    asks_for_plan: bool
    asks_for_agreement: bool
    is_confirmed: bool
    note: str = ""


def resit_rules(evidence_rules: Mapping[str, Any]) -> Resits:
    rules = mapping(evidence_rules)
    said = Said(rules.get("resits"))
    asks = said.listed("asks_for", "what a resit needs") or []
    return Resits(
        months=said.whole("within_months", "the months for a resit", most=MOST_MONTHS),
        asks_for_plan="action plan" in asks,
        asks_for_agreement="employer agreement" in asks,
        is_confirmed=bool(rules.get("is_confirmed")),
        note=said.note,
    )


def resit_ends_on(told_on: dt.date, rules: Resits) -> dt.date | None:
    """The last day on which a failed method can be taken again."""
    return add_months(told_on, rules.months) if rules.months else None


def last_of(sittings: Sequence[Sitting]) -> Sitting | None:
    """The newest result; one that was withdrawn only where there is no other. sittings: oldest first."""
    graded = [each for each in reversed(sittings) if each.grade]
    return next((each for each in graded if each.grade != WITHDRAWN), graded[0] if graded else None)


def is_done_again(methods: Iterable[Sequence[Sitting]], rules: Resits, *, on: dt.date) -> bool:
    """Whether an attempt that is confirmed on this day does the whole again, and nothing of before counts.

    So it is where a fail stands and the time for its resit is over. methods: the sittings of each before.
    """
    stand = [last for sittings in methods if (last := last_of(sittings))]
    ends = [resit_ends_on(last.told_on, rules) for last in stand if last.grade == FAIL and last.told_on]
    return any(ends_on is not None and on > ends_on for ends_on in ends)


def problem_with_booking(
    day: dt.date, sittings: Sequence[Sitting], rules: Resits, *, confirmed_on: dt.date, today: dt.date
) -> str:
    """Why this method cannot be booked for this day; blank when it can. sittings: oldest first."""
    waiting = next((each for each in sittings if not each.grade), None)
    if waiting:
        return f"It is booked for {waiting.booked_for:%-d %b %Y} already. Cancel that first, with a reason."
    if why := why_not_again(sittings, rules, day=day):
        return why
    if day < confirmed_on:
        return f"That is before the gateway was confirmed, on {confirmed_on:%-d %b %Y}."
    if day > add_months(today, FARTHEST_MONTHS):
        return "That is more than a year away. Choose an earlier day."
    told_on = max((each.told_on for each in sittings if each.told_on), default=None)
    if told_on and day < told_on:
        return f"That is before the notice of the last result, of {told_on:%-d %b %Y}."
    return ""


def why_not_again(sittings: Sequence[Sitting], rules: Resits, *, day: dt.date) -> str:
    """Why the method is not assessed again on this day; blank when it may. What was withdrawn is nothing."""
    last = last_of(sittings)
    if last is None or last.grade == WITHDRAWN:
        return ""
    if why := problem_with_resit(last, rules, today=day):
        return why
    if rules.asks_for_plan and last.is_agreed is None:
        return "A resit needs an action plan first."
    if rules.asks_for_agreement and not last.is_agreed:
        return "The employer has not agreed to the resit yet."
    return ""


def problem_with_resit(failed: Sitting, rules: Resits, *, today: dt.date) -> str:
    """Why a resit of this cannot be planned or taken on this day; blank when it can."""
    if failed.grade in PASSED:
        return STANDS.format(failed.attempt) if failed.attempt else NEVER_TO_LIFT
    if failed.grade != FAIL or failed.told_on is None:
        return "A resit is only for what was failed."
    ends_on = resit_ends_on(failed.told_on, rules)
    if ends_on and today > ends_on:
        return (
            f"The {rules.months} months for a resit ended on {ends_on:%-d %b %Y}. The whole assessment is "
            "done again: withdraw this attempt and open the next one."
        )
    return ""


def problem_with_correction(grade: str, before: Iterable[str]) -> str:
    """Corrections lift no pass either. before: every grade that was entered for this sitting up to now."""
    return NOT_WITHDRAWN if grade == WITHDRAWN and PASSED & set(before) else ""


def problem_with_result(
    grade: str, *, booked_for: dt.date, told_on: dt.date | None, today: dt.date
) -> dict[str, str]:
    """A sentence for each field that is in the way of entering a result."""
    problems = {}
    if grade not in GRADE_WORDS:
        problems["grade"] = "Choose what the notice says."
    if told_on is None:
        problems["told_on"] = "Give the date of the notice."
    elif told_on > today:
        problems["told_on"] = "That day is in the future. Enter the result when the notice is there."
    elif told_on < booked_for and grade != WITHDRAWN:
        problems["told_on"] = f"The notice cannot be older than the assessment, on {booked_for:%-d %b %Y}."
    if booked_for > today and grade in {*PASSED, FAIL}:
        problems.setdefault(
            "grade",
            f"The assessment is only on {booked_for:%-d %b %Y}. Its result can be entered from that day.",
        )
    return problems


def final_can_be(grades: Sequence[str]) -> bool:
    """Whether the methods, by the newest grade of each, leave the whole at a pass or at a fail."""
    return FAIL in grades or (bool(grades) and set(grades) <= PASSED)


def problem_with_final(
    grade: str,
    grades: Sequence[str],
    *,
    told_on: dt.date | None,
    last_told_on: dt.date | None,
    today: dt.date,
) -> dict[str, str]:
    """grades: the newest of each method of the plan, blank where there is none."""
    problems = {}
    if grade not in {*PASSED, FAIL}:
        problems["grade"] = "Choose what the notice says."
    elif grade in PASSED and (not grades or not set(grades) <= PASSED):
        problems["grade"] = "Every method has to be passed before the whole is. Enter their results first."
    elif grade == FAIL and FAIL not in grades:
        problems["grade"] = "No method stands at fail, so the whole cannot be failed."
    if told_on is None:
        problems["told_on"] = "Give the date of the notice."
    elif told_on > today:
        problems["told_on"] = "That day is in the future. Enter the final result when the notice is there."
    elif last_told_on and told_on < last_told_on:
        problems["told_on"] = f"That is before the last notice for a method, of {last_told_on:%-d %b %Y}."
    return problems
