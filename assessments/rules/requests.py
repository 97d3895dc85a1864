"""Evidence that an assessor asks for: its states, and when it is due."""

import datetime as dt

from accounts.rules.working_days import Days, add_working_days
from portfolio.rules import counted

ASKED, STARTED, ANSWERED, WITHDRAWN = "asked", "started", "answered", "withdrawn"
DUE_AFTER_WORKING_DAYS = 10
LATEST_DAYS = 366
TITLE_LIMIT = 200
TEXT_LIMIT = 4000

# (state, act) -> state. What was asked for is answered by handing in the piece that was started from it.
EVIDENCE_REQUEST_STATES: dict[tuple[str, str], str] = {
    (ASKED, "start"): STARTED,
    (STARTED, "delete the draft"): ASKED,
    (STARTED, "hand in"): ANSWERED,
    (ASKED, "withdraw"): WITHDRAWN,
    (STARTED, "withdraw"): WITHDRAWN,
}


def request_state(*, is_withdrawn: bool, is_started: bool, is_handed_in: bool) -> str:
    """What was handed in stays answered; it cannot be withdrawn any more."""
    if is_handed_in and not is_withdrawn:
        return EVIDENCE_REQUEST_STATES[STARTED, "hand in"]
    if is_withdrawn:
        return EVIDENCE_REQUEST_STATES[ASKED, "withdraw"]
    return EVIDENCE_REQUEST_STATES[ASKED, "start"] if is_started else ASKED


def can_act(state: str, act: str) -> bool:
    return (state, act) in EVIDENCE_REQUEST_STATES


def usual_due(today: dt.date, holidays: Days) -> dt.date:
    """Two working weeks from now."""
    return add_working_days(today, DUE_AFTER_WORKING_DAYS, holidays)


def due_words(due_on: dt.date, today: dt.date) -> str:
    """How far off the due date is; the date itself belongs beside it."""
    days = (due_on - today).days
    near = {-1: "was due yesterday", 0: "due today", 1: "due tomorrow"}
    if days in near:
        return near[days]
    return f"due in {days} days" if days > 0 else f"was due {counted(-days, 'day')} ago"


def problem_with_due(due_on: dt.date, today: dt.date) -> str:
    """Why this cannot be a due date; blank when it can."""
    if due_on < today:
        return "The due date is in the past. Choose today or a later day."
    if (due_on - today).days > LATEST_DAYS:
        return "The due date is more than a year away. Choose an earlier day."
    return ""
