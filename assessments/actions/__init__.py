"""Where judgements change, one module a noun."""

from assessments.actions.keeping import StaleMarking, keep_marking_draft
from assessments.actions.marking import (
    AlreadyMarked,
    Incomplete,
    correct_decision,
    mark_revision,
    reopen_evidence,
)

__all__ = [
    "AlreadyMarked",
    "Incomplete",
    "StaleMarking",
    "correct_decision",
    "keep_marking_draft",
    "mark_revision",
    "reopen_evidence",
]
