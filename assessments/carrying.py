"""What a new version of a standard makes of each KSB that evidence was claimed for, and what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from assessments.readiness import Told
from assessments.rules.carrying import DECIDED, Choice, Claimed
from portfolio.models import Revision
from standards.comparison import ComparedKsb, compared
from standards.models import Ksb
from standards.records.comparing import By, Change, alike

KEPT, REWORDED, SPLIT, MERGED, REMOVED = "kept", "reworded", "split", "merged", "removed"
LABELS = {KEPT: "Kept", REWORDED: "Reworded", SPLIT: "Split", MERGED: "Merged", REMOVED: "Removed"}
LOOKS_LIKE, TAKEN_IN, MOST_OFFERED = 0.35, 0.45, 4
# What was found, and what becomes of decisions; where none was made, the second is left out.
WHY = {
    (KEPT, By.GUID): ("The same words", "evidence and decisions carry on as they are"),
    (REWORDED, By.GUID): (
        "The record gives both the same identifier",
        "decisions stand unless you ask again",
    ),
    (REWORDED, By.WORDS): (
        "Matched by its words alone",
        "the assessor is asked again unless you say otherwise",
    ),
    (SPLIT, By.GUID): ("One KSB became several; the evidence goes to each", "the assessor is asked again"),
    (MERGED, By.NOTHING): (
        "Taken into another KSB, by its words",
        "the assessor is asked again, once a piece",
    ),
    (MERGED, By.GUID): (
        "Another KSB was taken into it; evidence for both goes here",
        "the assessor is asked again",
    ),
    (REMOVED, By.NOTHING): ("Not asked any more", "the evidence stays in the portfolio without this claim"),
}
NOTHING_DECIDED = "Nothing is decided on it yet."
WHY[KEPT, By.WORDS] = WHY[KEPT, By.GUID]
WHY[SPLIT, By.WORDS] = WHY[SPLIT, By.GUID]
WHY[MERGED, By.WORDS] = WHY[MERGED, By.GUID]


@dataclass(frozen=True)
class Touched:
    """How much a choice decides about."""

    apprentices: int = 0
    claims: int = 0
    decided: int = 0


@dataclass(frozen=True)
class CarryRow:
    """One KSB of the old version. offered: where its evidence may go, the likeliest first."""

    old: Ksb
    compared: ComparedKsb | None
    kind: str
    by: By
    offered: Sequence[Ksb]
    usual: Choice
    touched: Touched = Touched()

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def why(self) -> str:
        found, then = WHY[self.kind, self.by]
        if self.touched.decided or self.kind == REMOVED:
            return f"{found}: {then}."
        return f"{found}. {NOTHING_DECIDED}"

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to choose."""
        return self.kind != KEPT


@dataclass(frozen=True)
class Carrying:
    """rows: of KSBs with evidence. quiet: of those that nobody claimed. new: not there before."""

    rows: Sequence[CarryRow]
    quiet: Sequence[CarryRow]
    new: Sequence[Ksb]

    @property
    def all_rows(self) -> list[CarryRow]:
        return [*self.rows, *self.quiet]

    @property
    def has_choices(self) -> bool:
        return any(row.is_asked for row in self.rows)

    @property
    def usual(self) -> dict[UUID, Choice]:
        return {row.old.pk: row.usual for row in self.all_rows}


def carrying(old: Sequence[Ksb], new: Sequence[Ksb], told: Mapping[UUID, Sequence[Told]]) -> Carrying:
    """told: the claims of each apprenticeship that would move. No query."""
    pairs = compared(old, new).rows
    matched = {row.pair.old.pk: row for row in pairs if row.pair.old and row.pair.new}
    unmatched = [row.pair.new for row in pairs if row.pair.change == Change.NEW]
    added = [ksb for ksb in unmatched if isinstance(ksb, Ksb)]
    touched = _touched(told)
    rows = _with_merged(
        [_row(ksb, matched.get(ksb.pk), added, new, touched.get(ksb.pk, Touched())) for ksb in old]
    )
    used = {ksb for row in rows for ksb in row.usual.to}
    return Carrying(
        rows=[row for row in rows if row.touched.claims],
        quiet=[row for row in rows if not row.touched.claims],
        new=[ksb for ksb in added if ksb.pk not in used],
    )


def _with_merged(rows: Sequence[CarryRow]) -> list[CarryRow]:
    """What was reworded because another was taken into it asks for more: decisions usually do not stand."""
    taken_in = {row.usual.to[0] for row in rows if row.kind == MERGED}
    return [
        replace(row, kind=MERGED, usual=replace(row.usual, stands=False))
        if row.kind == REWORDED and row.usual.to[0] in taken_in
        else row
        for row in rows
    ]


def _row(
    old: Ksb, found: ComparedKsb | None, added: Sequence[Ksb], new: Sequence[Ksb], touched: Touched
) -> CarryRow:
    if found is None or not isinstance(found.pair.new, Ksb):
        like = _like(old, new)
        merged = like[:1] if like and alike(old.statement, like[0].statement) >= TAKEN_IN else []
        usual = Choice(tuple(ksb.pk for ksb in merged), stands=False)
        return CarryRow(old, None, MERGED if merged else REMOVED, By.NOTHING, like, usual, touched)
    target, by = found.pair.new, found.pair.by
    if found.pair.change == Change.KEPT:
        return CarryRow(old, found, KEPT, by, [target], Choice((target.pk,)), touched)
    parts = _like(old, added)
    usual = Choice((target.pk, *(ksb.pk for ksb in parts)), stands=by == By.GUID and not parts)
    return CarryRow(old, found, SPLIT if parts else REWORDED, by, [target, *parts], usual, touched)


def _like(old: Ksb, among: Sequence[Ksb]) -> list[Ksb]:
    """Of the same kind and much the same words, the likest first."""
    found = [(alike(old.statement, ksb.statement), ksb) for ksb in among if ksb.kind == old.kind]
    near = sorted(found, key=lambda one: (-one[0], one[1].position))
    return [ksb for likeness, ksb in near if likeness >= LOOKS_LIKE][:MOST_OFFERED]


def _touched(told: Mapping[UUID, Sequence[Told]]) -> dict[UUID, Touched]:
    found: dict[UUID, list[tuple[UUID, bool]]] = {}
    for whose, claims in told.items():
        for one in claims:
            found.setdefault(one.ksb, []).append((whose, one.fact.outcome in DECIDED))
    return {
        ksb: Touched(len({whose for whose, _ in rows}), len(rows), sum(decided for _, decided in rows))
        for ksb, rows in found.items()
    }


def as_claimed(told: Iterable[Told], position: Mapping[UUID, int]) -> list[Claimed]:
    return [
        Claimed(
            one.claim,
            one.revision,
            one.ksb,
            one.fact.outcome,
            one.fact.decided_on,
            one.fact.is_shown or one.fact.revision_state == Revision.State.DRAFT,
            position.get(one.ksb, 0),
        )
        for one in told
    ]
