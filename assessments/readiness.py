"""Readiness that explains itself: for every KSB and every assessment method, ready or why not."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from assessments.models import Countersignature
from assessments.rules import OpenKsb
from assessments.rules.readiness import (
    UNSIGNED,
    Answer,
    AskedKsb,
    AskedMethod,
    Inputs,
    KsbAnswer,
    MethodAnswer,
    Piece,
    Standing,
    answer,
)
from portfolio.models import Apprenticeship, Claim, KsbProgress
from portfolio.rules import OWN_WORK, ClaimFact, Tally, met_claim, tally
from standards.models import Ksb, Method
from standards.rules import is_asked


@dataclass(frozen=True)
class KsbReadiness:
    """pieces: how many met it, counted whether or not they count by the plan's rules."""

    ksb: Ksb
    found: KsbAnswer
    pieces: int = 0
    waiting: int = 0
    met_on: dt.date | None = None

    @property
    def state(self) -> str:
        return self.found.state

    @property
    def why_not(self) -> str:
        return self.found.why

    @property
    def is_ready(self) -> bool:
        return self.found.is_ready

    @property
    def is_provisional(self) -> bool:
        return self.found.cause == UNSIGNED

    @property
    def as_open(self) -> OpenKsb:
        """As the next step looks at it: what only waits is nothing that the apprentice can do."""
        state = UNSIGNED if self.is_provisional else self.state
        if state == KsbProgress.State.MET and self.waiting:
            state = KsbProgress.State.SUBMITTED.value
        return OpenKsb(
            self.ksb.code, self.ksb.code, self.ksb.title, state, self.why_not if self.pieces else ""
        )


@dataclass(frozen=True)
class Asked:
    """The KSBs that somebody or something asks for, and how many of them are ready."""

    ksbs: Sequence[KsbReadiness]

    @property
    def total(self) -> int:
        return len(self.ksbs)

    @property
    def met(self) -> int:
        return sum(ksb.is_ready for ksb in self.ksbs)


@dataclass(frozen=True)
class MethodReadiness(Asked):
    """One assessment method: how many of the KSBs it asks for are ready, and what else it wants."""

    method: Method
    found: MethodAnswer

    @property
    def is_ready(self) -> bool:
        return self.found.is_ready


@dataclass(frozen=True)
class Readiness(Asked):
    """`ksbs` are those asked of this apprentice; `spared` the halves of either-or pairs that are not."""

    methods: Sequence[MethodReadiness]
    inputs: Inputs
    found: Answer
    spared: Sequence[Ksb] = ()

    @property
    def is_ready(self) -> bool:
        return self.found.is_ready

    @property
    def missing(self) -> list[KsbReadiness]:
        return [ksb for ksb in self.ksbs if not ksb.is_ready]

    @property
    def open(self) -> list[OpenKsb]:
        """What the next step chooses from: KSBs that are not ready, then methods that want more events."""
        if self.missing:
            return [ksb.as_open for ksb in self.missing]
        return [_as_open(method) for method in self.methods if not method.is_ready and method.ksbs]


def readiness_of(
    apprenticeship: Apprenticeship, *, with_drafts: bool = False, on: dt.date | None = None
) -> Readiness:
    """Three queries: the KSBs, the claims, the methods. on: today where nothing is said.

    with_drafts: only for the apprentice; to everybody else a draft is as good as not there.
    """
    ksbs = list(Ksb.objects.filter(version=apprenticeship.version_id))
    facts = _facts(apprenticeship)
    methods = methods_of(apprenticeship.plan_id)
    standings = {code: _standing(code, rows, with_drafts) for code, rows in facts.items()}
    inputs = inputs_of(apprenticeship, ksbs, methods, standings, on or timezone.localdate())
    found = answer(inputs)
    tallies = {code: tally(rows) for code, rows in facts.items()}
    asked = {ksb.code: ksb for ksb in ksbs if is_asked(ksb.alternative_channel, inputs.channel)}
    return Readiness(
        ksbs=[_ksb(asked[ksb.code], ksb, tallies, standings) for ksb in found.ksbs],
        methods=[
            MethodReadiness([_ksb(asked[k.code], k, tallies, standings) for k in one.ksbs], method, one)
            for (method, _), one in zip(methods, found.methods, strict=True)
        ],
        inputs=inputs,
        found=found,
        spared=[ksb for ksb in ksbs if ksb.code not in asked],
    )


def inputs_of(
    apprenticeship: Apprenticeship,
    ksbs: Iterable[Ksb],
    methods: Iterable[tuple[Method, Collection[object]]],
    standings: dict[str, Standing],
    on: dt.date,
) -> Inputs:
    """What an answer rests on. methods: as `methods_of` gives them. The plan must be at hand."""
    code_of = {ksb.pk: ksb.code for ksb in ksbs}
    return Inputs(
        on=on,
        channel=apprenticeship.contact_channel,
        rules=apprenticeship.plan.evidence_rules,
        ksbs=[AskedKsb(ksb.code, ksb.alternative_channel) for ksb in ksbs],
        methods=[
            AskedMethod(method.key, tuple(code for pk, code in code_of.items() if pk in asked))
            for method, asked in methods
        ],
        standings=standings,
    )


def methods_of(plan_id: UUID) -> list[tuple[Method, set[object]]]:
    """The methods of a plan, each with the ids of the KSBs it asks for. One query."""
    rows = Method.objects.filter(plan=plan_id).annotate(asked_ksb=F("ksbs")).order_by("position", "pk")
    return [
        (found[0], {vars(row)["asked_ksb"] for row in found} - {None})
        for found in (list(group) for _, group in groupby(rows, lambda row: row.pk))
    ]


@dataclass(frozen=True)
class Fact(ClaimFact):
    """One claim, with all that decides whether it counts."""

    piece: Piece


def _facts(apprenticeship: Apprenticeship) -> dict[str, list[Fact]]:
    """Every claim of the portfolio by the code of its KSB."""
    rows: QuerySet[Claim, Any] = Claim.objects.filter(
        revision__evidence__apprenticeship=apprenticeship
    ).values_list(
        "ksb__code",
        "revision__evidence",
        "revision__number",
        "revision__state",
        "revision__shown_of",
        "outcome",
        "decided_on",
        "revision__happened_on",
        "revision__evidence__kind",
        "revision__declared",
        "revision__marking__countersignature__state",
    )
    facts: dict[str, list[Fact]] = {}
    for (
        code,
        evidence,
        number,
        state,
        shown_of,
        outcome,
        decided_on,
        happened_on,
        kind,
        declared,
        signed,
    ) in rows:
        piece = Piece(happened_on, kind, OWN_WORK in declared, signed != Countersignature.State.WAITING)
        fact = Fact(evidence, number, state, shown_of is not None, outcome, decided_on, piece)
        facts.setdefault(code, []).append(fact)
    return facts


def _standing(code: str, facts: Sequence[Fact], with_drafts: bool) -> Standing:
    by_piece: dict[object, list[Fact]] = {}
    for fact in facts:
        by_piece.setdefault(fact.evidence, []).append(fact)
    met = [claim.piece for claim in map(met_claim, by_piece.values()) if claim is not None]
    counts = tally(facts)
    return Standing(
        code,
        sorted(met, key=lambda piece: (piece.happened_on or dt.date.min, piece.kind, piece.is_declared)),
        counts.submitted,
        counts.not_yet,
        counts.drafted if with_drafts else 0,
    )


def _ksb(
    ksb: Ksb, found: KsbAnswer, tallies: dict[str, Tally], standings: dict[str, Standing]
) -> KsbReadiness:
    counts = tallies.get(ksb.code, Tally())
    pieces = standings[ksb.code].pieces if ksb.code in standings else ()
    return KsbReadiness(ksb, found, len(pieces), counts.submitted, counts.met_on)


def _as_open(method: MethodReadiness) -> OpenKsb:
    first = method.ksbs[0].ksb
    why = f"{method.found.why} ({method.method.name})"
    return OpenKsb(first.code, first.code, first.title, KsbProgress.State.MET.value, why)
