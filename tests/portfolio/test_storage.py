"""The durable storage: whole files or none, private, named by their contents."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File

from portfolio.storage import UNFINISHED_PREFIX, DurableFileStorage

KEY = "provider/ab/abcdef"


@pytest.fixture
def storage(tmp_path: Path) -> DurableFileStorage:
    return DurableFileStorage(location=tmp_path / "files")


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def read(storage: DurableFileStorage) -> bytes:
    with storage.open(KEY) as file:
        return file.read()


class BreaksHalfway(File):
    """An upload whose sender goes away after the first chunk."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(None, name="breaks")
        self.error = error

    @property
    def size(self) -> int:
        return 2000

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"x" * 1000
        raise self.error


def test_storage_gives_back_what_was_saved(storage):
    name = storage.save(KEY, ContentFile(b"evidence"))
    assert name == KEY
    assert read(storage) == b"evidence"


def test_storage_keeps_files_and_folders_private(storage, tmp_path):
    storage.save(KEY, ContentFile(b"evidence"))
    assert (tmp_path / "files" / KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "files" / "provider").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_storage_leaves_nothing_behind_when_a_write_breaks(storage, tmp_path, error):
    with pytest.raises(type(error)):
        storage.save(KEY, BreaksHalfway(error))
    assert files_in(tmp_path) == []
    assert not storage.exists(KEY)


def test_storage_keeps_the_file_that_is_there_already(storage, tmp_path):
    storage.save(KEY, ContentFile(b"evidence"))
    before = (tmp_path / "files" / KEY).stat()
    assert storage.save(KEY, ContentFile(b"evidence")) == KEY
    assert (tmp_path / "files" / KEY).stat().st_ino == before.st_ino
    assert files_in(tmp_path / "files") == [KEY]


def test_storage_replaces_a_file_of_another_size(storage, tmp_path):
    storage.save(KEY, ContentFile(b"half"))
    storage.save(KEY, ContentFile(b"whole file"))
    assert read(storage) == b"whole file"
    assert files_in(tmp_path / "files") == [KEY]


def test_storage_refuses_a_key_outside_its_folder(storage):
    with pytest.raises(SuspiciousFileOperation):
        storage.save("../outside", ContentFile(b"x"))


def test_storage_removes_old_unfinished_files_only(storage, tmp_path):
    storage.save(KEY, ContentFile(b"evidence"))
    left_behind = tmp_path / "files" / "provider" / "ab" / f"{UNFINISHED_PREFIX}1"
    left_behind.write_bytes(b"half")
    assert storage.remove_unfinished(older_than=timedelta(hours=1)) == 0
    assert storage.remove_unfinished(older_than=timedelta(seconds=-1)) == 1
    assert files_in(tmp_path / "files") == [KEY]
