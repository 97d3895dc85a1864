"""Opening strangers' files: whole ones give their pictures, others a plain sentence."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from PIL import Image

from portfolio.file_types import BY_EXTENSION, FILE_TYPES
from portfolio.opener import Examination, examine
from portfolio.opening.answer import DAMAGED_CLIP
from tests.portfolio.files import (
    OFFICE_PARTS,
    office,
    pdf,
    photo_lying_on_its_side,
    picture,
    png_that_claims,
    saved,
    zip_that_understates,
)

DOCX = BY_EXTENSION["docx"].media_type


def examined(folder, content: bytes, media_type: str) -> Examination:
    return examine(saved(folder, content), media_type, folder)


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


@pytest.mark.parametrize(
    ("file_format", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_opener_makes_a_picture_and_a_thumbnail(tmp_path, file_format, media_type):
    answer = examined(tmp_path, picture(file_format), media_type)
    assert (answer.ok, answer.width, answer.height) == (True, 40, 20)
    assert answer.picture.read_bytes().startswith(b"\xff\xd8\xff")
    assert size_of(answer.thumbnail) == (40, 20)


def test_opener_turns_a_photo_upright_and_drops_place_and_owner(tmp_path):
    answer = examined(tmp_path, photo_lying_on_its_side(), "image/jpeg")
    assert (answer.width, answer.height) == (1000, 2000)
    with Image.open(answer.picture) as upright:
        assert upright.size == (800, 1600)
        assert dict(upright.getexif()) == {}
        assert upright.getpixel((400, 100))[0] > 200
        assert upright.getpixel((400, 1500))[2] > 200
    for copy in (answer.picture, answer.thumbnail):
        assert b"Canary" not in copy.read_bytes()
        assert b"Exif" not in copy.read_bytes()
    assert size_of(answer.thumbnail) == (200, 400)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("RGBA", (0, 0, 0, 0), 255),
        ("LA", (0, 0), 255),
        ("L", 128, 128),
        ("P", 0, 0),
        ("1", 1, 255),
        ("I;16", 65535, 255),
    ],
)
def test_opener_puts_every_kind_of_pixel_on_white(tmp_path, mode, colour, expected):
    answer = examined(tmp_path, picture(mode=mode, colour=colour), "image/png")
    with Image.open(answer.picture) as flat:
        assert abs(flat.getpixel((5, 5))[0] - expected) <= 2


def test_opener_draws_the_first_page_of_a_pdf(tmp_path):
    answer = examined(tmp_path, pdf(pages=3), "application/pdf")
    assert (answer.ok, answer.pages) == (True, 3)
    assert max(size_of(answer.picture)) == 1600
    assert max(size_of(answer.thumbnail)) == 400


@pytest.mark.parametrize("extension", OFFICE_PARTS)
def test_opener_accepts_an_office_file(tmp_path, extension):
    media_type = BY_EXTENSION[extension].media_type
    assert examined(tmp_path, office(extension), media_type) == Examination(ok=True, media_type=media_type)


@pytest.mark.parametrize("text", ["Tŷ café".encode(), "Tŷ".encode("utf-16"), "café £5".encode("cp1252")])
def test_opener_accepts_text_in_the_usual_encodings(tmp_path, text):
    answer = examined(tmp_path, text, "text/plain")
    assert answer == Examination(ok=True, media_type="text/plain", text=tmp_path / "text.txt")
    assert answer.text.read_text()[0] in {"T", "c"}


REFUSED = {
    "empty": (b"", "image/png", "This file is empty."),
    "cut-short": (picture(size=(400, 400), colour=(9, 8, 7))[:-200], "image/png", "could not be opened"),
    "cut-photo": (photo_lying_on_its_side()[:5000], "image/jpeg", "could not be opened"),
    "html-in-png": (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "image/png", "could not be opened"),
    "not-heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50, "image/heic", "could not be opened"),
    "other-format": (picture("GIF"), "image/png", "could not be opened"),
    "pixel-bomb": (png_that_claims(30_000, 30_000), "image/png", "more than 60 million pixels"),
    "wide-bomb": (png_that_claims(2_000_000_000, 2), "image/png", "more than 60 million pixels"),
    "broken-pdf": (b"%PDF-1.7\nnothing", "application/pdf", "could not be opened"),
    "locked-pdf": (pdf(password="secret"), "application/pdf", "protected by a password"),
    "endless-pdf": (pdf(pages=2001), "application/pdf", "more than 2,000 pages"),
    "not-a-zip": (b"PK\x03\x04 nothing", DOCX, "could not be opened"),
    "other-office": (office("xlsx"), DOCX, "could not be opened"),
    "macros": (office(extra={"word/vbaProject.bin": b"x"}), DOCX, "contains macros"),
    "zip-bomb": (office(extra={"word/a.bin": b"\0" * 50_000_000}), DOCX, "unfolds to far more"),
    "lying-zip": (zip_that_understates(), DOCX, "could not be opened"),
    "many-members": (office(extra={f"word/{n}": b"" for n in range(2000)}), DOCX, "unfolds to far more"),
    "zip-slip": (office(extra={"../../outside": b"x"}), DOCX, "could not be opened"),
    "xml-bomb": (
        office(extra={"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
        DOCX,
        "could not be opened",
    ),
    "nul-in-text": (b"a\0b", "text/plain", "could not be read"),
    "no-text": (b"\x81\x8d\xff", "text/plain", "could not be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_opener_refuses_with_a_plain_sentence(tmp_path, case):
    content, media_type, words = REFUSED[case]
    answer = examined(tmp_path, content, media_type)
    assert not answer.ok
    assert words in answer.reason
    assert answer.reason.endswith(".")
    assert answer.picture is None


def test_opener_keeps_nothing_of_a_page_hidden_behind_a_picture(tmp_path):
    answer = examined(tmp_path, picture() + b"<script>canary()</script>", "image/png")
    assert b"canary" not in answer.picture.read_bytes()


def test_opener_survives_a_process_that_takes_too_long(tmp_path, settings):
    settings.WAYMARK_CHECK_SECONDS = 0.01
    answer = examined(tmp_path, picture(), "image/png")
    assert answer.reason == "This file took too long to open. Try saving a smaller or simpler copy."


def test_opener_survives_a_process_that_may_not_have_the_memory(tmp_path, settings):
    settings.WAYMARK_CHECK_MEGABYTES = 60
    answer = examined(tmp_path, picture(size=(6000, 6000)), "image/png")
    assert answer == Examination(
        ok=False, reason="This picture could not be opened. It may be damaged; try saving it again."
    )


def test_opener_is_quick_with_a_phone_picture(tmp_path):
    path = saved(tmp_path, picture("JPEG", size=(4032, 3024)))
    started = time.monotonic()
    assert examine(path, "image/jpeg", tmp_path).ok
    assert time.monotonic() - started < 5


def test_opener_process_has_no_network():
    script = (
        "import socket, sys; from config.limits import leave_the_network\n"
        "if not leave_the_network(): sys.exit(3)\n"
        "socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=2)"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-c", script, port]
        status = subprocess.run(
            command, cwd=django_settings.BASE_DIR, capture_output=True, check=False
        ).returncode
    if status == 3:
        pytest.skip("this system lets nobody leave its network")
    assert status == 1


@pytest.mark.parametrize(
    "file_type", [t for t in FILE_TYPES if t.kind in {"audio", "video"}], ids=lambda t: t.media_type
)
def test_opener_refuses_a_recording_that_is_none(tmp_path, file_type):
    answer = examined(tmp_path, b"anything", file_type.media_type)
    assert answer == Examination(ok=False, reason=DAMAGED_CLIP, media_type=file_type.media_type)
