"""Copies of documents whose pictures say nothing private: only blocks beside the pixels are left out."""

import email.encoders
import email.generator
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

from PIL import Image

from portfolio.opening.answer import DAMAGED_DOCUMENT, UnusableFileError
from portfolio.opening.pictures import WHAT_BROKEN_PICTURES_RAISE
from portfolio.opening.private import MARKER, WITHOUT_LENGTH, says_private_things

JPEG, DCT, FLATE = b"\xff\xd8\xff", "/DCTDecode", "/FlateDecode"
LARGEST_PICTURE_BYTES = 100_000_000
# What the colours need: JFIF, a colour profile, Adobe's note on the kind of colours.
KEPT_BLOCKS = {0xE0: b"", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
PEOPLE = re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy|Company|Manager)\b[^>]*>)[^<]*(</)", re.IGNORECASE)
WHAT_BROKEN_PICTURES_IN_DOCUMENTS_RAISE = (*WHAT_BROKEN_PICTURES_RAISE, Image.DecompressionBombError)


def is_private_jpeg(content: bytes) -> bool:
    """A picture that cannot be opened shows nothing, but what stands beside it is still left out."""
    if not content.startswith(JPEG):
        return False
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
            return says_private_things(image, content)
    except (*WHAT_BROKEN_PICTURES_IN_DOCUMENTS_RAISE, Warning):
        return b"Exif\0" in content or b"http://ns.adobe.com/xap" in content


def bare_jpeg(content: bytes) -> bytes:
    """The same pixels, byte for byte, up to the end of the picture."""
    return content[:2] + b"".join(blocks(content))


def blocks(content: bytes) -> Iterator[bytes]:
    at = 2
    while found := MARKER.search(content, at):
        start, marker = found.start(), content[found.start() + 1]
        if start > at:
            yield content[at:start]
        at = found.end()
        if marker not in WITHOUT_LENGTH and marker != 0xD9:
            at += max(2, int.from_bytes(content[at : at + 2], "big"))
        if is_kept(marker, content[start + 4 : start + 20]):
            yield content[start:at]
        if marker == 0xD9:
            return
    yield content[at:]


def is_kept(marker: int, start: bytes) -> bool:
    is_beside = 0xE0 <= marker <= 0xEF or marker == 0xFE
    return not is_beside or (marker in KEPT_BLOCKS and start.startswith(KEPT_BLOCKS[marker]))


def bare_pdf(path: Path, target: Path) -> bool:
    """Whether a copy was needed and made."""
    content = path.read_bytes()
    if b"DCT" not in content:
        return False
    import pikepdf

    try:
        with pikepdf.open(path) as document:
            if not sum(bare_pdf_picture(thing) for thing in document.objects):
                return False
            if "/Metadata" in document.Root:
                del document.Root.Metadata
            if "/Author" in document.docinfo:
                del document.docinfo["/Author"]
            document.save(target)
    except (pikepdf.PdfError, zlib.error, ValueError, TypeError, OSError) as error:
        if b"Exif\0" in content:
            raise UnusableFileError(DAMAGED_DOCUMENT) from error
        return False
    return True


def bare_pdf_picture(thing: Any) -> bool:
    import pikepdf

    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
        return False
    filters = filters_of(thing)
    if filters not in ([DCT], [FLATE, DCT]):
        return False
    content = thing.read_raw_bytes()
    if filters[0] == FLATE:
        content = zlib.decompressobj().decompress(content, LARGEST_PICTURE_BYTES)
    if not is_private_jpeg(content):
        return False
    thing.write(bare_jpeg(content), filter=pikepdf.Name.DCTDecode)
    return True


def filters_of(thing: Any) -> list[str]:
    import pikepdf

    found = thing.get("/Filter", [])
    return [str(found)] if isinstance(found, pikepdf.Name) else [str(name) for name in found]


def bare_office(archive: zipfile.ZipFile, target: Path) -> bool:
    """Written anew only when a picture in it is private; then without the names of authors too."""
    private = {member.filename for member in archive.infolist() if is_private_member(archive, member)}
    if not private:
        return False
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename in private:
                content = bare_jpeg(content)
            elif member.filename.startswith("docProps/"):
                content = PEOPLE.sub(rb"\1\2", content)
            copy.writestr(zipfile.ZipInfo(member.filename), content, zipfile.ZIP_DEFLATED)
    return True


def is_private_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.file_size > LARGEST_PICTURE_BYTES:
        return False
    with archive.open(member) as file:
        start = file.read(len(JPEG))
        return start == JPEG and is_private_jpeg(start + file.read())


def bare_mail(message: Message, target: Path) -> bool:
    """Its pictures are looked into for this alone; nothing of them is shown."""
    changed = [bare_mail_picture(part) for part in message.walk() if not part.is_multipart()]
    if not any(changed):
        return False
    with target.open("wb") as file:
        email.generator.BytesGenerator(file).flatten(message)
    return True


def bare_mail_picture(part: Message) -> bool:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not is_private_jpeg(content):
        return False
    del part["Content-Transfer-Encoding"]
    part.set_payload(bare_jpeg(content))
    email.encoders.encode_base64(part)
    return True
