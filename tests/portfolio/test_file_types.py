"""Recognising files by contents and name, and cleaning what people call them."""

import pytest

from portfolio.file_types import BY_EXTENSION, FILE_TYPES, Kind, clean_name, detect
from tests.portfolio.files import OFFICE_PARTS, office, pdf, picture

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 30
HEIF = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 30
AVIF = b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 30
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + b"\0" * 30
MOV = b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 30
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 30
WAV = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 30
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nhttp://example.org/a.ts\n"

ACCEPTED = [
    (picture("JPEG"), "photo.jpg", "image/jpeg"),
    (picture("JPEG"), "PHOTO.JPEG", "image/jpeg"),
    (picture("PNG"), "a.png", "image/png"),
    (picture("WEBP"), "a.webp", "image/webp"),
    (picture("GIF"), "a.gif", "image/gif"),
    (HEIC, "IMG_1.HEIC", "image/heic"),
    (HEIF, "IMG_1.heif", "image/heic"),
    (HEIC, "IMG_1.jpg", "image/heic"),
    (picture("PNG"), "screenshot.jpg", "image/png"),
    (picture("PNG"), "no extension", "image/png"),
    (pdf(), "Meeting 12.3.2026", "application/pdf"),
    (pdf(), "report.pdf", "application/pdf"),
    *[
        (office(extension), f"a.{extension}", BY_EXTENSION[extension].media_type)
        for extension in OFFICE_PARTS
    ],
    ("Tŷ\n".encode(), "notes.txt", "text/plain"),
    (b"# Notes\n", "notes.md", "text/plain"),
    ("a;b\n".encode("utf-16"), "table.csv", "text/csv"),
    (b"ID3\x04" + b"\0" * 30, "a.mp3", "audio/mpeg"),
    (M4A, "memo.m4a", "audio/mp4"),
    (MP4, "memo.m4a", "audio/mp4"),
    (WAV, "a.wav", "audio/wav"),
    (b"OggS" + b"\0" * 30, "a.ogg", "audio/ogg"),
    (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm" + b"\0" * 30, "a.webm", "video/webm"),
    (MP4, "a.mp4", "video/mp4"),
    (MOV, "a.mov", "video/quicktime"),
]

REFUSED = [
    (b"", "a.txt"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png"),
    (b"<!DOCTYPE html><script>1</script>", "a.txt"),
    (b"\xef\xbb\xbf  <?xml version='1.0'?><a/>", "a.txt"),
    (b"<html>", "a.html"),
    (b"hello", "a.html"),
    (b"hello", "a"),
    (b"hello", "a.exe"),
    (b"MZ\x90\0", "a.exe"),
    (b"MZ\x90\0", "a.pdf"),
    (b"\x7fELF\x02", "a.txt"),
    (picture("PNG"), "a.exe"),
    (picture("PNG"), "a.pdf"),
    (pdf(), "a.docx"),
    (pdf(), "a.png"),
    (AVIF, "a.heic"),
    (HEIC, "a.mp4"),
    (PLAYLIST, "a.mp4"),
    (PLAYLIST, "a.m3u8"),
    (b"ffconcat version 1.0\nfile /etc/passwd\n", "a.mov"),
    (office("docx"), "a.zip"),
    (office("docx"), "a.docm"),
    (office("docx"), "a"),
    (b"a\0b", "a.txt"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 30, "a.docx"),
]


@pytest.mark.parametrize(
    ("head", "name", "media_type"), ACCEPTED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_detect_recognises(head, name, media_type):
    assert detect(head, name).media_type == media_type


@pytest.mark.parametrize(("head", "name"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_detect_refuses(head, name):
    assert detect(head, name) is None


def test_file_types_have_one_type_for_an_extension():
    extensions = [extension for file_type in FILE_TYPES for extension in file_type.extensions]
    assert len(extensions) == len(set(extensions))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Photo of the till.jpg", "Photo of the till.jpg"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.png", "ab c.png"),
        ("Cafe\u0301.txt", "Café.txt"),
        (".htaccess", "file.htaccess"),
        ("", "file"),
        ("...", "file"),
        ('a"b;c%00.txt', "a-b;c%00.txt"),
        ("\ud800.txt", "file.txt"),
        ("عربي 👩\u200d🏫.pdf", "عربي 👩\u200d🏫.pdf"),
    ],
)
def test_clean_name_keeps_what_is_harmless(name, clean):
    assert clean_name(name) == clean


def test_clean_name_shortens_and_keeps_the_extension():
    clean = clean_name("ŷ" * 300 + ".pdf")
    assert clean.endswith("ŷ.pdf")
    assert len(clean.encode()) == 200


def test_clean_name_corrects_an_extension_that_lies():
    assert clean_name("IMG_1.jpg", BY_EXTENSION["heic"]) == "IMG_1.heic"
    assert clean_name("IMG_1.JPEG", BY_EXTENSION["jpg"]) == "IMG_1.JPEG"
    assert clean_name("Meeting 12.3.2026", BY_EXTENSION["pdf"]) == "Meeting 12.3.2026.pdf"


def test_kind_is_written_as_one_word():
    assert [str(kind) for kind in Kind] == ["image", "document", "audio", "video", "text"]
