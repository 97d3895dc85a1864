"""What a plan's data says, read so that what nobody can read is as good as not said, and is named."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

VERIFIED = "verified_by_employer"  # of evidence rules: codes of KSBs that the employer verifies


def mapping(said: object) -> Mapping[str, Any]:
    """Named figures; none where it is anything else."""
    return said if isinstance(said, Mapping) else {}


def named_with_and(words: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


class Said:
    """Figures of a plan, by their keys. Each is asked for with the words in which people know it.

    Blank is as good as not there, and no fault.
    """

    def __init__(self, said: object) -> None:
        self._said = mapping(said)
        self._unread: list[str] = [] if said is None or isinstance(said, Mapping) else ["this"]

    @property
    def note(self) -> str:
        """Which of what was asked for nobody can read; blank where there is none."""
        if not self._unread:
            return ""
        return (
            f"What the plan says of {named_with_and(self._unread)} cannot be read, so it counts as not said. "
            "Ask your provider’s administrator, who keeps the plan."
        )

    def number(self, key: str, words: str, *, most: int) -> float | None:
        said = self._given(key)
        is_number = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)
        return said if self._is_fine(said, words, is_fine=is_number and 0 <= said <= most) else None

    def whole(self, key: str, words: str, *, most: int) -> int | None:
        said = self._given(key)
        is_whole = isinstance(said, int) and not isinstance(said, bool)
        return said if self._is_fine(said, words, is_fine=is_whole and 0 <= said <= most) else None

    def day(self, key: str, words: str) -> dt.date | None:
        said = self._given(key)
        try:
            day = dt.date.fromisoformat(said)
        except (TypeError, ValueError):
            day = None
        return day if self._is_fine(said, words, is_fine=day is not None) else None

    def listed(self, key: str, words: str) -> list[str] | None:
        """Words in a list."""
        said = self._given(key)
        is_list = isinstance(said, list | tuple) and all(isinstance(each, str) for each in said)
        return list(said) if self._is_fine(said, words, is_fine=is_list) else None

    def _given(self, key: str) -> Any:
        said = self._said.get(key)
        return None if isinstance(said, str | list | tuple) and not said else said

    def _is_fine(self, said: object, words: str, *, is_fine: bool) -> bool:
        """Notes what was said and cannot be read."""
        if said is not None and not is_fine and words not in self._unread:
            self._unread.append(words)
        return said is not None and is_fine


def verified_codes(evidence_rules: object) -> list[str]:
    """The codes of the KSBs that a plan has the employer verify, and nobody else judge."""
    return Said(evidence_rules).listed(VERIFIED, "") or []
