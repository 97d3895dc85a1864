"""Pictures: cut short, enormous on paper, with scripts and archives in tow."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pillow_heif
from PIL import Image

from tests.portfolio.files import photo_lying_on_its_side, picture, png_that_claims
from tests.portfolio.hostile.case import DOOR, REJECTED, SAFE, Case

SCRIPT = b"<script>hostile()</script>"


@cache
def heic(size: tuple[int, int] = (320, 240), **options) -> bytes:
    """Encoded as a phone does it."""
    image = pillow_heif.from_pillow(Image.linear_gradient("L").convert("RGB").resize(size))
    buffer = io.BytesIO()
    image.save(buffer, quality=60, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(*chunks: bytes) -> bytes:
    """A small sound picture with more chunks after its header."""
    sound = picture(size=(60, 40))
    return sound[:33] + b"".join(chunks) + sound[33:]


def jpeg_with(*segments: tuple[int, bytes]) -> bytes:
    sound = picture("JPEG", size=(60, 40))
    blocks = b"".join(struct.pack(">BBH", 0xFF, m, len(content) + 2) + content for m, content in segments)
    return sound[:2] + blocks + sound[2:]


def exif_loop() -> bytes:
    """A directory whose next one is itself."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return jpeg_with((0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)))


def exif_that_overstates() -> bytes:
    entry = struct.pack("<HHII", 0x013B, 2, 0xFFFFFFF0, 0xFFFFFF00)
    return jpeg_with((0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 65535) + entry))


def with_archive() -> bytes:
    buffer = io.BytesIO(picture("JPEG", size=(60, 40)))
    buffer.seek(0, io.SEEK_END)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("page.html", SCRIPT * 10)
    return buffer.getvalue()


def gif_that_is_a_script() -> bytes:
    """The well-known trick: the size reads as the start of a comment."""
    return b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;hostile();"


def gif_that_claims_much() -> bytes:
    sound = bytearray(picture("GIF"))
    sound[6:10] = b"\xff\xff\xff\xff"
    return bytes(sound)


@cache
def gif_of_many_frames() -> bytes:
    frames = [Image.new("L", (8, 8), number % 255) for number in range(400)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@cache
def profile_bomb() -> bytes:
    return png_with(chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"\0" * 80_000_000, 1)))


@cache
def text_bomb() -> bytes:
    return png_with(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 1)))


def wrong_checksum() -> bytes:
    sound = bytearray(picture(size=(60, 40)))
    sound[-20] ^= 0xFF
    return bytes(sound)


def shredded(content: bytes) -> bytes:
    """Every hundredth byte is another."""
    return bytes(byte ^ 0xFF if at % 100 == 50 else byte for at, byte in enumerate(content))


CASES = [
    Case(
        "heic", "cut in half", "IMG_1.HEIC", lambda: heic()[: len(heic()) // 2], REJECTED, "picture could not"
    ),
    Case(
        "heic", "shredded", "IMG_2.HEIC", lambda: heic()[:40] + shredded(heic()[40:]), REJECTED, "could not"
    ),
    Case(
        "heic", "empty box", "IMG_3.HEIC", lambda: heic()[:48] + b"\0" * 60, REJECTED, "could not be opened"
    ),
    Case("jpeg", "cut short", "a.jpg", lambda: photo_lying_on_its_side()[:9000], REJECTED, "could not"),
    Case("jpeg", "exif loop", "b.jpg", exif_loop, SAFE),
    Case("jpeg", "exif overstates", "c.jpg", exif_that_overstates, SAFE),
    Case("jpeg", "with an archive", "d.jpg", with_archive, SAFE),
    Case("jpeg", "is a page", "e.jpg", lambda: b"<!DOCTYPE html>" + SCRIPT, DOOR, "can’t be added"),
    Case("jpeg", "is a drawing", "f.jpg", lambda: b"<svg onload='hostile()'/>", DOOR, "can’t be added"),
    Case("jpeg", "nothing at all", "g.jpg", lambda: b"", DOOR, "is empty"),
    Case("jpeg", "only a start", "h.jpg", lambda: b"\xff\xd8\xff\xe0", REJECTED, "could not be opened"),
    Case("jpeg", "of another kind", "i.jpg", lambda: picture("TIFF"), DOOR, "can’t be added"),
    Case("png", "giant square", "a.png", lambda: png_that_claims(30_000, 30_000), REJECTED, "60 million"),
    Case("png", "giant stripe", "b.png", lambda: png_that_claims(2_000_000_000, 2), REJECTED, "60 million"),
    Case("png", "profile bomb", "c.png", profile_bomb, REJECTED, "could not be opened"),
    Case("png", "text bomb", "d.png", text_bomb, REJECTED, "could not be opened"),
    Case("png", "with a page behind", "e.png", lambda: picture() + SCRIPT * 20, SAFE),
    Case(
        "png", "cut short", "f.png", lambda: picture(size=(900, 900), colour=7)[:-40], REJECTED, "could not"
    ),
    Case("png", "wrong checksum", "g.png", wrong_checksum, REJECTED, "could not be opened"),
    Case("gif", "is a script", "a.gif", gif_that_is_a_script, SAFE),
    Case("gif", "claims much", "b.gif", gif_that_claims_much, REJECTED, "60 million pixels"),
    Case("gif", "many frames", "c.gif", gif_of_many_frames, SAFE),
    Case("webp", "cut short", "a.webp", lambda: picture("WEBP", size=(300, 300))[:60], REJECTED, "could not"),
    Case("webp", "shredded", "b.webp", lambda: picture("WEBP")[:20] + b"\xff" * 50, REJECTED, "could not"),
]
