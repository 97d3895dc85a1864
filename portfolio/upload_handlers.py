"""How the bytes of an upload reach the disk."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from portfolio.parts import require_disk


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Counts every byte but keeps none beyond the limit, so that no upload can fill the disk.

    The file's `size` is what was sent: whoever receives it sees that it was too much.
    """

    def handle_raw_input(  # Django's interface
        self,
        input_data: Any,  # noqa: ARG002
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        require_disk(content_length, Path(settings.FILE_UPLOAD_TEMP_DIR))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        most = min(settings.WAYMARK_MAX_FORM_FILE_BYTES, settings.WAYMARK_MAX_FILE_BYTES)
        if start + len(raw_data) <= most:
            self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        self.file.seek(0)
        self.file.size = file_size
        return self.file
