"""What became of an answer between two days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Changes:
    """Codes in the order of the standard. lost: with why. asked, spared: what the plan or the job changed."""

    gained: Sequence[str] = ()
    lost: Sequence[tuple[str, str]] = ()
    asked: Sequence[str] = ()
    spared: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.asked or self.spared)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Between two answers as `kept_answer` writes them."""
    old, new = before["ksbs"], after["ksbs"]
    both = [code for code in new if code in old]
    return Changes(
        gained=[code for code in both if old[code][0] and not new[code][0]],
        lost=[(code, new[code][1]) for code in both if new[code][0] and not old[code][0]],
        asked=[code for code in new if code not in old],
        spared=[code for code in old if code not in new],
    )
