"""Whether a picture says where, by whom or with which device it was made, or carries more than its pixels."""

import re
import warnings
from collections.abc import Iterable

from PIL import ExifTags, Image

PRIVATE_TAGS = {
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
    ExifTags.Base.HostComputer,
    ExifTags.Base.ImageDescription,
    ExifTags.Base.XPAuthor,
    ExifTags.Base.XPComment,
    ExifTags.Base.CameraOwnerName,
    ExifTags.Base.BodySerialNumber,
    ExifTags.Base.LensSerialNumber,
    ExifTags.Base.CameraSerialNumber,
    ExifTags.Base.ImageUniqueID,
    ExifTags.Base.MakerNote,
    ExifTags.Base.UserComment,
}
PRIVATE_WORDS = re.compile(
    rb"gps|location|latitude|city|creator|author|artist|owner|serial|by-?line|contact|thumb|copyright|rights"
    rb"|person|<script|<html|<\?php",
    re.IGNORECASE,
)
# Blocks beside the pixels: Photoshop's with IPTC inside, and further pictures with details of their own.
MORE_INSIDE = {"photoshop", "mpoffset", "mp"}
TEXTS = ("comment", "xmp", "XML:com.adobe.xmp", "Raw profile type xmp")
RAW_PROFILES = "Raw profile type "
FILLING = b"\0\xff \r\n"
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}


def says_private_things(image: Image.Image, content: bytes) -> bool:
    """content: all of the file. The picture must have been loaded: PNG says some things after its pixels."""
    return (
        exif_is_private(image)
        or any(PRIVATE_WORDS.search(text) for text in texts_of(image))
        or bool(MORE_INSIDE & image.info.keys())
        or any(str(name).startswith(RAW_PROFILES) for name in image.info)
        or bool(image.info.get("thumbnails") or image.info.get("aux"))
        or has_left_overs(content, image.format or "")
    )


def exif_is_private(image: Image.Image) -> bool:
    """Also when it is damaged: other readers may make more of it."""
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        exif = Image.Exif()
        exif.load(image.info.get("exif") or image.getexif().tobytes())
        details = exif.get_ifd(ExifTags.IFD.Exif)
        found = (
            PRIVATE_TAGS & {*exif, *details}
            or exif.get_ifd(ExifTags.IFD.GPSInfo)
            or exif.get_ifd(ExifTags.IFD.IFD1)
        )
    return bool(found or complaints)


def texts_of(image: Image.Image) -> Iterable[bytes]:
    text = getattr(image, "text", {})
    for name, value in {**text, **{name: image.info.get(name) for name in TEXTS}}.items():
        if isinstance(value, bytes | str) and value:
            content = value if isinstance(value, bytes) else value.encode(errors="replace")
            yield str(name).encode(errors="replace") + b" " + content


def has_left_overs(content: bytes, form: str) -> bool:
    """Whether something follows the end of the picture: a film clip, an archive, a page."""
    find_end = {"JPEG": end_of_jpeg, "PNG": end_of_png, "WEBP": end_of_webp, "GIF": end_of_gif}.get(form)
    return find_end is not None and bool(content[find_end(content) :].strip(FILLING))


def end_of_jpeg(content: bytes) -> int:
    at = 2
    while found := MARKER.search(content, at):
        marker, at = content[found.start() + 1], found.end()
        if marker == 0xD9:
            return at
        if marker not in WITHOUT_LENGTH:
            at += max(2, int.from_bytes(content[at : at + 2], "big"))
    return len(content)


def end_of_png(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        name, at = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4], "big")
        if name == b"IEND":
            break
    return at


def end_of_webp(content: bytes) -> int:
    return 8 + int.from_bytes(content[4:8], "little")


def end_of_gif(content: bytes) -> int:
    """Up to the last sub-block: colour tables and blocks are stepped over as the format counts them."""
    at = 13 + table_bytes(content[10])
    while at < len(content) and content[at] != 0x3B:
        if content[at] == 0x2C and at + 10 < len(content):
            at += 11 + table_bytes(content[at + 9])
        elif content[at] == 0x21:
            at += 2
        else:
            return at
        while at < len(content) and content[at]:
            at += content[at] + 1
        at += 1
    return at + 1


def table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
