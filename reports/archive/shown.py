"""Which shape a snapshot has that pages can show: an archive may hold whatever its SHA-256 fits. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from portfolio.answering import text_of


class Maybe(NamedTuple):
    """What may be missing, or nothing; what is there has this shape."""

    shape: Any


TEXT, NUMBER, FLAG, ROW = str, int, bool, dict
FILE = {"name": TEXT, "caption": Maybe(TEXT), "sha256": TEXT}
CLAIM = {"code": TEXT, "title": Maybe(TEXT), "says": Maybe(TEXT)}
ANSWER = {"key": TEXT, "label": TEXT}
PIECE = {
    "title": TEXT,
    "number": NUMBER,
    "happened_on": TEXT,
    "submitted_at": TEXT,
    "answers": Maybe([ANSWER]),
    "claims": [CLAIM],
    "files": [FILE],
}
ASKED = {"piece": Maybe(PIECE), "behaviours": Maybe([ROW])}
SIGNED = {"shown": ASKED, "signed": Maybe(ROW)}
CHECK = {"rule": TEXT, "is_met": FLAG, "says": TEXT, "title": TEXT, "note": Maybe(TEXT)}
ABOUT = {"showcase": [ROW]}
DECLARED = {"statements": Maybe([TEXT]), "about": Maybe(ABOUT)}
CHOSEN = [{"from": TEXT, "to": [TEXT], "stands": FLAG, "kind": TEXT}]
READY = {"before": Maybe([NUMBER]), "after": Maybe([NUMBER])}
DECIDED = [{"outcome": TEXT, "reason": TEXT, "by": TEXT, "at": TEXT}]
GATEWAY = {"about": ABOUT, "checks": [CHECK]}


def has_shape(value: Any, shape: Any) -> bool:
    """Whether it is of these kinds, list by list and name by name; what is not named may be anything."""
    if isinstance(shape, Maybe):
        return value is None or has_shape(value, shape.shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(each, shape[0]) for each in value)
    if isinstance(shape, dict):
        return isinstance(value, Mapping) and all(has_shape(value.get(name), shape[name]) for name in shape)
    return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def can_be_shown(snapshot: Any, shape: Any) -> bool:
    return has_shape(snapshot, shape) and all(_is_piece(piece) for piece in _pieces(snapshot))


def _pieces(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    asked = snapshot.get("shown") or snapshot
    return [asked["piece"]] if isinstance(asked.get("piece"), Mapping) else []


def _is_piece(piece: Mapping[str, Any]) -> bool:
    """Its day is one, and its answers can be told in words."""
    try:
        if piece["happened_on"]:
            dt.date.fromisoformat(piece["happened_on"])
        answers = [row["answer"] for row in piece.get("answers") or []]
        return all(is_answer(answer) and isinstance(text_of(answer), str) for answer in answers)
    except (ValueError, TypeError, AttributeError, KeyError):
        return False


def is_answer(answer: object) -> bool:
    """Text, or rows of cells."""
    if not isinstance(answer, list):
        return isinstance(answer, str)
    return all(
        isinstance(row, dict) and all(isinstance(cell, str | int) for cell in row.values()) for row in answer
    )
