"""How the bytes of an upload reach the disk."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Counts every byte but keeps none beyond the limit, so that no upload can fill the disk.

    The file's `size` is what was sent: whoever receives it sees that it was too much.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) <= settings.WAYMARK_MAX_FILE_BYTES:
            self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        self.file.seek(0)
        self.file.size = file_size
        return self.file
