"""A real engine judges the PDFs of five very different apprentices against PDF/A-3a and PDF/UA-1."""

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from reports import press
from reports.makers.showcase import photos_of
from tests.reports.five import FIVE, html_of, originals_in, pictures_in

LIMITS = press.Limits(seconds=120, megabytes=1500)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """name -> its PDF, and what the printer said of it."""
    folder = tmp_path_factory.mktemp("five")
    found = {}
    for name, made in FIVE.items():
        showcase = made(folder)
        out = folder / f"{name}.pdf"
        result = press.to_pdf(
            html_of(showcase),
            pictures=pictures_in(showcase),
            photos=photos_of(showcase),
            attachments=originals_in(showcase),
            out=out,
            limits=LIMITS,
        )
        found[name] = out, result
    return found


@pytest.fixture(scope="module")
def verdicts(printed):
    """One Java machine judges all files: (name, flavour) -> the number of rules, and what broke them."""
    pytest.importorskip("jpype")
    paths = {str(path): name for name, (path, _) in printed.items()}
    script = str(Path(settings.BASE_DIR, "scripts", "check_pdf.py"))
    judged = subprocess.run(
        [sys.executable, script, "--json", *paths], capture_output=True, text=True, timeout=250, check=False
    )
    return {
        (paths[path], flavour): verdict
        for path, found in json.loads(judged.stdout).items()
        for flavour, verdict in found.items()
    }


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize(("flavour", "rules"), [("PDF/A-3a", 155), ("PDF/UA-1", 106)])
def test_pdf_passes_the_standard(name, flavour, rules, verdicts):
    assert verdicts[name, flavour] == [rules, {}]


def text_of(path):
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_pdf_prints_what_somebody_wrote_as_markup_and_reaches_nothing(printed):
    path, result = printed["every-script"]
    with pikepdf.open(path) as pdf:
        names = list(pdf.attachments)
    assert ("<img src=file:///etc/hostname>" in text_of(path), names) == (True, ["002-01 أ.jpg"])
    assert "\ue000" in result.undrawn


def test_pdf_of_a_hundred_thousand_characters_holds_them_all(printed):
    path, result = printed["very-long"]
    assert len(text_of(path)) > 100_000
    assert result.pages > 20


def test_pdf_carries_the_recordings_of_others(printed):
    path, _ = printed["judged-in-full"]
    with pikepdf.open(path) as pdf:
        assert "003-01 spoken.mp3" in pdf.attachments


def test_pdf_links_to_the_recording_at_its_second(printed):
    path, _ = printed["clips-and-figures"]
    assert "1:23 in call.mp4" in text_of(path)
