"""Opens a ZIP that a stranger made: nothing is read before its list of contents was found to be harmless.

Nothing is ever written under a name from the archive, so that no name can lead anywhere; names that try are
refused all the same, as whoever made them meant harm.
"""

import hashlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MOST_MEMBERS = 20_000
LARGEST_LIST = 16_000_000
LARGEST_RATIO = 200
FREE_OF_RATIO = 1_000_000
LONGEST_NAME = 500
BLOCK = 1 << 20

_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
LOCATOR_64, RECORD_64 = 20, 56
# The end record with the longest comment, and what stands before it in a large archive.
LONGEST_TAIL = RECORD_64 + LOCATOR_64 + 22 + 65_535
_UTF_8, _ENCRYPTED = 0x800, 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

NOT_A_ZIP = "This is not a ZIP file, or it broke on its way. Fetch it again where you got it, and send that."
DAMAGED = "“{}” in the archive is damaged. Fetch the archive again where you got it, and send that."
TOO_MANY = f"This archive lists more than {MOST_MEMBERS:,} files, so it was not opened."
MISSING = "“{}” is missing from the archive. Fetch the archive again where you got it, and send that."


class ArchiveRefusedError(Exception):
    """An archive cannot be used. The message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Limits:
    """In bytes, unpacked: of one member, and of all together."""

    member: int
    total: int


class SafeZip:
    """Members by name, every one of them looked at."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._archive, self._members = archive, members

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def size(self, name: str) -> int:
        return self._members[name].file_size

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of one member. What breaks while it is read is refused by name."""
        if name not in self._members:
            raise ArchiveRefusedError(MISSING.format(name))
        try:
            with self._archive.open(self._members[name]) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise ArchiveRefusedError(DAMAGED.format(name)) from error

    def read(self, name: str, most: int) -> bytes:
        if name in self and self.size(name) > most:
            raise ArchiveRefusedError(f"“{name}” in the archive is larger than {most // 1_000_000} MB.")
        with self.stream(name) as stream:
            return stream.read()

    def sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        with self.stream(name) as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
        return digest.hexdigest()


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[SafeZip]:
    refuse_a_long_list(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise ArchiveRefusedError(NOT_A_ZIP) from error
    with archive:
        members = checked(archive, limits)
        yield SafeZip(archive, members)


def refuse_a_long_list(path: Path) -> None:
    """From the last bytes alone, before the list itself is read into memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - LONGEST_TAIL))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise ArchiveRefusedError(NOT_A_ZIP)
    disk, first, here, members, length, offset = struct.unpack_from("<HHHHLL", tail, at + 4)
    if tail[max(0, at - LOCATOR_64) : at].startswith(_LOCATOR_64):
        members, length = _long_list(tail, at - LOCATOR_64, size)
    elif 0xFFFF in (members, disk) or 0xFFFFFFFF in (length, offset):
        raise ArchiveRefusedError(NOT_A_ZIP)
    elif (disk, first, here) != (0, 0, members):
        raise ArchiveRefusedError("This ZIP file is one part of several. Put them together, and send that.")
    if members > MOST_MEMBERS or length > LARGEST_LIST:
        raise ArchiveRefusedError(TOO_MANY)


def _long_list(tail: bytes, locator: int, size: int) -> tuple[int, int]:
    """How many members an archive has, and how long their list is, from its second end record.

    Where there is one it counts, whatever the first says. It has to stand right before its locator and where
    the locator says, so that nothing else than what was looked at here is read later.
    """
    begins = locator - RECORD_64
    (said,) = struct.unpack_from("<Q", tail, locator + 8)
    is_there = begins >= 0 and tail.startswith(_END_64, begins)
    if not is_there or said != size - len(tail) + begins:
        raise ArchiveRefusedError(NOT_A_ZIP)
    members, length = struct.unpack_from("<QQ", tail, begins + 32)
    return members, length


def checked(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Members by name, folders left out. Refuses at the first that nobody honest would have made."""
    members: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    if len(archive.infolist()) > MOST_MEMBERS:
        raise ArchiveRefusedError(TOO_MANY)
    for info in archive.infolist():
        name = name_of(info)
        refuse_bad_name(name)
        if info.is_dir():
            continue
        refuse_bad_member(info, name, limits)
        key = unicodedata.normalize("NFC", name).casefold()
        if key in folded:
            raise ArchiveRefusedError(f"Two files in the archive are called “{name}”, so it was not opened.")
        folded.add(key)
        members[name] = info
    if sum(info.file_size for info in members.values()) > limits.total:
        most = limits.total // 1_000_000
        raise ArchiveRefusedError(f"Unpacked, this archive is larger than the {most:,} MB that fit here.")
    refuse_overlaps(archive, list(members.values()))
    return members


def name_of(info: zipfile.ZipInfo) -> str:
    """Old programs write UTF-8 without saying so, or one of the code pages of their day."""
    if info.flag_bits & _UTF_8 or info.orig_filename.isascii():
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def refuse_bad_name(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if len(name) > LONGEST_NAME or _CONTROL.search(name) or "\\" in name:
        raise ArchiveRefusedError(
            "A file in the archive has a name that cannot be used, so it was not opened."
        )
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts or "" in parts or "." in parts:
        shown = name[:80]
        raise ArchiveRefusedError(
            f"“{shown}” would lie outside the archive’s own folder, so it was not opened."
        )


def refuse_bad_member(info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveRefusedError(f"“{name}” is locked with a password. Save the archive without one.")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ArchiveRefusedError(
            f"“{name}” is packed in a way that is not read here. Save a plain ZIP file."
        )
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise ArchiveRefusedError(f"“{name}” is a link and not a file, so the archive was not opened.")
    if info.file_size > limits.member:
        most = limits.member // 1_000_000
        raise ArchiveRefusedError(f"“{name}” is larger than {most:,} MB, the most that one file may be here.")
    if info.file_size > FREE_OF_RATIO + LARGEST_RATIO * info.compress_size:
        raise ArchiveRefusedError(
            f"“{name}” unpacks to far more than it holds, so the archive was not opened."
        )


def refuse_overlaps(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes make a small file unpack to anything."""
    ordered = sorted(members, key=lambda info: info.header_offset)
    starts = [*(info.header_offset for info in ordered), archive.start_dir]
    for info, following in zip(ordered, starts[1:], strict=True):
        if info.header_offset + 30 + len(info.orig_filename) + info.compress_size > following:
            raise ArchiveRefusedError("Files in the archive overlap, so it was not opened.")
