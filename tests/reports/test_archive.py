"""An archive opens without us: what is in it, for whom, and that it is the same every time."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Role
from portfolio.models import Apprenticeship, Revision
from reports.actions import request_export
from reports.archive.packing import pack
from reports.exports import make
from tests.architecture.records import whole_portfolio
from tests.factories import ApprenticeshipFactory, UserFactory, attachment, evidence, member
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
    assert (written["format"], written["version"]) == ("waymark-portfolio", "1.1")
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


@pytest.mark.parametrize("state", ["received", "checking"])
def test_what_is_not_checked_yet_is_handed_to_its_owner_alone(tmp_path, state):
    piece = evidence(state=Revision.State.SUBMITTED)
    file = attachment(piece.shown).file
    file.state = state
    file.save()
    apprenticeship = piece.apprenticeship
    administrator = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    held = [
        bool(packed(apprenticeship, by, tmp_path / "a.zip")["files"][0]["path"])
        for by in (apprenticeship.apprentice, administrator)
    ]
    assert held == [True, False]


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


def test_schema_is_what_leaves(tmp_path):
    """The file in docs/ is written from the shapes, and an archive has exactly its keys."""
    script = Path(__file__).resolve().parents[2] / "scripts" / "portfolio_schema.py"
    answer = subprocess.run(
        [sys.executable, str(script), "--check"], check=False, capture_output=True, text=True
    )
    assert (answer.stderr, answer.returncode) == ("", 0)
    schema = json.loads((script.parents[1] / "docs" / "portfolio.schema.json").read_text())
    written = packed(whole_portfolio().apprenticeship, UserFactory(), tmp_path / "a.zip")
    assert list(written) == schema["required"]
    assert_fits(json.loads(json.dumps(written)), schema)


TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def assert_fits(value, schema, place="portfolio"):
    """As much of JSON Schema as ours uses."""
    if "anyOf" in schema:
        schema = schema["anyOf"][value is None]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    assert not kinds or isinstance(value, tuple(TYPES[kind] for kind in kinds)), place
    assert "enum" not in schema or value in schema["enum"], place
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value), place
        for key, inner in schema["properties"].items():
            assert_fits(value[key], inner, f"{place}.{key}")
    if isinstance(value, list):
        for each in value:
            assert_fits(each, schema.get("items", {}), place)


@pytest.mark.parametrize("kind", ["archive", "leap2a"])
def test_archives_are_made_as_exports(kind):
    apprenticeship = small_portfolio()
    export = request_export(apprenticeship=apprenticeship, kind=kind, by=apprenticeship.apprentice)
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.reason, export.media_type) == ("ready", "", "application/zip")
    with zipfile.ZipFile(default_storage.path(export.key)) as archive:
        held = set(archive.namelist())
    expected = {"leap2a.xml"} if kind == "leap2a" else {"showcase.pdf", "portfolio.json", "index.html"}
    assert expected <= held
