"""How long a submitted piece has waited, and whether that is too long."""

import datetime as dt
from dataclasses import dataclass

from portfolio.rules import counted

DUE_AFTER_WORKING_DAYS = 10
SATURDAY = 5


@dataclass(frozen=True)
class Wait:
    """How long a submitted piece has waited, and the day by which it should be marked."""

    days: int
    due_on: dt.date
    late_by: int

    @property
    def is_late(self) -> bool:
        return self.late_by > 0

    @property
    def words(self) -> str:
        """ "today", "1 day" or "4 days"; the date it was handed in belongs beside it."""
        return "today" if self.days == 0 else counted(self.days, "day")


def wait(submitted_on: dt.date, today: dt.date) -> Wait:
    """Marking is due within ten working days. late_by counts working days past that; 0 when in time."""
    due_on = add_working_days(submitted_on, DUE_AFTER_WORKING_DAYS)
    late_by = working_days_after(due_on, today) if today > due_on else 0
    return Wait((today - submitted_on).days, due_on, late_by)


def add_working_days(day: dt.date, number: int) -> dt.date:
    """That many Mondays to Fridays later. Bank holidays are not taken out."""
    while number:
        day += dt.timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def working_days_after(start: dt.date, end: dt.date) -> int:
    """How many Mondays to Fridays come after `start`, up to and including `end`."""
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))
