"""Files on this machine's disk, kept so that what was acknowledged survives a power cut."""

import contextlib
import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

UNFINISHED_PREFIX = ".unfinished-"


class DurableFileStorage(FileSystemStorage):
    """Keys name contents, so a key that exists is kept; every write is on the disk before `save` returns."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002  # Django's interface
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        make_folder(target.parent)
        if not is_kept(target, content.size):
            keep_whole(target, content)
        sync_folder(target.parent)
        return name

    def remove_unfinished(self, *, older_than: timedelta) -> int:
        """Deletes what interrupted writes left behind; answers how many files that were."""
        limit = time.time() - older_than.total_seconds()
        left_behind = [
            path
            for path in Path(self.location).rglob(f"{UNFINISHED_PREFIX}*")
            if path.stat().st_mtime < limit
        ]
        for path in left_behind:
            path.unlink(missing_ok=True)
        return len(left_behind)


def on_this_disk(key: str, folder: Path) -> Path:
    """A stored file as one that another process can open; copied into `folder` when it is kept elsewhere.

    Raises FileNotFoundError when it is gone.
    """
    try:
        path = Path(default_storage.path(key))
    except NotImplementedError:
        path = folder / hashlib.sha256(key.encode()).hexdigest()
        if not path.exists():
            _copy(key, path)
    if not path.exists():
        raise FileNotFoundError(key)
    return path


def _copy(key: str, target: Path) -> None:
    with default_storage.open(key) as original, target.open("wb") as copy:
        for chunk in original.chunks():
            copy.write(chunk)


def is_kept(target: Path, size: int) -> bool:
    return target.is_file() and target.stat().st_size == size


def keep_whole(target: Path, content: "File[bytes]") -> None:
    """Nobody ever sees half a file: it takes its name only when all of it is on the disk."""
    unfinished = target.with_name(f"{UNFINISHED_PREFIX}{uuid4().hex}")
    try:
        if not is_linked(unfinished, content):
            write(unfinished, content)
        unfinished.rename(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def is_linked(unfinished: Path, content: "File[bytes]") -> bool:
    """Gives a file that lies complete on the same disk a second name, instead of copying gigabytes."""
    path: Path | None = getattr(content, "linkable_path", None)
    if path is None:
        return False
    with contextlib.suppress(OSError):
        unfinished.hardlink_to(path)
        return True
    return False


def write(unfinished: Path, content: "File[bytes]") -> None:
    unfinished.touch(mode=0o600, exist_ok=False)
    with unfinished.open("wb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Makes the folder and its parents; each new name is on the disk before anything is put below it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
