"""What can be said of a plan's stamp, from the arguments alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LONGEST_AGO = dt.timedelta(days=3653)


@dataclass(frozen=True)
class Comparison:
    """What somebody says who compared a plan with the official document."""

    checked_on: dt.date
    source: str
    reason: str = ""


def problems_with_comparison(said: Comparison, *, today: dt.date, is_correction: bool) -> dict[str, str]:
    """A sentence for each field that cannot be as it was typed."""
    problems = {}
    if said.checked_on < today - LONGEST_AGO:
        problems["checked_on"] = "That is more than ten years ago. Give the day on which it was compared."
    if said.checked_on > today:
        problems["checked_on"] = "That day is in the future. Give the day on which it was compared."
    if not said.source.strip():
        problems["source"] = "Say what it was compared with: the document, its version, where it was found."
    if is_correction and not said.reason.strip():
        problems["reason"] = "A stamp is there already. Say why it is corrected."
    return problems
