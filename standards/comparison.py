"""One version of a standard beside another: which KSBs were kept, reworded, added or removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from standards.models import Ksb
from standards.records.comparing import Change, Pair, pairs_of
from standards.records.values import RecordKsb

LABELS = {
    Change.KEPT: "Kept",
    Change.REWORDED: "Reworded",
    Change.NEW: "New",
    Change.REMOVED: "Removed",
}
# In this order a reader wants them; what was kept comes last.
ORDER = [Change.REWORDED, Change.NEW, Change.REMOVED, Change.KEPT]
SAME, GONE, ADDED = "same", "gone", "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a sentence; kind: the same on both sides, gone, or added."""

    kind: str
    text: str


@dataclass(frozen=True)
class ComparedKsb:
    pair: Pair[Ksb, Ksb] | Pair[Ksb, RecordKsb]
    was: Sequence[Run]
    now: Sequence[Run]

    @property
    def label(self) -> str:
        return LABELS[self.pair.change]

    @property
    def key(self) -> str:
        return self.pair.change.value

    @property
    def is_renamed(self) -> bool:
        """Under another code or another title; a record without titles leaves ours."""
        old, new = self.pair.old, self.pair.new
        return bool(old and new and (old.code, old.title) != (new.code, new.title or old.title))


@dataclass(frozen=True)
class Comparison:
    rows: Sequence[ComparedKsb]

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(row.pair.change for row in self.rows)
        return [(LABELS[change], found[change]) for change in ORDER]

    @property
    def told(self) -> list[tuple[str, int]]:
        """As a sentence counts them: without what there is none of, and none at all where nothing changed."""
        return [(label, number) for label, number in self.counts if number and self.changed]

    @property
    def removed(self) -> list[ComparedKsb]:
        return [row for row in self.rows if row.pair.change == Change.REMOVED]

    @property
    def changed(self) -> list[ComparedKsb]:
        """Without what was kept under its code and title."""
        return [row for row in self.rows if row.pair.change != Change.KEPT or row.is_renamed]

    @property
    def unchanged(self) -> list[ComparedKsb]:
        return [row for row in self.rows if row.pair.change == Change.KEPT and not row.is_renamed]


def compared(old: Sequence[Ksb], new: Sequence[Ksb]) -> Comparison:
    """By GUID, then by words; a code is only a position. What changed comes before what was kept."""
    return comparison_of(pairs_of(old, new))


def comparison_of(pairs: Iterable[Pair[Ksb, Ksb]] | Iterable[Pair[Ksb, RecordKsb]]) -> Comparison:
    rows = [_row(pair) for pair in pairs]
    return Comparison(sorted(rows, key=lambda row: ORDER.index(row.pair.change)))


def _row(pair: Pair[Ksb, Ksb] | Pair[Ksb, RecordKsb]) -> ComparedKsb:
    was = pair.old.statement if pair.old else ""
    now = pair.new.statement if pair.new else ""
    if pair.change != Change.REWORDED:
        return ComparedKsb(pair, [Run(SAME, was)] if was else [], [Run(SAME, now)] if now else [])
    return ComparedKsb(pair, *_runs(re.findall(r"\S+\s*", was), re.findall(r"\S+\s*", now)))


def _runs(was: Sequence[str], now: Sequence[str]) -> tuple[list[Run], list[Run]]:
    """Both sentences, word by word, with what the other does not have."""
    before, after = [], []
    matcher = SequenceMatcher(
        None, [word.strip() for word in was], [word.strip() for word in now], autojunk=False
    )
    for what, start, end, begins, ends in matcher.get_opcodes():
        same = what == "equal"
        if end > start:
            before.append(Run(SAME if same else GONE, "".join(was[start:end])))
        if ends > begins:
            after.append(Run(SAME if same else ADDED, "".join(now[begins:ends])))
    return before, after
