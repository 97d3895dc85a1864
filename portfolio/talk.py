"""What was said about a marking since, as the page of the piece shows it; it is kept in the app above."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.models import Revision

ASK, REPLY = "ask", "reply"


@dataclass(frozen=True, slots=True)
class Said:
    """One remark. about: the code of a KSB, blank for the piece as a whole."""

    who: str
    at: dt.datetime
    text: str
    kind: str
    about: str
    is_answered: bool

    @property
    def is_open_ask(self) -> bool:
        return self.kind == ASK and not self.is_answered

    @property
    def does(self) -> str:
        at = f" at {self.about}" if self.about else ""
        if self.kind == ASK:
            return f"asked for another look{at}"
        if self.kind == REPLY:
            return f"looked again{at}"
        return f"about {self.about}" if self.about else ""


def said_about(revision: Revision | None) -> list[Said]:
    """Oldest first. One query, on relations named by string; none where `for_page` found that nothing was."""
    if revision is None or not vars(revision).get("has_remarks", True):
        return []
    path = "marking__remarks"
    rows = Revision.objects.filter(pk=revision.pk, **{f"{path}__isnull": False}).order_by(
        f"{path}__created_at", f"{path}__pk"
    )
    fields = ("by__name", "created_at", "text", "kind", "claim__ksb__code", "answered_by")
    return [_said(values) for values in rows.values_list(*[f"{path}__{field}" for field in fields])]


def _said(values: Sequence[Any]) -> Said:
    who, at, text, kind, code, answer = values
    return Said(who, at, text, kind, code or "", answer is not None)
