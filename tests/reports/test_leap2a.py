"""Leap2A from Mahara and Moodle becomes drafts; ours can be read again; hostile XML is not read."""

import io
import zipfile

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.base import ContentFile

from accounts.permissions import Refused
from portfolio.models import Apprenticeship, Evidence
from reports.actions.arrivals import confirm_arrival, receive_leap2a
from reports.archive.opening import Limits, opened
from reports.arrivals import work
from reports.leap2.reading import day_in, read_leap2a
from reports.leap2.writing import pack_leap2a
from standards.models import Prompt
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment
from tests.reports.portfolios import accepted, jpeg

pytestmark = pytest.mark.django_db

OLD = (
    'xmlns:leap="http://wiki.cetis.ac.uk/2009-03/Leap2A_predicates#" '
    'xmlns:leaptype="http://wiki.cetis.ac.uk/2009-03/Leap2A_types#"'
)
NEW = 'xmlns:leap2="http://terms.leapspecs.org/"'
HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {}>'


def feed(entries, names=NEW, before=""):
    author = "<author><name>Mira Okafor</name></author>"
    return f'<?xml version="1.0"?>{before}{HEAD.format(names)}{author}{entries}</feed>'


def entry(key, title, kind="leap2:entry", inner="", content="<content>Words.</content>"):
    head = f"<title>{title}</title><id>portfolio:{key}</id><published>2026-03-04T10:00:00Z</published>"
    return f'<entry>{head}{content}<rdf:type rdf:resource="{kind}"/>{inner}</entry>'


def zipped(xml, **files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("leap2a.xml", xml)
        for name, body in files.items():
            archive.writestr(f"files/{name.replace('_', '.')}", body)
    return out.getvalue()


@pytest.fixture
def apprenticeship():
    template = TemplateFactory(key="quick-capture", is_offered=False)
    Prompt.objects.filter(template=template).delete()
    Prompt.objects.create(template=template, key="note", label="What?", position=1)
    return ApprenticeshipFactory()


def sent(apprenticeship, content):
    arrival = receive_leap2a(
        apprenticeship=apprenticeship,
        source=ContentFile(content),
        name="export.zip",
        by=apprenticeship.apprentice,
    )
    work(arrival.pk)
    arrival.refresh_from_db()
    return arrival


def brought(arrival):
    confirm_arrival(arrival=arrival, choices={}, by=arrival.requested_by)
    work(arrival.pk)
    arrival.refresh_from_db()
    assert arrival.state == "done", arrival.reason
    return list(Evidence.objects.filter(apprenticeship=arrival.apprenticeship).order_by("latest__title"))


BOTH = pytest.mark.parametrize(
    ("names", "prefix", "types", "file"),
    [
        (NEW, "leap2:", "leap2:", '<link rel="enclosure" href="files/desk.jpg" type="image/jpeg"/>'),
        (OLD, "leap:", "leaptype:", ""),
        (
            NEW,
            "http://terms.leapspecs.org/",
            "http://terms.leapspecs.org/",
            '<link rel="enclosure" href="files/desk.jpg"/>',
        ),
    ],
    ids=["2010-07", "2009-03", "whole addresses"],
)


@BOTH
def test_entries_become_drafts_with_their_files(apprenticeship, names, prefix, types, file):
    content = "" if file else '<content src="files/desk.jpg" type="image/jpeg"/>'
    xml = feed(
        entry("1", "A day at the desk", f"{types}entry", f'<link rel="{prefix}has_part" href="portfolio:2"/>')
        + entry("2", "desk.jpg", f"{types}resource", file, content)
        + entry(
            "3", "My blog", f"{types}selection", f'<link rel="{prefix}has_part" href="portfolio:1"/>', ""
        ),
        names,
    )
    arrival = sent(apprenticeship, zipped(xml, desk_jpg=jpeg(3)))
    assert (arrival.state, arrival.preview["problems"], arrival.preview["author"]) == (
        "ready",
        [],
        "Mira Okafor",
    )
    (piece,) = brought(arrival)
    assert (piece.in_inbox, piece.latest.title, str(piece.latest.happened_on)) == (
        True,
        "A day at the desk",
        "2026-03-04",
    )
    assert [held.name for held in piece.latest.attachments.all()] == ["desk.jpg"]
    note = piece.latest.answers["note"]
    assert "Words." in note
    assert "From: My blog" in note


def test_what_has_no_home_is_kept_as_words(apprenticeship):
    inner = (
        '<leap2:date leap2:point="start" xmlns:leap2="http://terms.leapspecs.org/">2019</leap2:date>'
        '<category term="Customer care"/><link rel="related" href="https://example.org/award"/>'
    )
    kinds = ("achievement", "plan", "affiliation", "person", "unheard-of")
    xml = feed("".join(entry(kind, f"About {kind}", f"leap2:{kind}", inner) for kind in kinds))
    pieces = brought(sent(apprenticeship, zipped(xml)))
    assert [piece.latest.title for piece in pieces] == sorted(f"About {kind}" for kind in kinds)
    for piece in pieces:
        note = piece.latest.answers["note"]
        for words in ("Date, start: 2019", "Tags: Customer care", "Link: https://example.org/award"):
            assert words in note


def test_missing_files_are_said_and_stop_nothing(apprenticeship):
    xml = feed(entry("1", "Photo", "leap2:resource", '<link rel="enclosure" href="files/gone%20now.jpg"/>'))
    arrival = sent(apprenticeship, zipped(xml))
    assert arrival.preview["notes"] == [
        "The file “files/gone now.jpg” is named in the export but missing from it."
    ]
    assert len(brought(arrival)) == 1


def test_files_of_other_kinds_are_said_and_the_rest_is_kept(apprenticeship):
    xml = feed(entry("1", "run.exe", "leap2:resource", '<link rel="enclosure" href="files/run.exe"/>'))
    arrival = sent(apprenticeship, zipped(xml, run_exe=b"MZ"))
    (piece,) = brought(arrival)
    assert not piece.latest.attachments.exists()
    assert "run.exe" in arrival.carried["left"][0]


def test_mark_up_becomes_paragraphs(apprenticeship):
    script = "&lt;script&gt;bad()&lt;/script&gt;"
    markup = f"&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;{script}&lt;p&gt;Three&lt;/p&gt;"
    html = f"<content type='html'>{markup}</content>"
    inner = "<p>مرحبا</p><ul><li>a</li><li>b</li></ul>"
    xhtml = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{inner}</div></content>'
    xml = feed(entry("1", "A", content=html) + entry("2", "B", content=xhtml))
    notes = [piece.latest.answers["note"] for piece in brought(sent(apprenticeship, zipped(xml)))]
    assert [note.split("\n\n(")[0] for note in notes] == ["One two\n\nThree", "مرحبا\n\na\n\nb"]


def test_long_words_go_on_in_the_next_draft(apprenticeship):
    words = "word " * 9_000
    pieces = brought(
        sent(apprenticeship, zipped(feed(entry("1", "Long", content=f"<content>{words}</content>"))))
    )
    assert [piece.latest.title for piece in pieces] == ["Long", "Long (2)", "Long (3)"]
    assert sum(piece.latest.answers["note"].count("word") for piece in pieces) >= 9_000


def test_the_same_file_twice_adds_nothing(apprenticeship):
    content = zipped(feed(entry("1", "Once")))
    brought(sent(apprenticeship, content))
    assert len(brought(sent(apprenticeship, content))) == 1


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (feed(entry("1", "&b;"), before=LAUGHS), "declares entities"),
        (
            feed(entry("1", "&x;"), before='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "declares entities",
        ),
        (
            feed(entry("1", "A"), before='<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd">'),
            "declares entities",
        ),
        ("<feed", "not well-formed"),
        ("<html/>", "not a Leap2A file"),
        (feed("<a>" * 500 + "</a>" * 500), "not well-formed"),
    ],
    ids=["billion laughs", "external entity", "external dtd", "cut off", "other xml", "deep"],
)
def test_hostile_xml_is_refused_with_a_sentence(apprenticeship, xml, reason):
    arrival = sent(apprenticeship, zipped(xml))
    assert (arrival.state, reason in arrival.reason) == ("refused", True), arrival.reason


def test_only_the_apprentice_sends_leap2a(apprenticeship):
    with pytest.raises(Refused):
        receive_leap2a(
            apprenticeship=apprenticeship, source=ContentFile(b"x"), name="a.zip", by=apprenticeship.assessor
        )


def test_what_we_write_can_be_read_again(tmp_path):
    piece = accepted(title="A refund <put> right & ﷺ")
    attachment(piece.shown, b"%PDF-1.4 letter")
    found = Apprenticeship.objects.for_page().get(pk=piece.apprenticeship_id)
    pack_leap2a(found, by=found.apprentice, out=tmp_path / "l.zip", note=lambda *_: None)
    with opened(tmp_path / "l.zip", Limits(10**6, 10**7)) as archive:
        assert fromstring(archive.read("leap2a.xml", 10**6), forbid_dtd=True).tag.endswith("feed")
        read = read_leap2a(archive)
    assert read.author == found.apprentice.name
    (again,) = [each for each in read.pieces if each.what == "Written entry"]
    assert (again.title, len(again.files)) == (piece.shown.title, 1)
    assert "I listened and put it right." in again.text


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-04T10:00:00Z", "2026-03-04"),
        ("2026-02-31T10:00:00Z", ""),
        ("yesterday", ""),
        ("0000-00-00", ""),
    ],
    ids=["day", "impossible", "words", "zeros"],
)
def test_day_is_one_of_the_calendar_or_none(written, day):
    assert day_in(written) == day
