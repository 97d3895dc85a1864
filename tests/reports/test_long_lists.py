"""ZIP files that hide how many members they list: refused before the list is read into memory."""

import io
import struct
import zipfile

import pytest

from reports.archive import opening
from reports.archive.opening import ArchiveRefusedError, Limits, opened

LIMITS = Limits(member=5_000_000, total=8_000_000)


def listing(number):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in range(number):
            archive.writestr(f"{name}.txt", b"x")
    return out.getvalue()


def with_second_end(content, *, members, length, at=0):
    """The same archive with a second end record, which says something else than the first."""
    begins = len(content) - 22
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, length, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, begins + at, 1)
    return content[:begins] + record + locator + content[begins:]


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"members": 30_000, "length": 46 * 30_000}, "lists more than 20,000 files"),
        ({"members": 2, "length": 900_000_000}, "lists more than 20,000 files"),
        ({"members": 2, "length": 100, "at": 8}, "not a ZIP file"),
    ],
    ids=["many", "long", "elsewhere"],
)
def test_second_end_record_counts_whatever_the_first_says(tmp_path, second, sentence):
    (tmp_path / "a.zip").write_bytes(with_second_end(listing(2), **second))
    with pytest.raises(ArchiveRefusedError, match=sentence), opened(tmp_path / "a.zip", LIMITS):
        pass


def test_more_members_than_the_end_record_says_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MOST_MEMBERS", 3)
    content = bytearray(listing(5))
    content[-14:-10] = struct.pack("<HH", 2, 2)
    (tmp_path / "a.zip").write_bytes(bytes(content))
    with pytest.raises(ArchiveRefusedError, match="lists more than"), opened(tmp_path / "a.zip", LIMITS):
        pass


def test_an_honest_second_end_record_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    (tmp_path / "a.zip").write_bytes(listing(3))
    with opened(tmp_path / "a.zip", LIMITS) as archive:
        assert archive.names == ["0.txt", "1.txt", "2.txt"]
