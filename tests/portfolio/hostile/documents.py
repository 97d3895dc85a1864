"""PDF and Office files: locked, looping, with macros, and unfolding into far more than they weigh."""

import io
import struct
import zipfile
from functools import cache

import pikepdf

from tests.portfolio.files import OFFICE_PARTS, office, pdf, zip_that_understates
from tests.portfolio.hostile.case import DOOR, REJECTED, SAFE, Case

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def with_main(content: bytes, extension: str = "docx") -> bytes:
    """An Office file whose main part is this."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(OFFICE_PARTS[extension], content)
    return buffer.getvalue()


def locked_zip() -> bytes:
    """Marked as encrypted, in the list of contents and before each member."""
    content = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def named_twice() -> bytes:
    buffer = io.BytesIO(office())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.NameToInfo.clear()
        archive.writestr("word/document.xml", "<other/>")
    return buffer.getvalue()


def looping_pages() -> bytes:
    """Its tree of pages contains itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 5>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )


def pdf_with(content: bytes, size: tuple[float, float] = (300, 300), **keys) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    page.Contents = document.make_stream(content)
    page.MediaBox = pikepdf.Array([0, 0, *size])
    for name, value in keys.items():
        document.Root[f"/{name}"] = value
    buffer = io.BytesIO()
    document.save(buffer, compress_streams=True, recompress_flate=True)
    return buffer.getvalue()


def acting() -> bytes:
    return pdf_with(b"", OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hostile')"))


@cache
def drawing_without_end() -> bytes:
    """A few thousand bytes that unfold to three million lines to draw."""
    return pdf_with(b"0 0 m 300 300 l S\n" * 3_000_000)


def picture_bomb() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    image = document.make_stream(b"\0" * 1000)
    image.stream_dict.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=100_000,
            Height=100_000,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
        )
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = document.make_stream(b"300 0 0 300 0 0 cm /I Do")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def old_office() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def sheet_of_lies() -> bytes:
    """Cells that name words which are not there."""
    sheet = b"<sheetData><row><c t='s'><v>99999999999</v></c><c t='s'><v>-1</v></c></row></sheetData>"
    return office("xlsx", extra={"xl/worksheets/sheet1.xml": sheet})


CASES = [
    Case("pdf", "cut short", "a.pdf", lambda: pdf()[:200], REJECTED, "document could not be opened"),
    Case("pdf", "page first", "b.pdf", lambda: b"<html><script>hostile()</script>" + pdf(), DOOR, "can’t be"),
    Case("pdf", "page behind", "c.pdf", lambda: pdf() + b"<html><script>hostile()</script>", SAFE),
    Case("pdf", "locked", "d.pdf", lambda: pdf(password="secret"), REJECTED, "protected by a password"),
    Case("pdf", "endless", "e.pdf", lambda: pdf(pages=2001), REJECTED, "more than 2,000 pages"),
    Case("pdf", "looping pages", "f.pdf", looping_pages, REJECTED, "could not be opened"),
    Case("pdf", "acting", "g.pdf", acting, SAFE),
    Case("pdf", "giant sheet", "h.pdf", lambda: pdf_with(b"", size=(1e9, 1e9)), SAFE),
    Case("pdf", "thin sheet", "i.pdf", lambda: pdf_with(b"", size=(0.01, 1e6)), SAFE),
    Case("pdf", "drawing without end", "j.pdf", drawing_without_end, REJECTED, "took too long"),
    Case("pdf", "picture bomb", "k.pdf", picture_bomb, SAFE),
    Case("pdf", "only a name", "l.pdf", lambda: b"%PDF-1.7\n%%EOF", REJECTED, "could not be opened"),
    Case(
        "docx", "billion laughs", "a.docx", lambda: with_main(LAUGHS + b"]><l>&j;</l>"), REJECTED, "could not"
    ),
    Case(
        "docx",
        "hidden laughs",
        "b.docx",
        lambda: with_main((LAUGHS.decode()[21:] + "]><l>&j;</l>").encode("utf-16")),
        REJECTED,
        "could not be opened",
    ),
    Case("docx", "reads our files", "c.docx", lambda: with_main(OUTSIDE), REJECTED, "could not be opened"),
    Case("docx", "zip slip", "d.docx", lambda: office(extra={"../../x": b"x"}), REJECTED, "could not"),
    Case("docx", "locked", "e.docx", locked_zip, REJECTED, "protected by a password"),
    Case("docx", "macros", "f.docx", lambda: office(extra={"word/vbaProject.bin": b"x"}), REJECTED, "macros"),
    Case("docx", "macros by name", "g.docm", office, DOOR, "can’t be added"),
    Case(
        "docx", "zip bomb", "h.docx", lambda: office(extra={"a.bin": b"\0" * 60_000_000}), REJECTED, "unfolds"
    ),
    Case("docx", "lying sizes", "i.docx", zip_that_understates, REJECTED, "could not be opened"),
    Case(
        "docx",
        "deep",
        "j.docx",
        lambda: with_main(b"<a>" * 200_000 + b"</a>" * 200_000),
        REJECTED,
        "document",
    ),
    Case("docx", "named twice", "k.docx", named_twice, REJECTED, "could not be opened"),
    Case("docx", "of another kind", "l.docx", old_office, DOOR, "can’t be added"),
    Case("docx", "no words", "m.docx", lambda: with_main(b"<w:document"), REJECTED, "could not be opened"),
    Case("xlsx", "lying cells", "a.xlsx", sheet_of_lies, SAFE),
    Case(
        "xlsx",
        "many members",
        "b.xlsx",
        lambda: office("xlsx", extra={f"x/{n}": b"" for n in range(2100)}),
        REJECTED,
        "unfolds",
    ),
    Case("pptx", "cut short", "a.pptx", lambda: office("pptx")[:-30], REJECTED, "could not be opened"),
    Case(
        "pptx", "no archive", "b.pptx", lambda: b"PK\x03\x04" + struct.pack("<I", 7) * 30, REJECTED, "could"
    ),
]
