"""Two lists of KSBs side by side: what was kept, reworded, moved, added or is gone."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

from standards.models import Ksb
from standards.records.values import RecordKsb

Worded = Ksb | RecordKsb
Old = TypeVar("Old", bound=Worded)
New = TypeVar("New", bound=Worded)


class Change(StrEnum):
    KEPT = "kept"
    REWORDED = "reworded"
    NEW = "new"
    REMOVED = "removed"


class By(StrEnum):
    """How two were found to be the same. Nothing is said of one that has no partner."""

    GUID = "guid"
    WORDS = "words"
    PLACE = "place"
    NOTHING = ""


ALIKE = 0.6


@dataclass(frozen=True)
class Pair(Generic[Old, New]):
    """old: None for what is new. new: None for what is gone."""

    old: Old | None
    new: New | None
    by: By = By.NOTHING

    @property
    def change(self) -> Change:
        if self.old is None:
            return Change.NEW
        if self.new is None:
            return Change.REMOVED
        is_same = folded(self.old.statement) == folded(self.new.statement)
        return Change.KEPT if is_same else Change.REWORDED

    @property
    def has_moved(self) -> bool:
        """The same thing under another code."""
        return bool(self.old and self.new and self.old.code != self.new.code)


def folded(statement: str) -> str:
    """The words alone, so that a full stop more is no other wording."""
    return " ".join(re.findall(r"\w+", statement.casefold()))


def pairs_of(old: Sequence[Old], new: Sequence[New], *, by_place: bool = False) -> list[Pair[Old, New]]:
    """Matched by GUID, then by equal words, then by words much alike; in the order of the new list.

    A code is only a position, so it matches nothing, but by_place: within one version, where both lists
    are the same list in other words. What is gone comes last.
    """
    matching = _Matching(old, new)
    matching.by_key(By.GUID, lambda ksb: ksb.guid)
    matching.by_key(By.WORDS, lambda ksb: folded(ksb.statement))
    if by_place:
        matching.by_key(By.PLACE, lambda ksb: ksb.code)
    else:
        matching.by_likeness()
    found = [Pair(matching.partners.get(place), ksb, matching.how[place]) for place, ksb in enumerate(new)]
    return found + [Pair(ksb, None) for ksb in matching.left]


class _Matching(Generic[Old, New]):
    def __init__(self, old: Iterable[Old], new: Sequence[New]) -> None:
        self.left = list(old)
        self.new = new
        self.partners: dict[int, Old] = {}
        self.how = dict.fromkeys(range(len(new)), By.NOTHING)

    def by_key(self, by: By, key: Callable[[Worded], Hashable]) -> None:
        waiting = {key(ksb): ksb for ksb in reversed(self.left) if key(ksb)}
        for place, ksb in self._open():
            if key(ksb) in waiting:
                self._join(place, waiting.pop(key(ksb)), by)

    def by_likeness(self) -> None:
        """The likest first, and never a knowledge with a skill."""
        old_words = [folded(old.statement).split() for old in self.left]
        likeness = [
            (_alike(old_words[index], words), -place, index)
            for place, ksb in self._open()
            for words in [folded(ksb.statement).split()]
            for index, old in enumerate(self.left)
            if old.code[:1] == ksb.code[:1]
        ]
        waiting = list(self.left)
        for ratio, place, index in sorted(likeness, reverse=True):
            is_free = -place not in self.partners and waiting[index] in self.left
            if ratio >= ALIKE and is_free:
                self._join(-place, waiting[index], By.WORDS)

    def _open(self) -> list[tuple[int, New]]:
        return [(place, ksb) for place, ksb in enumerate(self.new) if place not in self.partners]

    def _join(self, place: int, old: Old, by: By) -> None:
        self.partners[place] = old
        self.how[place] = by
        self.left.remove(old)


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """From 0 to 1, by runs of words. Nought, and quickly so, where too few words are shared for any run."""
    shared = sum((Counter(one) & Counter(other)).values())
    if 2 * shared < ALIKE * (len(one) + len(other)):
        return 0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def alike(one: str, other: str) -> float:
    """How much the same two statements are, from 0 to 1."""
    return SequenceMatcher(None, folded(one).split(), folded(other).split(), autojunk=False).ratio()
