"""Word, Excel and PowerPoint files: whole, unprotected, no larger than they look, and what they say."""

import zipfile
import zlib
from pathlib import Path

from portfolio.opening.answer import (
    DAMAGED_DOCUMENT,
    HAS_MACROS,
    PROTECTED,
    UNFOLDS_TOO_FAR,
    Answer,
    UnusableFileError,
)
from portfolio.opening.bare import bare_office
from portfolio.opening.office_text import PAGES_OF, WHAT_BROKEN_XML_RAISES
from portfolio.opening.texts import keep_text

MOST_MEMBERS, MOST_BYTES, MOST_RATIO = 2000, 500_000_000, 100
CHUNK_BYTES = 1_000_000
ENCRYPTED_MEMBER = 0x1
MAIN_PARTS = {
    "wordprocessingml.document": "word/document.xml",
    "spreadsheetml.sheet": "xl/workbook.xml",
    "presentationml.presentation": "ppt/presentation.xml",
}
WHAT_BROKEN_ARCHIVES_RAISE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
)


def open_office(path: Path, media_type: str, out_dir: Path) -> Answer:
    kind = media_type.partition("officedocument.")[2]
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(archive.infolist(), MAIN_PARTS[kind])
            check_contents(archive)
            has_text = keep_text(PAGES_OF[kind](archive), out_dir)
            has_clean_copy = bare_office(archive, out_dir / "clean")
    except (*WHAT_BROKEN_ARCHIVES_RAISE, *WHAT_BROKEN_XML_RAISES) as error:
        raise UnusableFileError(DAMAGED_DOCUMENT) from error
    return Answer(has_text=has_text, has_clean_copy=has_clean_copy)


def check_members(members: list[zipfile.ZipInfo], main_part: str) -> None:
    """Looks at the list of contents only; nothing is unpacked yet."""
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnusableFileError(UNFOLDS_TOO_FAR)
    if any(member.flag_bits & ENCRYPTED_MEMBER for member in members):
        raise UnusableFileError(PROTECTED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnusableFileError(HAS_MACROS)
    if not {"[Content_Types].xml", main_part} <= set(names) or len(set(names)) < len(names):
        raise UnusableFileError(DAMAGED_DOCUMENT)
    if any(is_outside(name) for name in names):
        raise UnusableFileError(DAMAGED_DOCUMENT)


def is_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def check_contents(archive: zipfile.ZipFile) -> None:
    """Counts the bytes that really come out: the list of contents may lie. A wrong checksum raises."""
    total = 0
    for member in archive.infolist():
        limit = max(member.compress_size * MOST_RATIO, CHUNK_BYTES)
        total += check_member(archive, member, min(limit, MOST_BYTES - total))


def check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
    size = 0
    with archive.open(member) as file:
        while chunk := file.read(CHUNK_BYTES):
            if size == 0 and member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in chunk:
                raise UnusableFileError(DAMAGED_DOCUMENT)
            size += len(chunk)
            if size > limit:
                raise UnusableFileError(UNFOLDS_TOO_FAR)
    return size
