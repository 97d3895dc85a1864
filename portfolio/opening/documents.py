"""PDF and Office files and plain text: whole, unprotected, and no larger than they look."""

import zipfile
import zlib
from pathlib import Path

from portfolio.opening.answer import (
    DAMAGED_DOCUMENT,
    DAMAGED_TEXT,
    HAS_MACROS,
    PROTECTED,
    TOO_MANY_PAGES,
    UNFOLDS_TOO_FAR,
    Answer,
    UnusableFileError,
)

MOST_PAGES, MOST_MEMBERS, MOST_BYTES, MOST_RATIO = 2000, 2000, 500_000_000, 100
CHUNK_BYTES = 1_000_000
ENCRYPTED_MEMBER = 0x1
MAIN_PARTS = {
    "wordprocessingml.document": "word/document.xml",
    "spreadsheetml.sheet": "xl/workbook.xml",
    "presentationml.presentation": "ppt/presentation.xml",
}


def open_pdf(path: Path, out_dir: Path) -> Answer:
    import pypdfium2
    from pypdfium2 import raw

    from portfolio.opening.pictures import PICTURE_PIXELS, save_copies

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        check_page_count(pages)
        first = document[0]
        scale = PICTURE_PIXELS / max(*first.get_size(), 1.0)
        picture = first.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        protected = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise UnusableFileError(PROTECTED if protected else DAMAGED_DOCUMENT) from error
    save_copies(picture, out_dir)
    return Answer(width=picture.width, height=picture.height, pages=pages, has_picture=True)


def check_page_count(pages: int) -> None:
    if pages == 0:
        raise UnusableFileError(DAMAGED_DOCUMENT)
    if pages > MOST_PAGES:
        raise UnusableFileError(TOO_MANY_PAGES)


def open_office(path: Path, media_type: str) -> Answer:
    main_part = MAIN_PARTS[media_type.partition("officedocument.")[2]]
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(archive.infolist(), main_part)
            check_contents(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnusableFileError(DAMAGED_DOCUMENT) from error
    return Answer()


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


def open_text(path: Path) -> Answer:
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = decoded(content, encoding, "cp1252")
    if text is None or "\0" in text:
        raise UnusableFileError(DAMAGED_TEXT)
    return Answer()


def decoded(content: bytes, *encodings: str) -> str | None:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
