"""Part files: what has arrived of a file so far, on this machine's disk, one writer at a time."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.base import File

from portfolio.limits import SPARE_BYTES
from portfolio.storage import make_folder, sync_folder

PIECE_BYTES = 262_144


class Stream(Protocol):
    """What a request is read from."""

    def read(self, size: int, /) -> bytes: ...


class CutShortError(Exception):
    """The sender went away before all of the chunk was there."""


class WrongDigestError(Exception):
    """What arrived is not what was sent."""


def parts_folder() -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / "uploads"


def require_disk(size: int, folder: Path) -> None:
    """Raises the error of a full disk before the first byte, while there is still room for everybody else."""
    if shutil.disk_usage(folder).free < size + SPARE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Part:
    """An opened part file, locked against every other writer until `held` lets it go."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    @property
    def size(self) -> int:
        return os.fstat(self.descriptor).st_size

    def cut(self, size: int) -> None:
        """Bytes beyond what the row counts were never acknowledged; they are not trusted."""
        if self.size > size:
            os.ftruncate(self.descriptor, size)

    def append(self, stream: Stream, length: int, digest: bytes) -> None:
        """Durably adds what the stream gives; when anything goes wrong the file is as it was before."""
        start = self.size
        try:
            self._write(stream, length, digest)
            os.fsync(self.descriptor)
        except BaseException:
            os.ftruncate(self.descriptor, start)
            raise
        if start == 0:
            sync_folder(self.path.parent)

    def _write(self, stream: Stream, length: int, digest: bytes) -> None:
        hashed = hashlib.sha256()
        os.lseek(self.descriptor, 0, os.SEEK_END)
        while length:
            piece = stream.read(min(PIECE_BYTES, length))
            if not piece:
                raise CutShortError
            hashed.update(piece)
            length -= len(piece)
            view = memoryview(piece)
            while view:
                view = view[os.write(self.descriptor, view) :]
        if hashed.digest() != digest:
            raise WrongDigestError

    def head(self, length: int) -> bytes:
        return os.pread(self.descriptor, length, 0)

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


@contextmanager
def held(upload_id: UUID) -> Iterator[Part]:
    """The part file of an upload, made when missing. Waits for whoever writes to it."""
    make_folder(parts_folder())
    path = parts_folder() / str(upload_id)
    descriptor = _locked(path)
    try:
        yield Part(path, descriptor)
    finally:
        os.close(descriptor)


def _locked(path: Path) -> int:
    """Opened and locked; once more when it was deleted while this waited."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)


class WholeFile(File[bytes]):
    """A part file that is complete. Storage on the same disk takes it over without copying."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path.open("rb"), name=name)
        self.linkable_path = path
