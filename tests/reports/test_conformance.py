"""A real engine judges the PDFs of five very different apprentices, as they are issued, by both standards."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from reports import press
from reports.makers.showcase import photos_of
from reports.seals.pdfs import seal_pdf
from tests.reports.five import FIVE, file, html_of, originals_in, pictures_in, piece, showcase
from tests.reports.seals.sealed import KEY, MANIFEST, certificate

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


def as_issued(path, folder, by):
    """A copy with the seal under which every issue leaves."""
    out = folder / path.name
    shutil.copyfile(path, out)
    seal_pdf(out, dict(MANIFEST), KEY, by)
    return out


@pytest.fixture(scope="module")
def verdicts(printed, tmp_path_factory):
    """One Java machine judges all files: (name, seal, flavour) -> how many rules, and what broke them."""
    pytest.importorskip("jpype")
    seals = {"sealed": None, "signed": certificate(tmp_path_factory.mktemp("certificate"))}
    paths = {
        str(as_issued(path, tmp_path_factory.mktemp(seal), by)): (name, seal)
        for name, (path, _) in printed.items()
        for seal, by in seals.items()
    }
    script = str(Path(settings.BASE_DIR, "scripts", "check_pdf.py"))
    judged = subprocess.run(
        [sys.executable, script, "--json", *paths], capture_output=True, text=True, timeout=250, check=False
    )
    return {
        (*paths[path], flavour): verdict
        for path, found in json.loads(judged.stdout).items()
        for flavour, verdict in found.items()
    }


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("seal", ["sealed", "signed"])
@pytest.mark.parametrize(("flavour", "rules"), [("PDF/A-3a", 155), ("PDF/UA-1", 106)])
def test_issued_pdf_passes_the_standard(name, seal, flavour, rules, verdicts):
    assert verdicts[name, seal, flavour] == [rules, {}]


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


def test_list_of_files_stands_beside_the_only_picture(tmp_path):
    photo = file(tmp_path, 1, "a.jpg", "image/jpeg", picture_key="a")
    other = file(tmp_path, 2, "b.jpg", "image/jpeg", picture_key="b")
    html = html_of(showcase("Bo", piece(1, files=(photo,)), piece(2, files=(photo, other))))
    assert (html.count('<div class="beside">'), html.count("Attached files")) == (1, 2)
