"""When every KSB will be ready, from the apprentice's own pace: a range of days, or why none can be told.

Days count only while somebody is learning: breaks are taken out before a pace is worked out, and one that
lasts ends the forecast until its last day is known.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portfolio.rules import counted
from portfolio.spans import Break, days_off

DAYS_A_WEEK = 7
# Less than this is no pace: so many KSBs, met on so many different days, after so many weeks of learning.
LEAST_KSBS, LEAST_DAYS, LEAST_WEEKS = 4, 3, 6
# The pace of late is looked at beside that of the whole time.
RECENT_WEEKS = 12
SHARE_OF_RECENT = 0.5
FURTHEST_WEEKS = 156
# How wide the range is. Set so that it held the true day in more than four of five simulated portfolios.
SPREAD = 1.3
LEAST_VARIATION = 0.5
# The last KSBs come more slowly: more and more of what is handed in shows some that are met already.
SLOWS_BY = 0.3


@dataclass(frozen=True)
class Pace:
    """What a forecast rests on. met_on: the day on which each KSB became ready, in any order.

    asked: KSBs asked of them. breaks: every break in learning so far.
    """

    started_on: dt.date
    asked: int
    met_on: Sequence[dt.date]
    breaks: Sequence[Break] = ()

    @property
    def open(self) -> int:
        return max(self.asked - len(self.met_on), 0)


@dataclass(frozen=True)
class Forecast:
    """low, likely, high: days for “all KSBs ready”; None where too little is known. why: the sentence."""

    why: str
    low: dt.date | None = None
    likely: dt.date | None = None
    high: dt.date | None = None
    is_done: bool = False

    @property
    def is_told(self) -> bool:
        return self.likely is not None


def forecast(pace: Pace, today: dt.date) -> Forecast:
    """The range for “all KSBs ready”. What is dated after today is left out: nobody can have shown it yet."""
    known = sorted(day for day in pace.met_on if day <= today)
    pace = Pace(pace.started_on, pace.asked, known, pace.breaks)
    if pace.asked and not pace.open:
        return Forecast(f"Every KSB asked for has been ready since {_day(known[-1])}.", is_done=True)
    silence = _why_not(pace, today)
    return Forecast(silence) if silence else _range(pace, today)


def _why_not(pace: Pace, today: dt.date) -> str:
    if not pace.asked:
        return "No forecast: the standard asks for no KSB yet."
    if pace.started_on > today:
        return f"No forecast: the apprenticeship starts on {_day(pace.started_on)}."
    if any(each.holds(today) for each in pace.breaks):
        return "No forecast during a break in learning: it starts again with the first day back."
    return _too_little(pace, today) or _no_pace(pace, today)


def _too_little(pace: Pace, today: dt.date) -> str:
    met, days = len(pace.met_on), len(set(pace.met_on))
    weeks = _learning_days(pace, pace.started_on, today) // DAYS_A_WEEK
    if met >= LEAST_KSBS and days >= LEAST_DAYS and weeks >= LEAST_WEEKS:
        return ""
    return (
        f"No forecast yet: {counted(met, 'KSB')} ready on {counted(days, 'day')} in "
        f"{counted(weeks, 'week')} of learning say too little about a pace. "
        f"It takes {LEAST_KSBS} KSBs, ready on {LEAST_DAYS} different days, and {LEAST_WEEKS} weeks."
    )


def _no_pace(pace: Pace, today: dt.date) -> str:
    if not _recent(pace, today):
        weeks = f"{RECENT_WEEKS} weeks of learning"
        return f"No forecast: no KSB became ready in the last {weeks}, so there is no pace."
    if _likely_days(pace, today) > FURTHEST_WEEKS * DAYS_A_WEEK:
        return (
            "No forecast: at the pace so far it would take more than three years, which is no use as a date."
        )
    return ""


def _range(pace: Pace, today: dt.date) -> Forecast:
    days = _likely_days(pace, today)
    factor = math.exp(SPREAD * _spread(pace, today))
    low, likely, high = (_after(today, each) for each in (days / factor, days, days * factor))
    return Forecast(_sentence(pace, today), low, likely, high)


def _after(today: dt.date, days: float) -> dt.date:
    most = FURTHEST_WEEKS * DAYS_A_WEEK * 2
    return today + dt.timedelta(days=min(max(1, round(days)), most))


def _likely_days(pace: Pace, today: dt.date) -> float:
    """Days of learning until the last KSB, at a pace that falls as fewer are left to show."""
    return pace.open / _a_day(pace, today) * _slowing(pace)


def _a_day(pace: Pace, today: dt.date) -> float:
    """KSBs a day of learning: the pace of late, drawn towards that of the whole time."""
    whole = len(pace.met_on) / max(1, _learning_days(pace, pace.started_on, today))
    days = min(RECENT_WEEKS * DAYS_A_WEEK, max(1, _learning_days(pace, pace.started_on, today)))
    lately = len(_recent(pace, today)) / days
    return SHARE_OF_RECENT * lately + (1 - SHARE_OF_RECENT) * whole


def _slowing(pace: Pace) -> float:
    return 1 + SLOWS_BY * len(pace.met_on) / pace.asked


def _spread(pace: Pace, today: dt.date) -> float:
    """How far off the likely date may be, as a share of itself (on the scale of logarithms).

    It rests on how many steps were seen, how many are to come, and how uneven they were.
    """
    sizes = list(Counter(pace.met_on).values())
    steps = len(sizes)
    to_come = max(1.0, pace.open / (sum(sizes) / steps))
    variation = max(LEAST_VARIATION, _variation(_gaps(pace, today)) + _variation(sizes))
    return math.sqrt(variation**2 * (1 / steps + 1 / to_come))


def _gaps(pace: Pace, today: dt.date) -> list[int]:
    """Days of learning between one day with something met and the next, the wait until today included."""
    days = [pace.started_on, *sorted(set(pace.met_on)), today]
    return [_learning_days(pace, first, until) for first, until in pairwise(days)]


def _variation(values: Iterable[float]) -> float:
    """Standard deviation as a share of the mean."""
    found = list(values)
    mean = sum(found) / len(found)
    return math.sqrt(sum((value - mean) ** 2 for value in found) / len(found)) / mean if mean else 0.0


def _recent(pace: Pace, today: dt.date) -> list[dt.date]:
    """Those met in the last weeks of learning, however long ago a break has moved them."""
    span = RECENT_WEEKS * DAYS_A_WEEK
    return [day for day in pace.met_on if _learning_days(pace, day, today) < span]


def _learning_days(pace: Pace, first: dt.date, until: dt.date) -> int:
    return max(0, (until - first).days - days_off(pace.breaks, first, until))


def _sentence(pace: Pace, today: dt.date) -> str:
    """What the range rests on, with every figure in it."""
    weeks = _learning_days(pace, pace.started_on, today) // DAYS_A_WEEK
    off = days_off(pace.breaks, pace.started_on, today)
    less = f" ({counted(off, 'day')} of breaks taken out)" if off else ""
    span = min(weeks, RECENT_WEEKS)
    recent = f", {len(_recent(pace, today))} of them in the last {span}" if weeks > RECENT_WEEKS else ""
    return (
        f"{len(pace.met_on)} of {pace.asked} KSBs became ready in {counted(weeks, 'week')} of learning"
        f"{less}{recent}. "
        f"At that pace, which slows as fewer are left, the {pace.open} still open would be done by then. "
        f"The fewer days something became ready on, and the more uneven they were, the wider the range."
    )


def against(found: Forecast, planned_on: dt.date) -> str:
    """The range beside the planned gateway, in a sentence; blank where there is no range."""
    if found.low is None or found.high is None or found.likely is None:
        return ""
    planned = f"the gateway planned for {_day(planned_on)}"
    if found.high <= planned_on:
        return f"The whole range lies before {planned}."
    if found.low > planned_on:
        return f"The whole range lies after {planned}: the plan or the pace has to change."
    if found.likely <= planned_on:
        return f"Likely before {planned}, but it may be later."
    return f"Likely after {planned}, but it may still be in time."


def _day(day: dt.date) -> str:
    return f"{day:%a %-d %b %Y}"
