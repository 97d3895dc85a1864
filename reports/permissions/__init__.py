"""Whether this person may do this with what goes out, one module a noun."""

from reports.permissions.exports import (
    can_ask_for,
    can_cancel,
    can_download,
    can_export,
    can_prepare,
    can_retry,
)

__all__ = ["can_ask_for", "can_cancel", "can_download", "can_export", "can_prepare", "can_retry"]
