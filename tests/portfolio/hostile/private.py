"""Sound files that say where, by whom and with what they were made."""

import io
import struct
from email.message import EmailMessage

import pikepdf
from PIL import Image, PngImagePlugin

from tests.portfolio.files import office
from tests.portfolio.hostile.clips import PICTURE, SOUND, made
from tests.portfolio.hostile.pictures import heic, jpeg_with

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="51,50N" '
    b'dc:creator="Canary Owner"/></rdf:RDF></x:xmpmeta>'
)
PLACE = ("-metadata", "location=+51.5000-000.1000/", "-metadata", "artist=Canary Owner")


def exif(*, is_on_its_side: bool = False) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = 6 if is_on_its_side else 1
    found[0x013B] = "Canary Owner"
    found.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    found.get_ifd(0x8769).update({0xA430: "Canary Owner", 0xA431: "CANARY-4711"})
    return found


def photo(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def jpeg() -> bytes:
    """With place, owner, a preview of its own, XMP and IPTC, as an editor on a phone leaves it."""
    buffer = io.BytesIO()
    photo().save(buffer, "JPEG", exif=with_preview(), xmp=XMP)
    iptc = b"\x1c\x02\x50" + struct.pack(">H", 12) + b"Canary Owner"
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    content = buffer.getvalue()
    return content[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + content[2:]


def with_preview() -> bytes:
    """EXIF with a second directory, that holds a small JPEG."""
    content = bytearray(exif().tobytes())
    order = "<" if content[6:8] == b"II" else ">"
    small = io.BytesIO()
    photo((40, 30)).save(small, "JPEG")
    (entries,) = struct.unpack_from(f"{order}H", content, 14)
    start = len(content) - 6
    struct.pack_into(f"{order}I", content, 16 + 12 * entries, start)
    preview = small.getvalue()
    content += struct.pack(f"{order}HHHIIHHIII", 2, 0x201, 4, 1, start + 30, 0x202, 4, 1, len(preview), 0)
    return bytes(content) + preview


def png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Canary Owner")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    buffer = io.BytesIO()
    photo().save(buffer, "PNG", exif=exif(), pnginfo=words)
    return buffer.getvalue()


def webp() -> bytes:
    buffer = io.BytesIO()
    photo().save(buffer, "WEBP", exif=exif(), xmp=XMP)
    return buffer.getvalue()


def phone_photo() -> bytes:
    return heic((400, 300), exif=exif().tobytes(), xmp=XMP)


def motion_photo() -> bytes:
    """A photo with a short film behind its end."""
    return jpeg_with() + made("mp4", *PICTURE, *PLACE, "-c:v", "mpeg4")


def pdf() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 300))
    image = document.make_stream(jpeg())
    image.stream_dict.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=400,
            Height=300,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = document.make_stream(b"400 0 0 300 0 0 cm /I Do")
    document.docinfo["/Author"] = "Canary Owner"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx() -> bytes:
    core = b"<c xmlns:dc='d'><dc:creator>Canary Owner</dc:creator></c>"
    return office(extra={"word/media/image1.jpeg": jpeg(), "docProps/core.xml": core})


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "The till"
    message.set_content("Here is the photo.")
    message.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="till.jpg")
    return message.as_bytes()


def film(extension: str, *words: str) -> bytes:
    return made(extension, *PICTURE, *SOUND, *PLACE, *words)


PICTURES = {
    "IMG_1.HEIC": phone_photo,
    "IMG_2.jpg": jpeg,
    "screen.png": png,
    "photo.webp": webp,
}
DOCUMENTS = {"letter.pdf": pdf, "report.docx": docx, "thanks.eml": mail}
CLIPS = {
    "motion.jpg": motion_photo,
    "till.mp4": lambda: film("mp4", "-c:v", "mpeg4", "-c:a", "aac"),
    "desk.mov": lambda: film("mov", "-c:v", "mpeg4", "-c:a", "aac"),
    "talk.webm": lambda: film("webm", "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "memo.m4a": lambda: made("m4a", *SOUND, *PLACE, "-c:a", "aac"),
    "memo.mp3": lambda: made("mp3", *SOUND, *PLACE),
    "memo.wav": lambda: made("wav", *SOUND, *PLACE),
    "memo.ogg": lambda: made("ogg", *SOUND, *PLACE, "-c:a", "libopus"),
}
