"""The pack as an assessment organisation unpacks it."""

import datetime as dt
import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Role
from portfolio.models import ShowcaseItem, StoredFile
from reports.actions import request_export
from reports.exports import make
from reports.makers.pack import make_pack
from reports.makers.showcase import SETTING
from reports.models import Export, HouseRules
from reports.packs.options import pack_options
from reports.seals.serials import new_serial
from reports.shipped import load_house_rules
from tests.factories import ApprenticeshipFactory, evidence, member
from tests.reports.portfolios import accepted, small_portfolio

pytestmark = pytest.mark.django_db


def packed(apprenticeship, key="kestrel", **changes):
    """The members of the pack by the shipped rules of this key, and the export."""
    load_house_rules()
    HouseRules.objects.filter(key=key).update(**changes)
    rules = HouseRules.objects.get(key=key)
    by = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    export = request_export(
        apprenticeship=apprenticeship, kind=Export.Kind.PACK, options=pack_options(rules), by=by
    )
    make(export.pk)
    export.refresh_from_db()
    if export.state != Export.State.READY:
        return {}, export
    with default_storage.open(export.key) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}, export


def rows_of(workbook, sheet=0):
    return list(openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[sheet].iter_rows(values_only=True))


def anchored(apprenticeship):
    """The first claim of the first piece shown on page 2 of a letter."""
    claim = ShowcaseItem.objects.get(position=1).evidence.shown.claims.first()
    letter = claim.revision.attachments.get(name="letter.pdf")
    StoredFile.objects.filter(pk=letter.file_id).update(pages=3)
    claim.anchor_kind, claim.anchor_attachment, claim.anchor_at = "page", letter, 2
    claim.outcome, claim.decided_on = "met", dt.date(2026, 10, 9)
    claim.save()
    return claim


def test_pack_holds_pdf_mapping_index_and_every_original():
    apprenticeship = small_portfolio(2)
    claim = anchored(apprenticeship)
    members, export = packed(apprenticeship)
    standard = apprenticeship.version.standard.reference
    name = apprenticeship.apprentice.name
    assert [path for path in members if not path.startswith("Evidence/")] == [
        f"Documents/{name}_{standard}_{export.finished_at.date()}.pdf",
        "Mapping/Mapping.xlsx",
        "Mapping/Mapping.pdf",
        "index.html",
        "waymark-manifest.json",
    ]
    code = claim.ksb.code
    letters = [f"Evidence/Piece_0{number}/0{number}_2_{code}.pdf" for number in (1, 2)]
    assert [members[path] for path in letters] == [b"letter 1", b"letter 2"]
    assert len([path for path in members if path.startswith("Evidence/")]) == 4


def test_mapping_says_page_of_file_and_page_of_pdf():
    apprenticeship = small_portfolio(2)
    claim = anchored(apprenticeship)
    members, _ = packed(apprenticeship)
    heads, *rows = rows_of(members["Mapping/Mapping.xlsx"], 1)
    row = dict(zip(heads, next(row for row in rows if row[0] == claim.ksb.code and row[2] == 1), strict=True))
    assert (row["Page of the file"], row["Where"]) == (2, "page 2 of letter.pdf")
    pdf = next(body for path, body in members.items() if path.startswith("Documents/"))
    document = pypdfium2.PdfDocument(pdf)
    said = document[row["Page of the PDF"] - 1].get_textpage().get_text_range()
    assert "Piece 1" in said
    assert row["File in this pack"] in members


def test_parts_of_a_pack_tell_of_one_moment_whatever_changes_meanwhile(tmp_path):
    apprenticeship = small_portfolio(2)
    load_house_rules()
    options = pack_options(HouseRules.objects.get(key="kestrel"))
    export = Export.objects.create(
        kind=Export.Kind.PACK,
        apprenticeship=apprenticeship,
        requested_by=apprenticeship.apprentice,
        options=options,
        serial=new_serial(),
    )

    def note(stage="", done=0, total=0):
        if stage == SETTING:
            ShowcaseItem.objects.filter(position=1).delete()

    with zipfile.ZipFile(make_pack(export, tmp_path, note).path) as pack:
        rows = rows_of(pack.read("Mapping/Mapping.xlsx"), 1)
    assert ShowcaseItem.objects.count() == 1
    assert {(row[2], row[3]) for row in rows[1:] if row[2]} == {(1, "Piece 1"), (2, "Piece 2")}


def test_links_of_the_index_lead_to_members_at_their_page():
    apprenticeship = small_portfolio(1)
    anchored(apprenticeship)
    members, _ = packed(apprenticeship)
    page = members["index.html"].decode()
    links = [part.partition('"')[0] for part in page.split('href="')[1:]]
    for link in links:
        path = unquote(link.partition("#")[0])
        assert not path or path in members, link
    assert any(link.endswith(".pdf#page=2") for link in links)


def test_nothing_but_chosen_pieces_is_packed():
    apprenticeship = small_portfolio(1)
    accepted(apprenticeship, title="Canary not chosen")
    evidence(apprenticeship, title="Canary draft")
    members, export = packed(apprenticeship)
    assert export.is_chosen
    workbook = str(rows_of(members["Mapping/Mapping.xlsx"]))
    assert b"Canary" not in members["index.html"]
    assert "Canary" not in workbook


def test_one_pdf_has_no_folder_of_originals():
    members, _ = packed(small_portfolio(1), "northgate")
    assert {path.partition("/")[0] for path in members} == {
        "Mapping",
        "Portfolio",
        "index.html",
        "waymark-manifest.json",
    }


def test_recordings_alone_leave_the_rest_out_and_say_so():
    members, _ = packed(small_portfolio(1), "meridian")
    assert not [path for path in members if path.startswith("3 Evidence")]
    assert b"2 files not in this pack" in members["index.html"]


def test_more_pieces_than_the_limit_are_refused_with_both_numbers():
    _, export = packed(small_portfolio(3), evidence_limit=2)
    assert export.reason.startswith("Kestrel Awards takes 2 pieces at most, and 3 are chosen. Take 1 out")


def test_too_large_a_file_is_left_out_and_too_large_a_pack_refused():
    members, _ = packed(small_portfolio(1), largest_file_bytes=100)
    assert b"the house rules take 100 bytes a file" in members["index.html"]
    _, export = packed(small_portfolio(1), largest_pack_bytes=5)
    assert "Kestrel Awards takes 5 bytes" in export.reason


def test_missing_original_stops_the_pack_with_a_sentence():
    apprenticeship = small_portfolio(1)
    file = StoredFile.objects.get(attachments__name="letter.pdf")
    default_storage.delete(file.key)
    _, export = packed(apprenticeship)
    assert (export.state, export.reason[:22]) == (Export.State.FAILED, "A file of this portfol")


def test_hostile_titles_become_text_and_safe_names():
    apprenticeship = small_portfolio(1)
    title = '=HYPERLINK("http://x")<script>../../CON'
    revision = ShowcaseItem.objects.get().evidence.shown
    type(revision).objects.filter(pk=revision.pk).update(title=title)
    anchored(apprenticeship)
    members, _ = packed(apprenticeship, piece_folder="{title}", file_name="{title}")
    assert b"<script>" not in members["index.html"]
    for path in members:
        assert ".." not in path
        assert not set(path) & set('\\:*?"<>|')
    book = openpyxl.load_workbook(io.BytesIO(members["Mapping/Mapping.xlsx"]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}, "no formula"
    assert any(cell.value == title for cell in cells)
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A2"}


def test_same_portfolio_makes_the_same_originals():
    apprenticeship = small_portfolio(1)
    first, _ = packed(apprenticeship)
    second, _ = packed(apprenticeship)
    originals = [path for path in first if path.startswith("Evidence/")]
    assert len(originals) == 2
    assert [first[path] for path in originals] == [second[path] for path in originals]


def test_page_offers_the_pack_and_refuses_foreign_rules(as_user):
    load_house_rules()
    apprenticeship = small_portfolio(1)
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    address = reverse("reports:exports", args=[apprenticeship.pk])
    assert b"Meridian End-Point" in client.get(address).content
    foreign = HouseRules.objects.create(provider=ApprenticeshipFactory().provider, key="x", name="Foreign")
    answer = client.post(address, {"kind": "pack", "rules": str(foreign.pk)})
    assert answer.status_code == 422
    own = HouseRules.objects.get(key="kestrel")
    assert client.post(address, {"kind": "pack", "rules": str(own.pk)}).status_code == 302
    export = Export.objects.get(kind="pack")
    assert export.options["rules"]["name"] == "Kestrel Awards"


def test_limit_is_said_before_anything_is_made(as_user):
    load_house_rules()
    HouseRules.objects.filter(key="kestrel").update(evidence_limit=1)
    apprenticeship = small_portfolio(2)
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    sent = {"kind": "pack", "rules": str(HouseRules.objects.get(key="kestrel").pk)}
    answer = client.post(reverse("reports:exports", args=[apprenticeship.pk]), sent)
    assert answer.status_code == 422
    assert b"1 piece at most, and 2 are chosen" in answer.content
