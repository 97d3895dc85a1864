"""What people do with what goes out, one module a noun."""

from reports.actions.exports import cancel_export, note_download, request_export, retry_export

__all__ = ["cancel_export", "note_download", "request_export", "retry_export"]
