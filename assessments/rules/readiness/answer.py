"""The whole answer for one apprentice on one day, and both halves of it as plain values to be kept."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from assessments.rules.readiness.asked import HEEDED, METHODS, AskedKsb, AskedMethod, EvidenceRules
from assessments.rules.readiness.ksbs import KsbAnswer, Piece, Standing, judged
from portfolio.rules import counted

FORM = 2  # of what is kept; raised when the rules change so that an old answer would come out otherwise


@dataclass(frozen=True)
class Inputs:
    """All that an answer rests on. channel: how the apprentice meets customers. standings: by code."""

    on: dt.date
    channel: str
    rules: Mapping[str, object]
    ksbs: Sequence[AskedKsb]
    methods: Sequence[AskedMethod]
    standings: Mapping[str, Standing]

    @cached_property
    def asked(self) -> list[str]:
        return [ksb.code for ksb in self.ksbs if ksb.is_asked_of(self.channel)]

    def on_day(self, day: dt.date) -> "Inputs":
        """The same evidence, looked at on another day."""
        return replace(self, on=day)


@dataclass(frozen=True)
class MethodAnswer:
    """why: what the method wants beside its KSBs; blank when nothing is missing but KSBs."""

    key: str
    ksbs: Sequence[KsbAnswer]
    why: str = ""

    @property
    def ready(self) -> int:
        return sum(ksb.is_ready for ksb in self.ksbs)

    @property
    def is_ready(self) -> bool:
        return not self.why and self.ready == len(self.ksbs)


@dataclass(frozen=True)
class Answer:
    """ksbs: those asked of this apprentice, each with the first reason that any method gives against it.

    turns_on: the first later day on which time alone may change the answer; None for never.
    """

    ksbs: Sequence[KsbAnswer]
    methods: Sequence[MethodAnswer]
    turns_on: dt.date | None = None

    @property
    def ready(self) -> int:
        return sum(ksb.is_ready for ksb in self.ksbs)

    @property
    def is_ready(self) -> bool:
        """Never where nothing is asked: a plan without methods says nothing about anybody."""
        return (
            bool(self.methods)
            and self.ready == len(self.ksbs)
            and all(method.is_ready for method in self.methods)
        )


def answer(inputs: Inputs) -> Answer:
    """Whether somebody is ready, from nothing but the inputs."""
    methods = [_method(inputs, method) for method in inputs.methods]
    found: dict[str, KsbAnswer] = {}
    for method in methods:
        for ksb in method.ksbs:
            if ksb.code not in found or found[ksb.code].is_ready:
                found[ksb.code] = ksb
    plain = EvidenceRules.of(inputs.rules)
    ksbs = [found.get(code) or judged(_standing(inputs, code), plain, inputs.on) for code in inputs.asked]
    return Answer(ksbs, methods, _turns_on(inputs))


def _method(inputs: Inputs, method: AskedMethod) -> MethodAnswer:
    rules = EvidenceRules.of(inputs.rules, method.key)
    asked = [code for code in inputs.asked if code in method.codes]
    ksbs = [judged(_standing(inputs, code), rules, inputs.on) for code in asked]
    events = len(frozenset().union(*(ksb.days for ksb in ksbs)))
    if 0 < events < rules.method_events:
        few = (
            f"all its evidence comes from {counted(events, 'event')}, and {rules.method_events} are asked for"
        )
        return MethodAnswer(method.key, ksbs, few)
    return MethodAnswer(method.key, ksbs)


def _standing(inputs: Inputs, code: str) -> Standing:
    return inputs.standings.get(code) or Standing(code)


def _turns_on(inputs: Inputs) -> dt.date | None:
    every = [EvidenceRules.of(inputs.rules)]
    every += [EvidenceRules.of(inputs.rules, method.key) for method in inputs.methods]
    days = {
        piece.happened_on
        for code in inputs.asked
        for piece in _standing(inputs, code).pieces
        if piece.happened_on
    }
    turns = {day for day in days if day > inputs.on}
    for rules in set(every):
        ends = filter(None, (rules.fresh_until(day) for day in days))
        turns |= {end + dt.timedelta(days=1) for end in ends if inputs.on <= end < dt.date.max}
    return min(turns, default=None)


def kept_asked(inputs: Inputs) -> dict[str, Any]:
    """What is asked of this apprentice, as plain values."""
    rules = {name: inputs.rules[name] for name in (*HEEDED, METHODS) if inputs.rules.get(name)}
    return {
        "form": FORM,
        "channel": inputs.channel,
        "rules": rules,
        "ksbs": [[ksb.code, ksb.channel] for ksb in inputs.ksbs],
        "methods": [[method.key, list(method.codes)] for method in inputs.methods],
    }


def kept_inputs(inputs: Inputs) -> dict[str, Any]:
    """The inputs as plain values: no names and no words of anybody's evidence."""
    standings = {
        code: _kept_standing(row)
        for code, row in sorted(inputs.standings.items())
        if row.pieces or row.submitted or row.not_yet or row.verified_on
    }
    return {**kept_asked(inputs), "on": inputs.on.isoformat(), "standings": standings}


def _kept_standing(row: Standing) -> list[Any]:
    kept: list[Any] = [[_kept_piece(piece) for piece in row.pieces], row.submitted, row.not_yet]
    return [*kept, row.verified_on.isoformat()] if row.verified_on else kept


def _kept_piece(piece: Piece) -> list[Any]:
    day = piece.happened_on.isoformat() if piece.happened_on else None
    return [day, piece.kind, int(piece.is_declared), int(piece.is_signed)]


def inputs_from(kept: Mapping[str, Any]) -> Inputs:
    """What `kept_inputs` wrote, read back."""
    return Inputs(
        on=dt.date.fromisoformat(kept["on"]),
        channel=kept["channel"],
        rules=kept["rules"],
        ksbs=[AskedKsb(code, channel) for code, channel in kept["ksbs"]],
        methods=[AskedMethod(key, tuple(codes)) for key, codes in kept["methods"]],
        standings={code: _standing_from(code, *row) for code, row in kept["standings"].items()},
    )


def _standing_from(
    code: str, pieces: Sequence[Sequence[Any]], submitted: int, not_yet: int, verified_on: str = ""
) -> Standing:
    read = [
        Piece(dt.date.fromisoformat(day) if day else None, kind, bool(declared), bool(signed))
        for day, kind, declared, signed in pieces
    ]
    day = dt.date.fromisoformat(verified_on) if verified_on else None
    return Standing(code, read, submitted, not_yet, verified_on=day)


def kept_answer(found: Answer) -> dict[str, Any]:
    """The answer as plain values. Equal values, equal answer: no day is in it."""
    return {
        "is_ready": found.is_ready,
        "asked": len(found.ksbs),
        "ready": found.ready,
        "ksbs": {ksb.code: [ksb.cause, ksb.why] for ksb in found.ksbs},
        "methods": [[method.key, len(method.ksbs), method.ready, method.why] for method in found.methods],
    }


def digest_of(kept: object) -> str:
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
