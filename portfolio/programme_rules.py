"""Pure questions about time on programme: breaks, hours asked for, and what an entry of training needs."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from portfolio.rules import counted
from portfolio.spans import MINUTES_PER_HOUR, Break, days_off, minutes_in_words
from standards.said import Said

DAYS_PER_WEEK = 7
LONGEST_ENTRY_MINUTES = 16 * MINUTES_PER_HOUR
LONGEST_DAY_MINUTES = 24 * MINUTES_PER_HOUR
MOST_HOURS, PERCENT = 100_000, 100
LEARNED_LIMIT = 2000
REASON_LIMIT = 1000
MOST_NAMED = 5
YOUNGEST, OLDEST = 14, 99
PLAN_FIELDS = (
    "age_at_start",
    "english",
    "maths",
    "english_maths_evidence",
    "weekly_hours",
    "prior_learning_hours",
    "prior_learning_evidence",
)


@dataclass(frozen=True)
class HoursAsked:
    """How many hours of off-the-job training are asked for, and why so many; None where nobody can say.

    is_asked: False where the plan names no number, so that there is nothing to reach.
    """

    hours: float | None
    why: str
    is_asked: bool = True

    @property
    def minutes(self) -> int:
        return round((self.hours or 0) * MINUTES_PER_HOUR)

    def is_reached(self, minutes: int) -> bool:
        return self.hours is not None and minutes >= self.minutes


def hours_asked(
    asks: Mapping[str, Any],
    *,
    started_on: dt.date,
    ends_on: dt.date,
    breaks: Sequence[Break] = (),
    weekly_hours: float | None = None,
    prior_hours: float = 0,
) -> HoursAsked:
    """asks: the parameters of the plan's rule; a figure that is not there is not asked.

    Starts from the plan's date on have the published hours, less evidenced prior learning; earlier ones
    a share of their normal hours over the weeks until the planned gateway. A break that lasts changes nothing
    yet: its days are taken out when it ends, and the gateway moves by as many.
    """
    said = Said(asks)
    since = said.day("published_hours_for_starts_from", "the day from which its hours hold")
    if since and started_on < since:
        return _noted(_share_of_hours(said, started_on, ends_on, breaks, weekly_hours), said)
    return _noted(_published_hours(said, prior_hours), said)


def _noted(asked: HoursAsked, said: Said) -> HoursAsked:
    return replace(asked, why=f"{asked.why} {said.note}".strip())


def _published_hours(said: Said, prior_hours: float) -> HoursAsked:
    published = said.number("published_hours", "its hours", most=MOST_HOURS)
    if published is None:
        return HoursAsked(None, "The plan names no number of hours.", is_asked=False)
    floor = min(said.number("floor_hours", "the least number of hours", most=MOST_HOURS) or 0, published)
    wanted = max(published - prior_hours, floor)
    why = f"{hours_in_words(published)} are published for this version of the standard"
    if prior_hours:
        why += f", less {hours_in_words(prior_hours)} of evidenced prior learning"
        if published - prior_hours < floor:
            why += f", but never fewer than {hours_in_words(floor)}"
    return HoursAsked(wanted, f"{why}.")


def _share_of_hours(
    said: Said,
    started_on: dt.date,
    ends_on: dt.date,
    breaks: Sequence[Break],
    weekly_hours: float | None,
) -> HoursAsked:
    share = said.number("earlier_share_percent", "the share of normal hours", most=PERCENT)
    if share is None:
        return HoursAsked(None, "The plan names no share of normal hours.", is_asked=False)
    if not weekly_hours:
        return HoursAsked(None, "The normal weekly hours are not recorded yet.")
    cap = said.number("earlier_weekly_hours_cap", "the most hours a week", most=MOST_HOURS) or weekly_hours
    over = [each for each in breaks if each.back_on is not None]
    days = (ends_on - started_on).days - days_off(over, started_on, ends_on)
    weeks = max(0, days // DAYS_PER_WEEK)
    counting = min(float(weekly_hours), float(cap))
    span = f"{counted(weeks, 'week')} of the programme as planned"
    why = f"{share} % of {hours_in_words(counting)} a week over {span}"
    if weekly_hours > cap:
        why += f"; no more than {hours_in_words(cap)} a week count"
    return HoursAsked(round(counting * share / 100 * weeks, 1), f"{why}.")


def hours_in_words(hours: float) -> str:
    """“6 hours”, “7.5 hours”."""
    number = f"{hours:.1f}".removesuffix(".0")
    return f"{number} hour" if number == "1" else f"{number} hours"


@dataclass(frozen=True)
class Training:
    """What somebody typed about one piece of training. ksbs: ids."""

    trained_on: dt.date
    minutes: int
    kind: str
    learned: str
    ksbs: Iterable[UUID] = ()


@dataclass(frozen=True)
class Entry:
    """Training that somebody wants to enter. that_day: minutes entered for the same day already."""

    trained_on: dt.date
    minutes: int
    learned: str
    that_day: int = 0


def problems_with_entry(
    entry: Entry, *, started_on: dt.date, breaks: Iterable[Break], today: dt.date
) -> dict[str, str]:
    """A sentence for each field that is in the way; empty when the entry can be kept."""
    problems = {}
    if day := _problem_with_day(entry.trained_on, started_on, breaks, today):
        problems["trained_on"] = day
    if entry.minutes <= 0:
        problems["minutes"] = "Say how long it took."
    elif entry.minutes > LONGEST_ENTRY_MINUTES:
        problems["minutes"] = "More than 16 hours in one entry cannot be right. Enter each day by itself."
    elif entry.minutes + entry.that_day > LONGEST_DAY_MINUTES:
        problems["minutes"] = (
            f"{minutes_in_words(entry.that_day)} are entered for that day already; together that is over "
            "24 hours."
        )
    if not entry.learned.strip():
        problems["learned"] = "Say in a sentence what was learned."
    return problems


def _problem_with_day(day: dt.date, started_on: dt.date, breaks: Iterable[Break], today: dt.date) -> str:
    if day > today:
        return "That day is in the future. Enter training once it has happened."
    if day < started_on:
        return f"That is before the apprenticeship began on {started_on:%-d %b %Y}, so it does not count."
    if any(each.holds(day) for each in breaks):
        return "That day falls into a break in learning, when no training counts."
    return ""


def problem_with_break(wanted: Break, others: Iterable[Break], *, started_on: dt.date, today: dt.date) -> str:
    """Why this cannot be a break in learning; blank when it can."""
    if wanted.began_on < started_on:
        return f"A break cannot begin before the apprenticeship did, on {started_on:%-d %b %Y}."
    if wanted.began_on > today or (wanted.back_on and wanted.back_on > today):
        return "That day is in the future. Record a break when it begins, and its end when it is over."
    if wanted.back_on and wanted.back_on <= wanted.began_on:
        return "The first day back has to be after the first day of the break."
    for other in others:
        ends = other.back_on or dt.date.max
        if wanted.began_on < ends and other.began_on < (wanted.back_on or dt.date.max):
            return f"It overlaps with the break that began on {other.began_on:%-d %b %Y}."
    return ""


def problem_with_trained(wanted: Break, trained_on: Iterable[dt.date]) -> str:
    """Why training that counts is in the way of a break; blank when none fell into it."""
    days = sorted({day for day in trained_on if wanted.holds(day)})
    if not days:
        return ""
    named = ", ".join(f"{day:%-d %b %Y}" for day in days[:MOST_NAMED])
    more = f" and {counted(len(days) - MOST_NAMED, 'more day')}" if len(days) > MOST_NAMED else ""
    return (
        f"Training is entered for {named}{more}, and none counts in a break. Strike those entries out first, "
        "or choose other days."
    )


def problems_with_plan(
    *, age_at_start: int | None, prior_hours: float, prior_evidence: str, weekly_hours: float | None
) -> dict[str, str]:
    """A sentence for each field of a training plan that cannot be as it was typed."""
    problems = {}
    if age_at_start is not None and not YOUNGEST <= age_at_start <= OLDEST:
        problems["age_at_start"] = f"Give an age from {YOUNGEST} to {OLDEST}, or leave it empty."
    if prior_hours and not prior_evidence.strip():
        problems["prior_learning_evidence"] = (
            "Prior learning takes hours off only when it is evidenced: say by what."
        )
    if weekly_hours is not None and not 0 < weekly_hours <= 60:
        problems["weekly_hours"] = "Give normal weekly hours from 1 to 60, or leave it empty."
    return problems
