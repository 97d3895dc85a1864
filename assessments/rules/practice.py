"""What practice asks for: who may run which kind, when it can be finished, and what its history says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.rules.grades import DISTINCTION, PASS, Mark, Tally
from assessments.rules.marking import Problem

OBSERVATION, ASSIGNMENT, DISCUSSION = "observation", "assignment", "discussion"
ROLE_PLAY, SHOWCASE_REVIEW = "role_play", "showcase"
KINDS = (OBSERVATION, ASSIGNMENT, DISCUSSION, ROLE_PLAY, SHOWCASE_REVIEW)
# Of work that is done while somebody watches.
WATCHED = (OBSERVATION, ASSIGNMENT)
ASSESSOR, LINE_MANAGER, APPRENTICE = "assessor", "line_manager", "apprentice"
# Kind -> who may run it. An apprentice who does so practises alone and marks themselves.
RUN_BY: dict[str, frozenset[str]] = {
    OBSERVATION: frozenset({ASSESSOR, LINE_MANAGER}),
    ASSIGNMENT: frozenset({ASSESSOR, LINE_MANAGER}),
    DISCUSSION: frozenset({ASSESSOR, APPRENTICE}),
    ROLE_PLAY: frozenset({ASSESSOR, LINE_MANAGER, APPRENTICE}),
    SHOWCASE_REVIEW: frozenset({ASSESSOR}),
}
# (state, act) -> state. What is thrown away leaves nothing but its line in the audit trail.
OPEN, FINISHED = "open", "finished"
MOCK_STATES: dict[tuple[str, str], str] = {
    (OPEN, "save"): OPEN,
    (OPEN, "finish"): FINISHED,
    (OPEN, "throw away"): "thrown_away",
}
SEEN, NOT_SEEN, NO_CHANCE = "seen", "not_seen", "no_chance"
OUTCOMES = {SEEN: "Seen", NOT_SEEN: "Not yet", NO_CHANCE: "No chance"}
NOTE_LIMIT = 1000
TEXT_LIMIT = 20_000
CUSTOMERS, STORIES = 6, 4
SECONDS_A_MINUTE = 60
MOST_SECONDS = 24 * 60 * SECONDS_A_MINUTE


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion as somebody tapped it. at: seconds on the clock when it was first seen, if known."""

    outcome: str = ""
    note: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One finished practice, for the history: when, marked by oneself or not, and what it came to.

    card: which scenario it played, blank where there is none; another one has criteria of its own.
    """

    day: date
    tally: Tally
    is_self_marked: bool = False
    card: str = ""


def judged_in(content: Mapping[str, Any]) -> dict[str, Judged]:
    """By the id of the criterion, from what was kept of a mock."""
    return {criterion: Judged(*kept) for criterion, kept in content.get("criteria", {}).items()}


def can_be_run_by(kind: str, relations: Iterable[str]) -> bool:
    return bool(RUN_BY[kind] & set(relations))


def problems_with_finishing(judged: Mapping[str, Judged], strengths: str, next_steps: str) -> list[Problem]:
    """One sentence for each thing that is missing; empty when it can be finished.

    A criterion that nobody tapped counts as one that there was no chance to see.
    """
    problems = []
    if not any(each.outcome for each in judged.values()):
        problems.append(Problem("Tap at least one criterion: seen, not yet, or no chance.", "criteria"))
    if not strengths.strip():
        problems.append(Problem("Write at least one thing that went well.", "strengths"))
    if not next_steps.strip():
        problems.append(Problem("Write at least one thing to work on next.", "next_steps"))
    return problems


def marks_of(grades: Mapping[str, str], judged: Mapping[str, Judged]) -> list[Mark]:
    """grades: which grade each criterion counts for, by its id. Only what was seen counts as shown."""
    return [
        Mark(grade, judged.get(criterion, Judged()).outcome == SEEN) for criterion, grade in grades.items()
    ]


def no_chance_words(number: int) -> str:
    if not number:
        return ""
    each = "One criterion had" if number == 1 else f"{number} criteria had"
    them = "it" if number == 1 else "them"
    return f"{each} no chance to be seen. Nobody is at fault, but the sums count {them} as not shown."


def clock_words(seconds: int) -> str:
    """Such as 7:05, or 1:02:03."""
    minutes, second = divmod(max(seconds, 0), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def clock_typed(seconds: int, since: int | None, minutes: int | None) -> tuple[int, int | None]:
    """The clock as kept, or as typed without a script: minutes that say something else stop it there."""
    if minutes is None or minutes == seconds // SECONDS_A_MINUTE:
        return seconds, since
    return minutes * SECONDS_A_MINUTE, None


def on_the_clock(seconds: int, since: int | None, now: int) -> int:
    """How long it took. since: when a clock that still runs was last started, in seconds as `now` is.

    One that says it was started longer ago than any mock lasts was never started.
    """
    running = max(now - since, 0) if since is not None else 0
    if running > MOST_SECONDS:
        running = 0
    return min(max(seconds, 0) + running, MOST_SECONDS)


def trend_words(runs: Sequence[Run]) -> str:
    """What the newest says beside the one before it. runs: of one kind, oldest first.

    Those that somebody marked for themselves are compared with one another only, and so are those with
    other criteria: a count of something else is no progress. A scenario played again is compared with the
    time before it was played.
    """
    if not runs:
        return ""
    newest = runs[-1]
    said = f"{_shown(newest.tally)} last time"
    before = [run for run in runs[:-1] if run.is_self_marked == newest.is_self_marked]
    if not before:
        return f"{said}. A second one, marked the same way, will show whether that is a trend."
    same = [run for run in before if _asked(run) == _asked(newest)]
    earlier = same[-1] if same else before[-1]
    if not same:
        return (
            f"{said}, {_shown(earlier.tally)} on {_day(earlier.day)}. "
            "The criteria were not the same, so the two are not compared."
        )
    return f"{said}: {_change(newest.tally, earlier.tally)} {_day(earlier.day)}."


def _shown(tally: Tally) -> str:
    words = f"{tally.pass_shown} of {tally.pass_asked} {PASS} criteria"
    if tally.distinction_asked:
        words += f" and {tally.distinction_shown} of {tally.distinction_asked} {DISTINCTION} criteria"
    return words


def _asked(run: Run) -> tuple[str, int, int]:
    return run.card, run.tally.pass_asked, run.tally.distinction_asked


def _change(new: Tally, old: Tally) -> str:
    by = new.pass_shown + new.distinction_shown - old.pass_shown - old.distinction_shown
    if not by:
        return "as many as on"
    return f"{abs(by)} {'more' if by > 0 else 'fewer'} than on"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
