"""Readiness that explains itself: for every KSB and every assessment method, ready or why not."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from assessments.models import Countersignature
from assessments.rules import OpenKsb
from assessments.rules.readiness import (
    UNSIGNED,
    UNVERIFIED,
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
from assessments.verified import Seen, verified_by_code
from portfolio.models import Apprenticeship, Claim, KsbProgress
from portfolio.rules import OWN_WORK, ClaimFact, Tally, met_claim, tally
from standards.models import Ksb, Method
from standards.rules import is_asked
from standards.said import mapping


@dataclass(frozen=True)
class Fact(ClaimFact):
    """One claim, with all that decides whether it counts. title: of the version that makes it."""

    piece: Piece
    title: str = ""


@dataclass(frozen=True)
class KsbReadiness:
    """facts: the claims by which pieces meet it, whether or not they count by the plan's rules.

    verified_on: the day on which the employer saw it, where only the employer's word counts.
    """

    ksb: Ksb
    found: KsbAnswer
    facts: Sequence[Fact] = ()
    waiting: int = 0
    verified_on: dt.date | None = None

    @property
    def pieces(self) -> int:
        return len(self.facts)

    @property
    def met_on(self) -> dt.date | None:
        first = min((fact.decided_on for fact in self.facts if fact.decided_on), default=None)
        return self.verified_on or first

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
        state = self.found.cause if self.found.cause in (UNSIGNED, UNVERIFIED) else self.state
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
    """Three queries: the KSBs, the claims, the methods; one more where the employer verifies some.

    with_drafts: only for the apprentice; to everybody else a draft is as good as not there. on: or today.
    """
    asked = what_is_asked(apprenticeship.version_id, apprenticeship.plan_id)
    told = claims_told([apprenticeship.pk]).get(apprenticeship.pk, [])
    return readiness_from(apprenticeship, asked, told, with_drafts=with_drafts, on=on)


@dataclass(frozen=True)
class WhatIsAsked:
    """The KSBs of a version, and the methods of a plan with the ids of those that they ask for."""

    ksbs: Sequence[Ksb]
    methods: Sequence[tuple[Method, set[object]]]


def what_is_asked(version_id: UUID, plan_id: UUID) -> WhatIsAsked:
    """Two queries."""
    return WhatIsAsked(list(Ksb.objects.filter(version=version_id)), methods_of(plan_id))


def readiness_from(
    apprenticeship: Apprenticeship,
    wanted: WhatIsAsked,
    told: Iterable["Told"],
    *,
    with_drafts: bool = False,
    on: dt.date | None = None,
    seen: Seen | None = None,
) -> Readiness:
    """The same from what is at hand, the plan too. No query; one where the employer verifies some.

    seen: what the employer saw, so that not even that is asked.
    """
    ksbs, methods = wanted.ksbs, wanted.methods
    facts: dict[str, list[Fact]] = {}
    for one in told:
        facts.setdefault(one.code, []).append(one.fact)
    shown = {code: _shown(rows, with_drafts) for code, rows in facts.items()}
    verified = verified_by_code(apprenticeship, ksbs, seen)
    standings = {
        code: replace(_standing(code, shown.get(code) or Shown((), Tally())), verified_on=verified.get(code))
        for code in {**shown, **verified}
    }
    inputs = inputs_of(apprenticeship, ksbs, methods, standings, on or timezone.localdate())
    found = answer(inputs)
    asked = {ksb.code: ksb for ksb in ksbs if is_asked(ksb.alternative_channel, inputs.channel)}
    return Readiness(
        ksbs=[_ksb(asked, ksb, shown, verified) for ksb in found.ksbs],
        methods=[
            MethodReadiness([_ksb(asked, ksb, shown, verified) for ksb in one.ksbs], method, one)
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
        rules=mapping(apprenticeship.plan.evidence_rules),
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
class Told:
    """One claim of a portfolio with what it says for its KSB."""

    claim: UUID
    revision: UUID
    ksb: UUID
    code: str
    fact: Fact


def claims_told(apprenticeship_ids: Collection[UUID]) -> dict[UUID, list[Told]]:
    """Every claim of these portfolios. One query."""
    rows: QuerySet[Claim, Any] = Claim.objects.filter(
        revision__evidence__apprenticeship__in=apprenticeship_ids
    ).values_list(
        "revision__evidence__apprenticeship",
        "pk",
        "revision",
        "ksb",
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
        "revision__title",
    )
    told: dict[UUID, list[Told]] = {}
    for whose, claim, revision, ksb, code, *said in rows:
        told.setdefault(whose, []).append(Told(claim, revision, ksb, code, _fact(*said)))
    return told


def _fact(evidence: UUID, number: int, state: str, shown_of: UUID | None, *rest: Any) -> Fact:
    outcome, decided_on, happened_on, kind, declared, signed, title = rest
    piece = Piece(happened_on, kind, OWN_WORK in declared, signed != Countersignature.State.WAITING)
    return Fact(evidence, number, state, shown_of is not None, outcome, decided_on, piece, title)


@dataclass(frozen=True)
class Shown:
    """What is offered for one KSB: the claims by which pieces meet it, the oldest first, and the counts."""

    facts: Sequence[Fact]
    counts: Tally


def _shown(facts: Sequence[Fact], with_drafts: bool) -> Shown:
    by_piece: dict[object, list[Fact]] = {}
    for fact in facts:
        by_piece.setdefault(fact.evidence, []).append(fact)
    met = [claim for claim in map(met_claim, by_piece.values()) if claim is not None]
    counts = tally(facts)
    return Shown(
        sorted(met, key=lambda fact: (fact.piece.happened_on or dt.date.min, str(fact.evidence))),
        counts if with_drafts else replace(counts, drafted=0),
    )


def _standing(code: str, shown: Shown) -> Standing:
    counts = shown.counts
    pieces = [fact.piece for fact in shown.facts]
    return Standing(code, pieces, counts.submitted, counts.not_yet, counts.drafted)


def _ksb(
    asked: dict[str, Ksb], found: KsbAnswer, shown: dict[str, Shown], verified: dict[str, dt.date]
) -> KsbReadiness:
    one = shown.get(found.code) or Shown((), Tally())
    return KsbReadiness(asked[found.code], found, one.facts, one.counts.submitted, verified.get(found.code))


def _as_open(method: MethodReadiness) -> OpenKsb:
    first = method.ksbs[0].ksb
    why = f"{method.found.why} ({method.method.name})"
    return OpenKsb(first.code, first.code, first.title, KsbProgress.State.MET.value, why)
