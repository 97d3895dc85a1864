"""An archive opens without us: what is in it, for whom, and that it is the same every time."""

import hashlib
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Role
from portfolio.models import Apprenticeship, Revision
from reports.archive.packing import pack
from tests.factories import ApprenticeshipFactory, attachment, evidence, member
from tests.reports.portfolios import small_portfolio

pytestmark = pytest.mark.django_db


def silent(*_args: object) -> None:
    """Nobody watches."""


def packed(apprenticeship, by, out):
    return pack(Apprenticeship.objects.for_page().get(pk=apprenticeship.pk), by=by, out=out, note=silent)


def test_archive_holds_page_style_data_and_the_bytes_of_every_file(tmp_path):
    apprenticeship = small_portfolio(2)
    packed(apprenticeship, apprenticeship.apprentice, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        written = json.loads(archive.read("portfolio.json"))
        assert set(archive.namelist()) == {"index.html", "style.css", "portfolio.json"} | {
            file["path"] for file in written["files"]
        }
        for file in written["files"]:
            assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
        assert b"Piece 2" in archive.read("index.html")
    assert (written["format"], written["version"]) == ("waymark-portfolio", "1.0")
    assert [len(piece["revisions"][0]["claims"]) for piece in written["evidence"]] == [1, 1]


def test_two_archives_of_one_portfolio_differ_in_when_they_were_made_alone(tmp_path):
    apprenticeship = small_portfolio(2)
    written = [
        packed(apprenticeship, apprenticeship.apprentice, tmp_path / name) for name in ("a.zip", "b.zip")
    ]
    for each in written:
        each["made"].pop("on")
    assert written[0] == written[1]


def test_drafts_are_in_the_apprentices_own_archive_alone(tmp_path):
    apprenticeship = ApprenticeshipFactory()
    evidence(apprenticeship, title="Half a thought")
    evidence(apprenticeship, Revision.State.SUBMITTED, title="A whole one")
    administrator = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    titles = {
        by.pk: [
            piece["revisions"][0]["title"]
            for piece in packed(apprenticeship, by, tmp_path / "a.zip")["evidence"]
        ]
        for by in (apprenticeship.apprentice, administrator)
    }
    assert titles == {
        apprenticeship.apprentice.pk: ["Half a thought", "A whole one"],
        administrator.pk: ["A whole one"],
    }
    assert b"Half a thought" not in zipfile.ZipFile(tmp_path / "a.zip").read("index.html")


def test_originals_are_in_the_apprentices_own_archive_alone(tmp_path):
    piece = evidence(state=Revision.State.SUBMITTED)
    file = attachment(piece.shown, b"\xff\xd8 with a place", name="desk.jpg", caption="").file
    copy = attachment(piece.shown, b"\xff\xd8 without", name="other.jpg").file
    file.media_type, file.has_clean_copy, file.has_picture = "image/jpeg", True, True
    file.clean_media_type, file.clean_sha256, file.clean_size = "image/jpeg", copy.sha256, copy.size
    file.save()
    default_storage.save(file.picture_key, ContentFile(b"\xff\xd8 without"))
    apprenticeship = piece.apprenticeship
    administrator = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    held = {}
    for by in (apprenticeship.apprentice, administrator):
        packed(apprenticeship, by, tmp_path / "a.zip")
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            held[by.pk] = any(b"with a place" in archive.read(name) for name in archive.namelist())
    assert held == {apprenticeship.apprentice.pk: True, administrator.pk: False}


@pytest.mark.parametrize("title", ["../../etc/passwd", "a\\b:c*?", "مرحبا بكم", "", "." * 80, "CON<script>"])
def test_titles_make_harmless_folders(tmp_path, title):
    piece = evidence(state=Revision.State.DRAFT, title=title)
    attachment(piece.latest)
    written = packed(piece.apprenticeship, piece.apprenticeship.apprentice, tmp_path / "a.zip")
    (path,) = [file["path"] for file in written["files"]]
    folder = path.split("/")
    assert (len(folder), folder[0], folder[2]) == (3, "files", "letter.pdf")
    assert not set(folder[1]) & set('\\:*?<>"|.')
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert b"<script>" not in archive.read("index.html")
