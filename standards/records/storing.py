"""Records as values that JSON knows, between the process that reads a file and the rows that keep it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any
from uuid import UUID

from standards.choices import KsbKind
from standards.records.values import Problem, Record, RecordKsb

MOST_PROBLEMS = 200
DAYS = ("starts_from", "starts_until")


def as_values(record: Record) -> dict[str, Any]:
    """What `record_from` makes the same record of."""
    found = {each.name: getattr(record, each.name) for each in fields(Record)}
    days = {name: found[name].isoformat() for name in DAYS if found[name]}
    # As text: databases keep the names of such values in an order of their own.
    pack = json.dumps(record.pack) if record.pack else None
    return found | days | {"pack": pack, "ksbs": [_ksb_values(ksb) for ksb in record.ksbs]}


def _ksb_values(ksb: RecordKsb) -> dict[str, Any]:
    return asdict(ksb) | {"kind": ksb.kind.value, "guid": str(ksb.guid) if ksb.guid else None}


def record_from(values: Mapping[str, Any]) -> Record:
    days = {name: dt.date.fromisoformat(values[name]) if values[name] else None for name in DAYS}
    ksbs = [_ksb_from(each) for each in values["ksbs"]]
    pack = json.loads(values["pack"]) if values["pack"] else None
    return Record(**{**values, **days, "pack": pack, "ksbs": ksbs})


def _ksb_from(values: Mapping[str, Any]) -> RecordKsb:
    guid = UUID(values["guid"]) if values["guid"] else None
    return RecordKsb(**{**values, "kind": KsbKind(values["kind"]), "guid": guid})


def few(problems: Sequence[Problem]) -> list[Problem]:
    """What stops comes first; of very many the first alone."""
    ordered = sorted(problems, key=lambda problem: not problem.stops)
    more = len(ordered) - MOST_PROBLEMS
    told = [Problem("", f"And {more:,} more of the same kind.", stops=False)] if more > 0 else []
    return [*ordered[:MOST_PROBLEMS], *told]


def problems_as_values(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in problems]


def problems_from(values: Iterable[Mapping[str, Any]]) -> list[Problem]:
    return [Problem(**each) for each in values]


def without_ksbs(record: Record) -> Record:
    """As much as tells versions of one standard apart."""
    return replace(record, ksbs=(), pack=None)
