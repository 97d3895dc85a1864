"""Notices as their page shows them: by day, the newest first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from accounts.models import Notification

YESTERDAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """word: "Today" or "Yesterday"; empty for a day before that."""

    date: dt.date
    word: str
    notices: Sequence[Notification]


def by_day(notices: Iterable[Notification], today: dt.date) -> list[Day]:
    """notices: already in order of time."""
    words = {today: "Today", today - YESTERDAY: "Yesterday"}
    days = groupby(notices, lambda notice: timezone.localdate(notice.created_at))
    return [Day(day, words.get(day, ""), list(told)) for day, told in days]
