"""How long a submitted piece has waited, and whether that is too long."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from statistics import median

from accounts.rules.working_days import Days, add_working_days, working_days_after
from portfolio.rules import counted

DUE_AFTER_WORKING_DAYS = 10


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


def wait(submitted_on: dt.date, today: dt.date, holidays: Days) -> Wait:
    """Marking is due within ten working days. late_by counts working days past that; 0 when in time."""
    due_on = add_working_days(submitted_on, DUE_AFTER_WORKING_DAYS, holidays)
    late_by = working_days_after(due_on, today, holidays) if today > due_on else 0
    return Wait((today - submitted_on).days, due_on, late_by)


@dataclass(frozen=True)
class FeedbackTime:
    """How many working days pieces waited for their marking."""

    pieces: int
    median: float
    slowest: int


def feedback_time(waits: Counter[int]) -> FeedbackTime:
    """waits: how many pieces waited how many working days; at least one."""
    return FeedbackTime(waits.total(), median(waits.elements()), max(waits))
