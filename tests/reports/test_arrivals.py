"""An archive that comes in: looked at, brought in, and nothing lost on the way."""

import io
import json
import threading
import zipfile
from collections import Counter
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Notification, Role, User
from accounts.permissions import Refused
from assessments.models import Decision, Gateway, Marking
from assessments.rules.carrying import Choice
from assessments.snapshots import digest
from portfolio.keeping import FileRefused
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence, KsbProgress, Revision, StoredFile
from reports.actions.arrivals import confirm_arrival, drop_arrival, receive_archive
from reports.archive.comparing import normalised
from reports.archive.packing import pack
from reports.arrivals import work
from reports.models import Arrival, SigningKey
from reports.permissions.arrivals import MOST_WAITING
from reports.seals.keys import key_id, public_pem, site_key
from reports.seals.manifests import ABOUT
from reports.seals.zips import seal_zip
from tests.architecture.records import whole_portfolio
from tests.assessments.versions import cohort
from tests.factories import (
    ApprenticeshipFactory,
    ProviderFactory,
    TemplateFactory,
    attachment,
    chosen,
    evidence,
    member,
)
from tests.reports.portfolios import accepted, photo

pytestmark = pytest.mark.django_db


def silent(*_args: object) -> None:
    """Nobody watches."""


def archive_of(apprenticeship, path, by=None):
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    return pack(found, by=by or found.apprentice, out=path, note=silent)


def sent(path, provider=None, by=None):
    """Received and looked at."""
    provider = provider or ProviderFactory()
    by = by or member(provider, Role.PROVIDER_ADMIN)
    content = ContentFile(path.read_bytes() if hasattr(path, "read_bytes") else path)
    arrival = receive_archive(provider=provider, source=content, name="portfolio.zip", in_form=True, by=by)
    work(arrival.pk)
    arrival.refresh_from_db()
    return arrival


CHOICES = {"person": "", "name": "Mira", "email": "mira@new.example", "employer": "Oak", "assessor": ""}


def brought(arrival, **choices):
    assert arrival.preview["problems"] == []
    confirm_arrival(arrival=arrival, choices={**CHOICES, **choices}, by=arrival.requested_by)
    work(arrival.pk)
    arrival.refresh_from_db()
    assert arrival.state != "refused", arrival.reason
    return arrival


def changed(path, *, without="", **changes):
    """The archive with another `portfolio.json`: each change gets the old value and gives the new one."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "portfolio.json":
                written = json.loads(content)
                for key, change in changes.items():
                    written[key] = change(written.get(key))
                written.pop(without, None)
                content = json.dumps(written).encode()
            new.writestr(name, content)
    return out.getvalue()


def portfolio_of(pieces=1):
    """With this many accepted pieces, each with a photo and a letter, chosen for the showcase."""
    apprenticeship = ApprenticeshipFactory()
    for number in range(1, pieces + 1):
        piece = accepted(apprenticeship, title=f"Piece {number}")
        photo(piece, shade=number, caption="The desk")
        attachment(piece.shown, b"%%PDF-1.4 letter %d" % number, name="letter.pdf", position=1)
        chosen(piece, number)
    return apprenticeship


def rich_portfolio():
    portfolio = whole_portfolio()
    for gateway in Gateway.objects.all():
        gateway.snapshot_hash = digest(gateway.snapshot)
        gateway.save()
    evidence(portfolio.apprenticeship, title="Half a thought")
    return portfolio.apprenticeship


def test_export_import_export_is_equal_but_for_identity_and_time(tmp_path):
    apprenticeship = rich_portfolio()
    first = archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"), employer=apprenticeship.employer.name)
    assert (arrival.state, arrival.reason) == (Arrival.State.DONE, "")
    second = archive_of(arrival.apprenticeship, tmp_path / "b.zip")
    assert normalised(json.loads(json.dumps(second))) == normalised(json.loads(json.dumps(first)))
    assert [
        part for part in ("evidence", "signatures", "gateways", "mock_assessments") if not first[part]
    ] == []
    earlier = [event for event in second["trail"] if event["provider"] == apprenticeship.provider.name]
    assert [event["act"] for event in earlier] == [event["act"] for event in first["trail"]]
    assert not default_storage.exists(arrival.key)


def test_somebody_moved_between_versions_arrives_as_they_were(tmp_path, as_user):
    there = cohort(tmp_path)
    there.move(there.one, K10=Choice((there.new("K5").pk,), stands=True))
    row = Apprenticeship.objects.get(pk=there.one.pk)
    first = archive_of(row, tmp_path / "a.zip")
    [move] = first["version_moves"]
    assert (move["left"], move["joined"], move["provider"]) == ("1.1", "1.2", row.provider.name)
    assert Counter(claim["act"] for claim in move["claims"]) == {
        "carried": 5,
        "asked": 1,
        "copied": 2,
        "joined": 1,
        "aside": 3,
    }
    aside = next(claim for claim in move["claims"] if claim["act"] == "joined")
    assert (aside["claim"], aside["left"], aside["decisions"][0]["outcome"]) == (None, "K10", "Met")
    arrival = brought(sent(tmp_path / "a.zip"), employer=row.employer.name)
    assert (arrival.state, arrival.reason) == (Arrival.State.DONE, "")
    here = arrival.apprenticeship
    second = archive_of(here, tmp_path / "b.zip")
    assert normalised(json.loads(json.dumps(second))) == normalised(json.loads(json.dumps(first)))
    assert Claim.objects.asked_again().filter(revision__evidence__apprenticeship=here).count() == 2
    page = as_user(here.apprentice).get(here.get_absolute_url()).content.decode()
    assert "Moved from 1.1 to 1.2" in page
    assert "Only there could it be undone" in page
    assert not here.version_moves.exists()


def test_an_archive_of_before_moves_were_told_still_arrives(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    old = changed(tmp_path / "a.zip", without="version_moves", version=lambda _: "1.0")
    assert brought(sent(old)).state == Arrival.State.DONE


def test_decisions_made_elsewhere_are_credited_to_nobody_here(tmp_path, as_user):
    apprenticeship = portfolio_of()
    archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"))
    (decision,) = Decision.objects.filter(claim__revision__evidence__apprenticeship=arrival.apprenticeship)
    somebody = decision.assessor
    assert somebody != apprenticeship.assessor
    assert somebody.name == f"{apprenticeship.assessor.name} ({apprenticeship.provider.name})"
    assert (somebody.elsewhere, somebody.is_active) == (apprenticeship.provider.name, False)
    assert not somebody.has_usable_password()
    assert not Membership.objects.filter(user=somebody).exists()
    assert KsbProgress.objects.get(apprenticeship=arrival.apprenticeship, met=1).state == "met"
    piece = arrival.apprenticeship.evidence.get()
    assert b"Made elsewhere" in as_user(arrival.requested_by).get(piece.get_absolute_url()).content


def test_nothing_is_written_before_it_is_confirmed(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    before = [model.objects.count() for model in (Apprenticeship, Evidence, User, StoredFile)]
    arrival = sent(tmp_path / "a.zip")
    after = [model.objects.count() for model in (Apprenticeship, Evidence, User, StoredFile)]
    assert arrival.state == Arrival.State.READY
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 0, 1, 0]


def test_preview_says_what_is_inside(tmp_path):
    apprenticeship = portfolio_of(2)
    archive_of(apprenticeship, tmp_path / "a.zip")
    preview = sent(tmp_path / "a.zip").preview
    counts = dict(preview["counts"])
    assert (preview["name"], preview["email"]) == (
        apprenticeship.apprentice.name,
        apprenticeship.apprentice.email,
    )
    assert (counts["Pieces of evidence"], counts["Claims"], counts["Decisions made elsewhere"]) == (
        "2",
        "2",
        "2",
    )
    assert preview["ksbs"] == {"by_guid": 2, "by_text": 0, "missing": []}
    assert preview["problems"] == []


def test_archive_goes_to_somebody_who_is_here(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    person = member(arrival.provider, Role.APPRENTICE)
    assessor = member(arrival.provider, Role.ASSESSOR)
    arrival = brought(arrival, person=str(person.pk), assessor=str(assessor.pk))
    assert (arrival.apprenticeship.apprentice, arrival.apprenticeship.assessor) == (person, assessor)
    assert not User.objects.filter(email="mira@new.example").exists()


def test_an_address_known_elsewhere_on_the_site_is_not_told(tmp_path):
    apprenticeship = portfolio_of()
    archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"), email=apprenticeship.apprentice.email)
    person = arrival.apprenticeship.apprentice
    assert person != apprenticeship.apprentice
    assert person.email.endswith(".invalid")


def test_the_same_archive_twice_says_so(tmp_path):
    apprenticeship = portfolio_of()
    archive_of(apprenticeship, tmp_path / "a.zip")
    first = brought(sent(tmp_path / "a.zip"))
    archive_of(apprenticeship, tmp_path / "b.zip")
    again = sent(tmp_path / "b.zip", first.provider)
    with pytest.raises(Refused, match="brought in here before") as refusal:
        confirm_arrival(arrival=again, choices=CHOICES, by=again.requested_by)
    assert refusal.value.status == 409
    assert Apprenticeship.objects.filter(provider=first.provider).count() == 1


def test_bringing_in_twice_at_once_does_it_once(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    one = sent(tmp_path / "a.zip")
    two = sent(tmp_path / "a.zip", one.provider)
    for each in (one, two):
        confirm_arrival(arrival=each, choices=CHOICES, by=each.requested_by)
    work(one.pk)
    work(two.pk)
    two.refresh_from_db()
    assert (two.state, Apprenticeship.objects.filter(provider=one.provider).count()) == ("refused", 1)
    assert "brought in here before" in two.reason


def test_a_changed_byte_is_refused_by_the_name_of_the_file(tmp_path):
    written = archive_of(portfolio_of(), tmp_path / "a.zip")
    path = next(file["path"] for file in written["files"] if file["path"].endswith("letter.pdf"))
    out = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.zip") as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"letter", b"lettre") if name == path else content)
    arrival = sent(out.getvalue())
    assert arrival.state == Arrival.State.REFUSED
    assert path in arrival.reason
    assert "bytes were changed" in arrival.reason


def _without_first_marking(evidence):
    evidence[0]["revisions"][0]["marking"] = None
    evidence[0]["revisions"][0]["claims"][0]["decisions"] = []
    return evidence


def _with(path, value):
    def change(rows):
        target = rows
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        return rows

    return change


FIRST = [0, "revisions", 0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": lambda _: "2.0"}, "written by a newer Waymark: its format is 2.0"),
        ({"format": lambda _: "other"}, "not a Waymark archive"),
        ({"version": lambda _: 1}, "not a Waymark archive"),
        ({"evidence": lambda _: {"a": 1}}, "cannot be read"),
        ({"files": lambda files: [*files, files[0]]}, "cannot be read"),
        ({"files": _with([0, "sha256"], "x" * 64)}, "cannot be read"),
        ({"files": _with([0, "path"], "files/none.pdf")}, "is missing from the archive"),
        ({"apprenticeship": lambda about: {**about, "standard": {}}}, "which this site does not hold"),
        ({"apprenticeship": lambda about: {**about, "apprentice": "p99"}}, "does not say whose"),
        ({"evidence": _with([*FIRST, "title"], "a\x00b")}, "cannot be read"),
        ({"evidence": _with([*FIRST, "title"], "\ud800")}, "cannot be read"),
        ({"trail": lambda trail: [*trail, {"at": "yesterday"}]}, "cannot be read"),
        ({"templates": lambda rows: [{**rows[0], "name": "x" * 500}]}, "cannot be read"),
        ({"templates": lambda rows: [{**rows[0], "fits": "K1"}]}, "cannot be read"),
    ],
    ids=[
        "newer",
        "other format",
        "version is a number",
        "no list",
        "file twice",
        "no hash",
        "missing file",
        "no standard",
        "nobody's",
        "nul",
        "half a character",
        "event without a time",
        "template too long",
        "template fits no list",
    ],
)
def test_an_archive_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, changes, reason):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(changed(tmp_path / "a.zip", **changes))
    assert (arrival.state, reason in arrival.reason) == ("refused", True), arrival.reason


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"evidence": _without_first_marking},
            "Piece 1: version 1 is accepted, which does not fit its marking",
        ),
        ({"evidence": _with([*FIRST, "title"], "x" * 300)}, "Piece 1, version 1: “title”"),
        ({"evidence": _with([*FIRST, "number"], "one")}, "Piece 1, version 1: “number” cannot be read"),
        ({"evidence": _with([*FIRST, "state"], "shiny")}, "Piece 1, version 1: “state”"),
        ({"evidence": _with([*FIRST, "created_at"], "2026-01-01T10:00:00")}, "“created_at” cannot be read"),
        ({"evidence": _with([*FIRST, "claims", 0, "ksb"], "Z9")}, "claim 1: “ksb” names “Z9”"),
        ({"evidence": _with([*FIRST, "attachments", 0, "file"], "0" * 64)}, "file 1: “file” names"),
        (
            {"evidence": _with([*FIRST, "claims", 0, "decisions", 0, "assessor"], "p9")},
            "decision 1: “assessor”",
        ),
        ({"evidence": _with([0, "revisions"], [])}, "Piece 1: it has no version"),
        ({"showcase": lambda rows: [*rows, rows[0]]}, "chosen twice"),
        ({"evidence": _with([*FIRST, "answers"], "words")}, "“answers” cannot be read"),
        ({"evidence": _with([*FIRST, "answers"], {"situation": {"a": 1}})}, "“answers” cannot be read"),
        (
            {"evidence": _with([*FIRST, "answers"], {"stages": [{"stage": "In", "feeling": "x"}]})},
            "“answers”",
        ),
        ({"evidence": _with([*FIRST, "declined"], [{"a": 1}])}, "“declined” cannot be read"),
        ({"evidence": _with([*FIRST, "declared"], 5)}, "“declared” cannot be read"),
    ],
    ids=[
        *("marking", "long", "type", "choice", "no zone", "ksb", "file", "person", "no version", "twice"),
        *("answers", "answer", "cell", "declined", "declared"),
    ],
)
def test_a_row_that_cannot_be_kept_is_shown_with_its_place(tmp_path, changes, problem):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(changed(tmp_path / "a.zip", **changes))
    assert arrival.state == "ready", arrival.reason
    assert any(problem in each for each in arrival.preview["problems"]), arrival.preview["problems"]
    with pytest.raises(Refused):
        confirm_arrival(arrival=arrival, choices=CHOICES, by=arrival.requested_by)


def test_what_a_later_minor_version_adds_is_passed_over_and_said(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    changes = {
        "version": lambda _: "1.7",
        "moods": lambda _: ["sunny"],
        "evidence": _with([0, "mood"], "sunny"),
    }
    arrival = sent(changed(tmp_path / "a.zip", **changes))
    assert (arrival.preview["problems"], "moods" in arrival.preview["notes"][0]) == ([], True)
    assert brought(arrival).state == Arrival.State.DONE


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        {"shown": []},
        {"shown": {"piece": {"title": "x"}}},
        {"shown": {"piece": None, "behaviours": 7}},
        {"shown": {"piece": None}, "signed": "x"},
    ],
    ids=["nothing", "list", "piece", "behaviours", "signed"],
)
def test_what_was_signed_in_an_odd_shape_is_refused_with_its_place(tmp_path, snapshot):
    archive_of(rich_portfolio(), tmp_path / "a.zip")
    signed = {"snapshot": {"x": 1} | snapshot, "snapshot_hash": digest({"x": 1} | snapshot)}
    arrival = sent(changed(tmp_path / "a.zip", signatures=lambda rows: [row | signed for row in rows]))
    assert "Signature 1: what was signed cannot be read" in arrival.preview["problems"], arrival.preview[
        "problems"
    ]


def test_what_was_signed_and_then_altered_is_refused(tmp_path):
    apprenticeship = rich_portfolio()
    archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = sent(changed(tmp_path / "a.zip", signatures=_with([0, "snapshot", "title"], "Another")))
    assert any("not what its SHA-256 says" in each for each in arrival.preview["problems"])


def test_ksbs_are_recognised_by_guid_then_by_code_and_words(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    unknown = "00000000-0000-4000-8000-000000000000"
    arrival = sent(changed(tmp_path / "a.zip", ksbs=_with([0, "guid"], unknown)))
    assert arrival.preview["ksbs"] == {"by_guid": 1, "by_text": 1, "missing": []}

    def other(ksbs):
        return [{**ksbs[0], "guid": unknown, "statement": "Something else"}, *ksbs[1:]]

    arrival = sent(changed(tmp_path / "a.zip", ksbs=other))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        first = json.loads(archive.read("portfolio.json"))["ksbs"][0]
    assert arrival.preview["ksbs"]["missing"] == [first["code"]]


def test_archive_without_room_says_so_before(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip", ProviderFactory(storage_bytes=10))
    assert any("not enough room" in each for each in arrival.preview["problems"])


def test_archive_larger_than_a_form_takes_is_413(tmp_path, settings):
    settings.WAYMARK_MAX_FORM_FILE_BYTES = 100
    archive_of(portfolio_of(), tmp_path / "a.zip")
    with pytest.raises(FileRefused) as refusal:
        sent(tmp_path / "a.zip")
    assert refusal.value.status == 413


def test_only_administrators_receive_archives(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    provider = ProviderFactory()
    for role in (Role.APPRENTICE, Role.ASSESSOR, Role.LINE_MANAGER, Role.IQA, Role.VISITOR):
        with pytest.raises(Refused):
            sent(tmp_path / "a.zip", provider, member(provider, role))


def test_whoever_lost_the_role_meanwhile_brings_nothing_in(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    confirm_arrival(arrival=arrival, choices=CHOICES, by=arrival.requested_by)
    arrival.requested_by.memberships.update(ended_at=arrival.requested_at)
    work(arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.state, Apprenticeship.objects.filter(provider=arrival.provider).exists()) == (
        "refused",
        False,
    )


def sealed(path):
    manifest = {"about": ABOUT, "version": 1, "serial": "7K3P-9QXD-42HM", "issued_by": "Larkmoor"}
    manifest |= {"issued_at": "2026-11-20T09:00:00+00:00", "key": key_id(site_key().public_key())}
    seal_zip(path, manifest, site_key())
    return path


@pytest.mark.parametrize("kind", ["none", "holds", "unknown", "broken"])
def test_preview_says_whether_the_seal_holds(tmp_path, kind, settings, as_user):
    settings.WAYMARK_DATA = tmp_path / "data"
    settings.WAYMARK_DATA.mkdir()
    path = tmp_path / "a.zip"
    archive_of(portfolio_of(), path)
    if kind != "none":
        sealed(path)
    if kind != "unknown":
        public = site_key().public_key()
        SigningKey.objects.create(key_id=key_id(public), public_key=public_pem(public))
    if kind == "broken":
        content = bytearray(path.read_bytes())
        content[content.rfind(b"PK\x01\x02") + 12] ^= 2  # the time of a member, which no reader minds
        path.write_bytes(content)
    arrival = sent(path)
    assert arrival.preview["seal"]["kind"] == kind
    page = as_user(arrival.requested_by).get(arrival.get_absolute_url()).content.decode()
    assert arrival.preview["seal"]["says"] in page
    assert ("Larkmoor" in arrival.preview["seal"]["says"]) is (kind != "none")


@pytest.mark.django_db(transaction=True)
def test_no_more_wait_than_may_however_many_are_sent_at_once(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    content, provider = (tmp_path / "a.zip").read_bytes(), ProviderFactory()
    people = [member(provider, Role.PROVIDER_ADMIN) for _ in range(3)]
    waiting = Arrival(provider=provider, requested_by=people[0], name="a.zip", size=1, state="ready")
    for _ in range(MOST_WAITING - 1):
        waiting.pk = uuid4()
        waiting.save(force_insert=True)
    barrier, refused = threading.Barrier(len(people)), []

    def send(person):
        barrier.wait()
        try:
            source = ContentFile(content)
            receive_archive(provider=provider, source=source, name="a.zip", in_form=True, by=person)
        except Refused as refusal:
            refused.append(refusal.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (Arrival.objects.count(), refused) == (MOST_WAITING, [409, 409])
    assert len(default_storage.listdir("arrivals")[1]) == 1


def test_dropping_deletes_the_file_and_what_it_said(tmp_path, django_capture_on_commit_callbacks):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    with django_capture_on_commit_callbacks(execute=True):
        drop_arrival(arrival=arrival, by=arrival.requested_by)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.preview, default_storage.exists(arrival.key)) == ("dropped", {}, False)


def test_every_step_is_in_the_record(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"))
    acts = (
        AuditEvent.objects.filter(provider=arrival.provider).order_by("number").values_list("act", flat=True)
    )
    assert list(acts) == [
        "received",
        "confirmed",
        "added a person",
        "given a role",
        *["added a stand-in"] * User.objects.exclude(elsewhere="").count(),
        "brought in from elsewhere",
    ]


def test_templates_that_are_not_here_come_along(tmp_path):
    apprenticeship = ApprenticeshipFactory()
    template = TemplateFactory(provider=apprenticeship.provider, key="our-own", name="Our own")
    piece = evidence(apprenticeship, Revision.State.SUBMITTED, template=template)
    attachment(piece.shown)
    archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"))
    (came,) = Evidence.objects.filter(apprenticeship=arrival.apprenticeship)
    assert (came.template.key, came.template.provider, came.template.is_offered) == (
        "our-own",
        arrival.provider,
        False,
    )
    assert came.template != template


def test_markings_made_elsewhere_are_nobodys_to_sample_here(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = brought(sent(tmp_path / "a.zip"))
    came = Marking.objects.filter(revision__evidence__apprenticeship=arrival.apprenticeship)
    assert (came.count(), came.made_here().count()) == (1, 0)


def test_a_hash_alone_gives_nobody_the_file_of_somebody_else(tmp_path):
    """Hashes are printed and handed on; whoever writes one into an archive has not had the file."""
    apprenticeship, provider = portfolio_of(), ProviderFactory()
    archive_of(apprenticeship, tmp_path / "a.zip")
    theirs = ApprenticeshipFactory(provider=provider)
    content = b"%PDF-1.4 letter 1"
    secret = attachment(evidence(theirs).latest, content, name="letter.pdf").file

    def without_bytes(files):
        return [
            file | {"path": "", "withheld": "It was lost."} if file["sha256"] == secret.sha256 else file
            for file in files
        ]

    arrival = brought(sent(changed(tmp_path / "a.zip", files=without_bytes), provider))
    (letter,) = Attachment.objects.filter(
        revision__evidence__apprenticeship=arrival.apprenticeship, name="letter.pdf"
    )
    assert (letter.file == secret, letter.file.state) == (False, StoredFile.State.REJECTED)
    assert letter.file.reason == f"It was lost. Its SHA-256 was {secret.sha256}."
    assert not default_storage.exists(letter.file.key)


def test_what_was_interrupted_three_times_is_told_and_its_file_kept(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    Arrival.objects.update(state=Arrival.State.CONFIRMED, attempts=3, leased_until=None)
    work(arrival.pk)
    arrival.refresh_from_db()
    told = Notification.objects.get(user=arrival.requested_by, kind="export")
    assert (arrival.state, "interrupted three times" in arrival.reason) == ("stopped", True)
    assert "was stopped" in told.text
    assert default_storage.exists(arrival.key)


def test_what_nobody_foresaw_is_told_with_a_reference_and_tried_again(tmp_path, as_user, caplog, settings):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    folder, settings.FILE_UPLOAD_TEMP_DIR = settings.FILE_UPLOAD_TEMP_DIR, tmp_path / "a.zip"
    arrival = sent(tmp_path / "a.zip")
    assert (arrival.state, default_storage.exists(arrival.key)) == ("stopped", True)
    client = as_user(arrival.requested_by)
    page = client.get(arrival.get_absolute_url()).content.decode()
    (reference,) = {word for word in page.split() if f"'reference': '{word.strip('.:<')[:8]}'" in caplog.text}
    assert f"the reference {reference[:8]}" in arrival.reason
    settings.FILE_UPLOAD_TEMP_DIR = folder
    assert client.post(reverse("reports:arrival-retry", args=[arrival.pk])).status_code == 302
    assert client.post(reverse("reports:arrival-retry", args=[arrival.pk])).status_code == 409
    work(arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.reason) == ("ready", "")


@pytest.mark.parametrize(
    ("role", "chosen"), [(Role.APPRENTICE, "person"), (Role.ASSESSOR, "assessor")], ids=["person", "assessor"]
)
def test_whoever_was_chosen_and_left_meanwhile_is_asked_for_once_more(tmp_path, role, chosen, as_user):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    person = member(arrival.provider, role)
    confirm_arrival(arrival=arrival, choices={**CHOICES, chosen: str(person.pk)}, by=arrival.requested_by)
    Membership.objects.filter(user=person).update(ended_at=arrival.requested_at)
    work(arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.state, "Choose once more" in arrival.reason) == ("ready", True)
    assert not Apprenticeship.objects.filter(provider=arrival.provider).exists()
    assert b"Choose once more" in as_user(arrival.requested_by).get(arrival.get_absolute_url()).content
    assert brought(arrival).reason == ""


def test_what_was_stopped_is_dropped_with_its_file(tmp_path, as_user, django_capture_on_commit_callbacks):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    Arrival.objects.update(state=Arrival.State.STOPPED, reason="It was stopped.")
    with django_capture_on_commit_callbacks(execute=True):
        drop_arrival(arrival=Arrival.objects.get(), by=arrival.requested_by)
    assert (Arrival.objects.get().state, default_storage.exists(arrival.key)) == ("dropped", False)


def test_page_that_watched_is_loaded_again_once_there_is_something_to_decide(tmp_path, as_user):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    client = as_user(arrival.requested_by)
    answer = client.get(arrival.get_absolute_url(), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")


@pytest.mark.parametrize(
    ("name", "value"),
    [("contact_channel", 7), ("contact_channel", "=cmd"), ("started_on", "9999-99-99"), ("status", None)],
    ids=["number", "unknown", "no-such-day", "nothing"],
)
def test_an_apprenticeship_that_cannot_be_read_is_refused(tmp_path, name, value):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(changed(tmp_path / "a.zip", apprenticeship=lambda about: about | {name: value}))
    assert (arrival.state, name in arrival.reason) == (Arrival.State.REFUSED, True)


def test_a_file_of_no_possible_size_is_refused(tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")

    def endless(files):
        return [file | {"path": "", "withheld": "Lost.", "size": 10**30} for file in files]

    assert sent(changed(tmp_path / "a.zip", files=endless)).state == Arrival.State.REFUSED
