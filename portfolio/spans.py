"""Stretches of time: breaks in learning, the days they take, the same day some months on, hours in words."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

MINUTES_PER_HOUR = 60
MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Break:
    """Days without learning: from `began_on` until the day before `back_on`, which is None while it lasts."""

    began_on: dt.date
    back_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.began_on <= day and (self.back_on is None or day < self.back_on)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last where it has fewer days; the last day there is at most."""
    number = day.year * MONTHS_PER_YEAR + day.month - 1 + months
    year, month = divmod(number, MONTHS_PER_YEAR)
    if year > dt.MAXYEAR:
        return dt.date.max
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_off(breaks: Iterable[Break], first: dt.date, until: dt.date) -> int:
    """How many of the days from `first` until the day before `until` fall into a break, each counted once."""
    spans = sorted((max(each.began_on, first), min(each.back_on or until, until)) for each in breaks)
    days, reached = 0, first
    for began, back in spans:
        start = max(began, reached)
        if back > start:
            days += (back - start).days
            reached = back
    return days


def minutes_in_words(minutes: int) -> str:
    """“45 min”, “6 h”, “1 h 30 min”."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    return (
        " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
        or "0 h"
    )
