"""What is assessed during the programme: what may be entered, and what the gateway says of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.gateway import Check
from assessments.rules.results import DISTINCTION, PASSED, problem_with_result
from standards.said import named_with_and

RULE = "on-programme-passed"
NO_DISTINCTION = "This is passed or not: the plan has no distinction for it."
STANDS = "It was passed on {:%-d %b %Y}, and a pass is never lifted. If that is wrong, correct it."
TOO_EARLY = "That is before the start, on {:%-d %b %Y}."


@dataclass(frozen=True)
class Entry:
    """What somebody types. corrects: whether it puts a result right that was entered before."""

    grade: str
    held_on: dt.date | None
    told_on: dt.date | None
    note: str = ""
    reason: str = ""
    corrects: bool = False


@dataclass(frozen=True)
class Taken:
    """One method as it stands. grade: of its newest result in force, blank where there is none."""

    name: str
    grade: str = ""
    held_on: dt.date | None = None


def problems_with_entry(
    entry: Entry, before: Taken, *, has_distinction: bool, started_on: dt.date, today: dt.date
) -> dict[str, str]:
    """A sentence for each field that is in the way."""
    if entry.held_on is None:
        return {"held_on": "Give the day on which it was assessed."}
    problems = problem_with_result(entry.grade, booked_for=entry.held_on, told_on=entry.told_on, today=today)
    if entry.grade == DISTINCTION and not has_distinction:
        problems["grade"] = NO_DISTINCTION
    if entry.held_on < started_on:
        problems["held_on"] = TOO_EARLY.format(started_on)
    if entry.corrects and not entry.reason:
        problems["reason"] = "Say what was wrong with it."
    if before.grade in PASSED and not entry.corrects and before.held_on:
        problems.setdefault("grade", STANDS.format(before.held_on))
    return problems


def on_programme_check(taken: Sequence[Taken]) -> Check:
    """taken: every method that the plan assesses during the programme."""
    if not taken:
        return Check(RULE, is_met=True, says="The plan assesses nothing during the programme.")
    if missing := [each for each in taken if each.grade not in PASSED]:
        return Check(
            RULE, is_met=False, says=f"Not passed yet: {named_with_and([_words(e) for e in missing])}."
        )
    said = [f"{each.name} on {each.held_on:%-d %b %Y}" for each in taken if each.held_on]
    return Check(RULE, is_met=True, says=f"Passed: {named_with_and(said)}.")


def _words(taken: Taken) -> str:
    return f"{taken.name} (no result entered)" if not taken.grade else f"{taken.name} ({taken.grade})"
