"""Readiness as sheets: every answer that was ever given, and what the newest one rests on."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from assessments.models import ReadinessAnswer
from assessments.rules.readiness import inputs_from
from portfolio.models import Apprenticeship
from portfolio.sheets import Column, Holds, Row, Sheet
from reports.sheets import rows
from reports.sheets.words import yes_or_no
from standards.models import EvidenceKind

ANSWERS = [
    Column("When", Holds.MOMENT),
    Column("For the day", Holds.DAY),
    Column("KSBs ready", Holds.NUMBER),
    Column("KSBs asked", Holds.NUMBER),
    Column("Ready", chars=8),
    Column("What was not ready", Holds.TEXT, 70),
    Column("SHA-256 of answer and inputs", Holds.CODE, 66),
]
INPUTS = [
    Column("KSB", Holds.CODE, 7),
    Column("Answer", Holds.TEXT, 44),
    Column("Happened on", Holds.DAY),
    Column("Kind of piece", chars=24),
    Column("Declared as own work", chars=12),
    Column("Countersigned where asked", chars=14),
    Column("Others waiting", Holds.NUMBER, 9),
    Column("Others not yet", Holds.NUMBER, 9),
]
KINDS = dict(EvidenceKind.choices)


def answers_sheet(apprenticeship: Apprenticeship) -> Sheet:
    note = "A row for each time the answer changed. readiness.json in this pack holds all that each rests on."
    found = map(_answer, rows.answers(apprenticeship))
    return Sheet("readiness-answers", "Readiness answers", ANSWERS, found, [note])


def _answer(kept: ReadinessAnswer) -> Row:
    answer = kept.answer
    missing = (f"{code}: {why}" for code, (cause, why) in answer["ksbs"].items() if cause)
    return [
        kept.answered_at,
        kept.answered_on,
        answer["ready"],
        answer["asked"],
        yes_or_no(answer["is_ready"]),
        "; ".join(missing),
        kept.digest,
    ]


def inputs_sheet(apprenticeship: Apprenticeship) -> Sheet:
    """Of the newest answer: the pieces behind each KSB, and what was looked at in each."""
    newest = rows.answers(apprenticeship).last()
    found = list(_inputs(newest)) if newest else []
    notes = [f"The inputs of the answer of {newest.answered_on:%-d %B %Y}."] if newest else []
    return Sheet("readiness-inputs", "Readiness inputs", INPUTS, found, notes)


def _inputs(kept: ReadinessAnswer) -> Iterator[Row]:
    inputs = inputs_from(kept.inputs)
    for code, (cause, why) in kept.answer["ksbs"].items():
        standing = inputs.standings.get(code)
        said = f"Not ready: {why}" if cause else "Ready"
        waiting = [standing.submitted, standing.not_yet] if standing else [0, 0]
        pieces = standing.pieces if standing else ()
        for piece in pieces:
            signs = [yes_or_no(piece.is_declared), yes_or_no(piece.is_signed)]
            yield [code, said, piece.happened_on, KINDS.get(piece.kind, piece.kind), *signs, *waiting]
        if not pieces:
            yield [code, said, None, "", "", "", *waiting]


def kept_answers(apprenticeship: Apprenticeship) -> Iterator[dict[str, Any]]:
    """Every answer with its inputs, as plain values; the one gives the other again."""
    for kept in rows.answers(apprenticeship).iterator(chunk_size=100):
        yield {
            "answered_on": kept.answered_on.isoformat(),
            "answered_at": kept.answered_at.astimezone(dt.UTC).isoformat(),
            "digest": kept.digest,
            "inputs": kept.inputs,
            "answer": kept.answer,
        }
