"""Counting working days: Mondays to Fridays that are no bank holiday. The holidays are handed in."""

import datetime as dt
from collections.abc import Set as AbstractSet

SATURDAY = 5
A_DAY = dt.timedelta(days=1)
Days = AbstractSet[dt.date]


def is_working_day(day: dt.date, holidays: Days) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: dt.date, number: int, holidays: Days) -> dt.date:
    """The working day that comes so many working days later; for a negative number, earlier."""
    step = A_DAY if number > 0 else -A_DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def working_days_after(start: dt.date, end: dt.date, holidays: Days) -> int:
    """How many working days come after `start`, up to and including `end`."""
    weeks, rest = divmod((end - start).days, 7)
    weekdays = weeks * 5 + sum((start.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))
    return weekdays - sum(start < day <= end and day.weekday() < SATURDAY for day in holidays)
