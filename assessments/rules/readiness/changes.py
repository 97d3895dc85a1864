"""What became of an answer between two days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Changes:
    """Codes in the order of the standard. lost: with why. asked, spared: what the plan or the job changed.

    methods_gained, methods_lost: keys of whole methods, those lost with what they want beside their KSBs.
    """

    gained: Sequence[str] = ()
    lost: Sequence[tuple[str, str]] = ()
    asked: Sequence[str] = ()
    spared: Sequence[str] = ()
    methods_gained: Sequence[str] = ()
    methods_lost: Sequence[tuple[str, str]] = ()

    def __bool__(self) -> bool:
        codes = self.gained or self.lost or self.asked or self.spared
        return bool(codes or self.methods_gained or self.methods_lost)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Between two answers as `kept_answer` writes them."""
    old, new = before["ksbs"], after["ksbs"]
    both = [code for code in new if code in old]
    was, now = _methods(before), _methods(after)
    turned = [key for key in now if key in was and now[key][0] != was[key][0]]
    return Changes(
        gained=[code for code in both if old[code][0] and not new[code][0]],
        lost=[(code, new[code][1]) for code in both if new[code][0] and not old[code][0]],
        asked=[code for code in new if code not in old],
        spared=[code for code in old if code not in new],
        methods_gained=[key for key in turned if now[key][0]],
        methods_lost=[(key, now[key][1]) for key in turned if not now[key][0]],
    )


def _methods(kept: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
    """Whether each is ready, and what it wants beside its KSBs."""
    return {key: (ready == asked and not why, why) for key, asked, ready, why in kept["methods"] or ()}
