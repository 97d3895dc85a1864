"""Hostile ZIP files: each is refused with a sentence before anything of it is read."""

import io
import struct
import warnings
import zipfile

import pytest

from reports.archive import opening
from reports.archive.opening import ArchiveRefusedError, Limits, opened

LIMITS = Limits(member=5_000_000, total=8_000_000)


def zipped(*members, mode=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that come twice
        with zipfile.ZipFile(out, "w", mode) as archive:
            for name, body in members:
                archive.writestr(name, body)
    return out.getvalue()


def linked():
    info = zipfile.ZipInfo("files/link")
    info.external_attr = 0o120777 << 16
    return zipped((info, "/etc/passwd"))


def locked():
    content = bytearray(zipped(("a.txt", b"secret")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def odd_packing():
    return zipped(("a.txt", b"a" * 100), mode=zipfile.ZIP_BZIP2)


def overlapping():
    """Two entries of the list that share the same bytes."""
    content = zipped(("a.txt", b"x" * 50), ("b.txt", b"y" * 50))
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    changed = bytearray(content)
    changed[second + 42 : second + 46] = changed[first + 42 : first + 46]
    return bytes(changed)


def long_list(members):
    """The end of a ZIP file that claims to list this many files."""
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, members, members, 46 * members, 0, 0)
    return b"\0" * 100 + end


def cut_off():
    return zipped(("a.txt", b"x" * 1000))[:-30]


def renamed(old, new):
    return zipped((old, b"x")).replace(old.encode(), new)


HOSTILE = {
    "climbs out": (zipped(("../../etc/cron.d/x", b"x")), "outside the archive"),
    "absolute": (zipped(("/etc/passwd", b"x")), "outside the archive"),
    "drive": (zipped(("C:/x", b"x")), "outside the archive"),
    "dots inside": (zipped(("files/../../x", b"x")), "outside the archive"),
    "empty part": (zipped(("files//x", b"x")), "outside the archive"),
    "backslash": (renamed("files/abc", b"files\\abc"), "cannot be used"),
    "control": (renamed("files/abc", b"files/a\nc"), "cannot be used"),
    "nul": (renamed("files/abc", b"files/a\0c"), "cannot be used"),
    "long name": (zipped(("a" * 600, b"x")), "cannot be used"),
    "twice": (zipped(("a.txt", b"1"), ("a.txt", b"2")), "Two files"),
    "twice but for case": (zipped(("a.txt", b"1"), ("A.TXT", b"2")), "Two files"),
    "link": (linked(), "is a link"),
    "locked": (locked(), "locked with a password"),
    "odd packing": (odd_packing(), "packed in a way"),
    "bomb": (zipped(("a.txt", b"0" * 4_900_000), mode=zipfile.ZIP_DEFLATED), "far more than it holds"),
    "too large": (zipped(("a.txt", b"0" * 5_000_001)), "larger than 5 MB"),
    "too large together": (zipped(("a", b"0" * 4_500_000), ("b", b"1" * 4_500_000)), "larger than the 8 MB"),
    "overlap": (overlapping(), "overlap"),
    "long list": (long_list(30_000), "lists more than 20,000 files"),
    "cut off": (cut_off(), "not a ZIP file"),
    "empty": (b"", "not a ZIP file"),
    "text": (b"PK is not enough", "not a ZIP file"),
    "end alone": (b"PK\x05\x06" + b"\xff" * 18, "not a ZIP file"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_archive_is_refused_with_a_sentence(tmp_path, case):
    content, sentence = HOSTILE[case]
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ArchiveRefusedError, match=sentence), opened(tmp_path / "a.zip", LIMITS):
        pass


def test_damaged_member_is_refused_by_name(tmp_path):
    content = zipped(("a.txt", b"x" * 100)).replace(b"x" * 100, b"x" * 99 + b"y")
    (tmp_path / "a.zip").write_bytes(content)
    with opened(tmp_path / "a.zip", LIMITS) as archive, pytest.raises(ArchiveRefusedError, match=r"a\.txt"):
        archive.sha256("a.txt")


def test_names_in_old_encodings_are_read(tmp_path):
    """UTF-8 that does not say so, as many programs write it."""
    content = bytearray(zipped(("żółw.txt", b"x")))
    for mark, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        content[content.index(mark) + offset] &= ~8
    (tmp_path / "a.zip").write_bytes(bytes(content))
    with opened(tmp_path / "a.zip", LIMITS) as archive:
        assert archive.names == ["żółw.txt"]


def test_large_archives_with_the_second_kind_of_list_are_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    (tmp_path / "a.zip").write_bytes(zipped(("a.txt", b"x" * 500), ("b.txt", b"y" * 500)))
    with opened(tmp_path / "a.zip", LIMITS) as archive:
        assert archive.read("b.txt", 1000) == b"y" * 500


def test_the_list_of_an_honest_archive_stays_within_its_bounds():
    assert opening.MOST_MEMBERS * 500 <= opening.LARGEST_LIST


def test_an_archive_of_nothing_is_opened(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped())
    with opened(tmp_path / "a.zip", LIMITS) as archive:
        assert archive.names == []
