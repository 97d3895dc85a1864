"""Whether this person may do this to what others judge, one module a noun."""

from assessments.permissions.marking import (
    ONLY_THE_ASSESSOR,
    can_correct,
    can_judge,
    can_mark,
    can_read_queue,
    can_reopen,
    is_marker,
)

__all__ = [
    "ONLY_THE_ASSESSOR",
    "can_correct",
    "can_judge",
    "can_mark",
    "can_read_queue",
    "can_reopen",
    "is_marker",
]
