"""Files of every kind, sound and broken, made here so that the suite carries no samples."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
from PIL import Image

OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def picture(
    file_format: str = "PNG", *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options
) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(buffer, file_format, **options)
    return buffer.getvalue()


def photo_lying_on_its_side() -> bytes:
    """As a phone saves it: left half red, to be turned by 90 degrees, with a place and an owner inside."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Canary Owner"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    image = Image.new("RGB", (2000, 1000), "blue")
    image.paste("red", (0, 0, 1000, 1000))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=90)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that ask for gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def pdf(*, pages: int = 2, password: str | None = None, words: str = "") -> bytes:
    """words: printed on each page, with its number."""
    document = pikepdf.new()
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=(595, 842))
        if words:
            write_on(document, page, f"{words} {number}")
    buffer = io.BytesIO()
    encryption = pikepdf.Encryption(owner="owner", user=password) if password else None
    document.save(buffer, encryption=encryption)
    return buffer.getvalue()


def write_on(document: pikepdf.Pdf, page: pikepdf.Page, text: str) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())


def office(extension: str = "docx", *, extra: dict[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", OFFICE_PARTS[extension]: b"<document/>", **(extra or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zip_that_understates(extension: str = "docx") -> bytes:
    """Its list of contents says ten bytes; fifty million come out."""
    content = office(extension, extra={"word/media.bin": b"\0" * 50_000_000})
    return content.replace(struct.pack("<I", 50_000_000), struct.pack("<I", 10))


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(content)
    return path
