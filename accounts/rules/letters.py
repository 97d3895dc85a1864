"""When letters leave, how often they are tried again, and how long all of them rest."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from accounts.rules.working_days import A_DAY, Days, is_working_day

# (state, act) -> state. "take over" is what the next worker does when the first one's lease has run out.
LETTER_STATES: dict[tuple[str, str], str] = {
    ("waiting", "take"): "sending",
    ("sending", "take over"): "sending",
    ("sending", "put off"): "waiting",
    ("sending", "finish"): "sent",
    ("sending", "give up"): "failed",
}
LEASE = dt.timedelta(minutes=3)
MINUTES_BETWEEN = (1, 5, 15, 60, 4 * 60, 12 * 60, 12 * 60)
MAXIMUM_ATTEMPTS = len(MINUTES_BETWEEN) + 1

LONDON = ZoneInfo("Europe/London")
DAILY_AT = dt.time(7, 30)

SLOW_SECONDS = 2.0
REST_FOR_EACH_SECOND = 3
LONGEST_REST_SECONDS = 120


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long a letter rests after so many attempts have failed; None when it is given up."""
    if attempts >= MAXIMUM_ATTEMPTS:
        return None
    return growing_wait(attempts, MINUTES_BETWEEN)


def growing_wait(attempts: int, minutes: Sequence[int]) -> dt.timedelta:
    """The wait after so many vain attempts; after more than are listed, the last one again."""
    return dt.timedelta(minutes=minutes[min(attempts, len(minutes)) - 1])


def next_morning(now: dt.datetime, holidays: Days) -> dt.datetime:
    """Half past seven in London on the next working day, always later than `now`."""
    day = now.astimezone(LONDON).date()
    morning = _morning_of(day)
    while morning <= now or not is_working_day(day, holidays):
        day += A_DAY
        morning = _morning_of(day)
    return morning


def _morning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, DAILY_AT, LONDON)


def rest_after(seconds: float) -> float:
    """For how many seconds no letter is tried after one took so long: mail never takes all of a worker."""
    return 0 if seconds < SLOW_SECONDS else min(seconds * REST_FOR_EACH_SECOND, LONGEST_REST_SECONDS)
