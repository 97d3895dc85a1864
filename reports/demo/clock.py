"""Telling a story that happened over a year: while it is told, "now" is the moment the story has reached."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


class _StoryTime(dt.datetime):
    reached: dt.datetime

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # a moment, not a story
        return cls.reached.astimezone(tz)


@contextmanager
def telling() -> Iterator[type[_StoryTime]]:
    """Set `reached` before each act. Only Django's own clock is replaced, and only inside this block.

    The actions date what they write themselves, decisions and audit events are never changed afterwards,
    and every field has the same default: so the one honest way to an old history is an old clock.
    """
    with patch("django.utils.timezone.datetime", _StoryTime):
        yield _StoryTime
