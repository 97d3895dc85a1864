"""What opened files say and how long they play, also where ffmpeg is missing."""

import struct

import pytest

from config import limits
from portfolio import opener
from portfolio.file_types import BY_EXTENSION, detect
from portfolio.opener import Examination, examine, seconds_for
from portfolio.opening import boxes
from portfolio.opening.answer import NOT_CLEANED
from portfolio.opening.texts import MOST_TEXT_BYTES, keep_text
from tests.portfolio.files import office, pdf, saved
from tests.portfolio.hostile.clips import NO_FFMPEG, PICTURE, SOUND, box, is_here, made
from tests.portfolio.hostile.documents import with_main

MAIL = b"""From: Sam <sam@example.org>
To: Desk <desk@example.org>
Date: Mon, 5 Oct 2026 09:00:00 +0100
Subject: =?utf-8?q?Thank_you_=E2=9C=93?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>You put it <b>right</b>.</p><script>no()</script><p>Thanks &amp; bye</p>
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="receipt.pdf"

%PDF
--b--
"""
MAIL_AS_TEXT = """From: Sam <sam@example.org>
To: Desk <desk@example.org>
Date: Mon, 05 Oct 2026 09:00:00 +0100
Subject: Thank you ✓

You put it right.

Thanks & bye

Attached: receipt.pdf"""

WORD = with_main(
    b'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Dear </w:t></w:r><w:r><w:t>Sam</w:t></w:r></w:p>'
    b"<w:p/><w:p><w:r><w:t>Sorry.</w:t><w:br/><w:t>Really.</w:t></w:r></w:p></w:body></w:document>"
)
EXCEL = office(
    "xlsx",
    extra={
        "xl/sharedStrings.xml": b"<sst><si><t>Week</t></si><si><r><t>Ca</t></r><r><t>lls</t></r></si></sst>",
        "xl/worksheets/sheet1.xml": b"<s><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
        b"<row><c><v>1</v></c><c><v>42</v></c></row></s>",
        "xl/worksheets/sheet2.xml": b"<s><row><c t='inlineStr'><is><t>Second</t></is></c></row></s>",
    },
)
POWERPOINT = office(
    "pptx",
    extra={f"ppt/slides/slide{n}.xml": f"<s><p><r><t>Slide {n}</t></r></p></s>".encode() for n in (1, 2, 10)},
)


def text_of(folder, content: bytes, extension: str) -> str:
    answer = examine(saved(folder, content), BY_EXTENSION[extension].media_type, folder)
    assert answer.ok, answer.reason
    return answer.text.read_text()


@pytest.mark.parametrize(
    ("content", "extension", "expected"),
    [
        (WORD, "docx", "Dear Sam\n\nSorry.\nReally."),
        (EXCEL, "xlsx", "Week\tCalls\n1\t42\fSecond"),
        (POWERPOINT, "pptx", "Slide 1\fSlide 2\fSlide 10"),
        (MAIL, "eml", MAIL_AS_TEXT),
        (b"One\r\nTwo\x0c\xe2\x80\xaethree", "txt", "One\nTwo\nthree"),
        (pdf(words="Page"), "pdf", "Page 1\fPage 2"),
    ],
    ids=["docx", "xlsx", "pptx", "eml", "txt", "pdf"],
)
def test_opener_reads_what_a_file_says(content, extension, expected, tmp_path):
    assert text_of(tmp_path, content, extension) == expected


def test_keep_text_stops_at_a_megabyte(tmp_path):
    assert keep_text(["é" * 400_000] * 5, tmp_path)
    assert MOST_TEXT_BYTES - 2 <= (tmp_path / "text.txt").stat().st_size <= MOST_TEXT_BYTES


def test_keep_text_keeps_nothing_of_blank_pages(tmp_path):
    assert keep_text(["", " "], tmp_path) is False
    assert not (tmp_path / "text.txt").exists()


@pytest.mark.parametrize(
    ("head", "name", "media_type"),
    [
        (MAIL, "thanks.eml", "message/rfc822"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\0" * 30, "note.weba", "audio/webm"),
    ],
)
def test_detect_recognises_mails_and_voice_notes(head, name, media_type):
    assert detect(head, name).media_type == media_type


@pytest.mark.parametrize("head", [b"Dear all, this is no mail.", b"<html>From: a</html>", b""])
def test_detect_refuses_what_only_calls_itself_a_mail(head):
    assert detect(head, "a.eml") is None


def test_draw_pages_stops_before_the_time_is_over(tmp_path):
    import pypdfium2

    from portfolio.opening.pdfs import draw_pages

    limits.set_deadline(1)
    try:
        assert draw_pages(pypdfium2.PdfDocument(pdf(pages=3)), tmp_path) == 0
    finally:
        limits.set_deadline(float("inf"))


def test_large_recordings_get_more_time():
    assert seconds_for(2_000_000_000, "video/mp4") == seconds_for(0, "video/mp4") + 100
    assert seconds_for(2_500_000, "audio/webm") == seconds_for(2_500_000, "video/mp4") + 10


# Recordings


@pytest.fixture
def ffmpeg_here():
    if not is_here():
        pytest.skip(NO_FFMPEG)


@pytest.fixture
def ffmpeg_missing(monkeypatch, tmp_path):
    """As on a machine without it; what the tests need was made before."""

    def take_away():
        monkeypatch.setenv("PATH", str(tmp_path))

    return take_away


def voice_note() -> bytes:
    """As a browser records it: no length, and no way to jump about."""
    return made("webm", *SOUND, "-c:a", "libopus", "-live", "1")


def test_voice_note_gets_a_length_and_a_copy_that_every_phone_plays(tmp_path, ffmpeg_here):
    answer = examine(saved(tmp_path, voice_note()), "video/webm", tmp_path)
    assert (answer.ok, answer.seconds, answer.picture) == (True, 3, None)
    assert (answer.media_type, answer.clean_media_type) == ("audio/webm", "audio/mp4")
    assert answer.clean.read_bytes()[4:11] == b"ftypM4A"


def test_video_gets_a_poster_and_a_length(tmp_path, ffmpeg_here):
    content = made("mp4", *PICTURE, "-c:v", "mpeg4", "-fflags", "+bitexact")
    answer = examine(saved(tmp_path, content), "video/mp4", tmp_path)
    assert (answer.seconds, answer.width, answer.height, answer.clean) == (3, 320, 240, None)
    assert answer.picture.read_bytes().startswith(b"\xff\xd8")


def test_without_ffmpeg_a_clip_loses_every_word_in_the_copy(tmp_path, ffmpeg_here, ffmpeg_missing):
    content = made("mp4", *PICTURE, "-c:v", "mpeg4", "-metadata", "location=+51.5000-000.1000/")
    ffmpeg_missing()
    answer = examine(saved(tmp_path, content), "video/mp4", tmp_path)
    assert (answer.ok, answer.seconds, answer.picture) == (True, 3, None)
    copy = answer.clean.read_bytes()
    assert (len(copy), b"loci" in copy, b"loci" in content) == (len(content), False, True)
    assert opener.clip_problem() == opener.NO_FFMPEG


def test_without_ffmpeg_another_clip_that_says_too_much_is_held_back(tmp_path, ffmpeg_here, ffmpeg_missing):
    content = made("mp3", *SOUND, "-metadata", "artist=Canary")
    ffmpeg_missing()
    answer = examine(saved(tmp_path, content), "audio/mpeg", tmp_path)
    assert answer == Examination(ok=False, reason=NOT_CLEANED, media_type="audio/mpeg")


def test_without_ffmpeg_a_silent_clip_passes_as_it_is(tmp_path, ffmpeg_missing):
    ffmpeg_missing()
    content = box(b"ftyp", b"isom\0\0\2\0") + box(
        b"moov", box(b"mvhd", b"\0" * 12 + struct.pack(">II", 10, 70))
    )
    answer = examine(saved(tmp_path, content + box(b"mdat", b"sound")), "video/mp4", tmp_path)
    assert answer == Examination(ok=True, seconds=7, media_type="video/mp4")


@pytest.mark.parametrize(
    ("content", "is_private"),
    [
        (b"encoder Lavf", False),
        (b"\xa9xyz+51.5", True),
        (b"loci", True),
        (b"com.apple.quicktime.author", True),
    ],
)
def test_boxes_know_which_words_are_private(content, is_private, tmp_path):
    path = saved(tmp_path, box(b"moov", box(b"udta", content)))
    assert boxes.look_through(path).is_private is is_private
