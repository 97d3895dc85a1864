"""When somebody is reminded of what is due: on a working day, and once for each occasion."""

import datetime as dt

from accounts.rules.working_days import Days, add_working_days

RETURNED_AFTER = 10
UNANSWERED_AFTER = 5
SOON_WITHIN = 3
INBOX_AFTER = dt.timedelta(days=7)

SOON, OVERDUE = "soon", "overdue"


def occasion(due_on: dt.date, asked_on: dt.date, today: dt.date, holidays: Days) -> str:
    """What there is to say about a due date today: that it is near, that it has passed, or nothing.

    Who was asked when it was near already has just been told, and is not told again.
    """
    if today > due_on:
        return OVERDUE
    near = add_working_days(due_on, -SOON_WITHIN, holidays)
    return SOON if asked_on < near <= today else ""


def is_left(since: dt.date, working_days: int, today: dt.date, holidays: Days) -> bool:
    """Whether something that has lain since that day has lain for so many working days."""
    return today >= add_working_days(since, working_days, holidays)
