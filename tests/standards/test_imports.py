"""A file of standards is sent, read apart and shown with what differs; nothing becomes a standard by that."""

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from standards import importing
from standards.models import ImportedRecord, Ksb, Standard, StandardImport, StandardVersion
from standards.permissions import MOST_IMPORTS
from standards.tasks import sweep_imports
from tests.factories import ProviderFactory, member
from tests.standards.records.files import GUIDS, WORDS, as_json, case, mahara, moodle, official, sheet

pytestmark = pytest.mark.django_db

NAMED = {"reference": "ST0999", "title": "Harbour assistant", "version": "1.1", "level": "2"}


@pytest.fixture
def admin():
    return member(ProviderFactory(), Role.PROVIDER_ADMIN)


@pytest.fixture
def provider(admin):
    return admin.memberships.get().provider


@pytest.fixture
def send(admin, provider, as_user, django_capture_on_commit_callbacks):
    """Post a file as the form does, and answer what came of it."""
    client = as_user(admin)

    def post(content, name="standards.json", **fields):
        file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(
                reverse("standards:import-list", args=[provider.pk]),
                {"form_id": str(uuid4()), "file": file, **fields},
            )

    return post


@pytest.fixture
def sent(send):
    def post(content, **fields):
        answer = send(content, **fields)
        assert answer.status_code == 302, answer.content.decode()
        return StandardImport.objects.get(pk=answer.url.strip("/").split("/")[-1])

    return post


def told(found):
    """Everything that is said about the file and its records, as people read it."""
    every = [found.problem] if found.problem else []
    every += [problem for row in found.records.all() for problem in row.problems]
    return [f"{each['place']}: {each['text']}" if each["place"] else each["text"] for each in every]


@pytest.mark.parametrize(
    ("content", "fields", "dialect"),
    [
        (as_json([official()]), {}, "official"),
        (as_json(case()), {}, "case"),
        (moodle(), {}, "moodle"),
        (as_json(mahara()), {}, "mahara"),
        (sheet(), NAMED, "sheet"),
    ],
    ids=["official", "CASE", "Moodle", "Mahara", "sheet"],
)
def test_every_dialect_is_read_and_nothing_becomes_a_standard(sent, content, fields, dialect):
    found = sent(content, **fields)
    assert (found.state, found.dialect, told(found)) == ("ready", dialect, [])
    [row] = found.records.all()
    assert (row.reference, row.version, row.ksb_count, row.is_usable) == ("ST0999", "1.1", 4, True)
    assert {ksb["code"]: ksb["statement"] for ksb in row.content["ksbs"]} == WORDS
    assert not default_storage.exists(found.key)
    assert not Standard.objects.exists()
    assert list(AuditEvent.objects.values_list("act", flat=True)) == ["received standards"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (as_json({"referenceNumber": "ST0001"})[:-3], "line 2: The file is not whole JSON."),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "There is no standard in this file."),
    ],
    ids=["empty", "cut off", "deep", "nothing"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(sent, as_user, admin, content, sentence):
    found = sent(content)
    assert found.state == "refused"
    assert sentence in told(found)[0]
    assert not default_storage.exists(found.key)
    assert "Kept until" not in as_user(admin).get(found.get_absolute_url()).content.decode()


def test_a_list_that_was_cut_off_keeps_what_came_before(sent, as_user, admin):
    found = sent(as_json([official(), official(referenceNumber="ST0998")])[:-30])
    assert found.state == "ready"
    assert [row.reference for row in found.records.all()] == ["ST0999"]
    [problem] = told(found)
    assert problem.endswith("after record 1 (ST0999). Was it cut off on its way?")
    assert problem.startswith("line ")
    assert problem in page_text(as_user(admin).get(found.get_absolute_url())).replace("Line ", "line ")


def test_three_wrong_rows_among_ten_thousand_are_named_with_their_lines(sent):
    rows = [f"Area,K{number % 900 + 1},Words number {number}." for number in range(10_000)]
    rows[4_000], rows[7_000], rows[9_998] = "Area,X1,Words.", "Area,K2,", "Area,,Words."
    found = sent("area,code,statement\n" + "\n".join(rows), name="rows.csv", **NAMED)
    [row] = found.records.all()
    places = [problem["place"] for problem in row.problems if problem["place"].startswith("line")]
    assert {"line 4002", "line 7002", "line 10000"} <= set(places)
    assert not row.is_usable
    assert any("400 are the most" in problem["text"] for problem in row.problems)


def test_what_is_wrong_within_and_between_records_is_told(sent):
    empty = official(version="1.0", latestStartDate="2030-01-01", knowledges=[], skills=[], behaviours=[])
    twice = official(version="1.2", skills=[{"skillId": GUIDS["K1"], "detail": "Once more."}])
    found = sent(as_json([empty, official(), official(), twice, {"title": "?"}]))
    assert [row.is_usable for row in found.records.all()] == [True, True, False, False, False]
    every = "\n".join(told(found))
    assert "lies before the last of 1.0" in every
    assert "Version 1.1 of ST0999 is there twice." in every
    assert f"The GUID {GUIDS['K1']} is there twice." in every
    assert "record 5: This is not a record of a standard" in every


def test_markup_is_cleaned_and_shown_as_text(sent, as_user, admin):
    words = "<script>alert(1)</script><b>Know</b> that 1 &lt; 2 &amp;amp; {{ more }}"
    found = sent(as_json([official(knowledges=[{"knowledgeId": GUIDS["K1"], "detail": words}])]))
    answer = as_user(admin).get(found.records.get().get_absolute_url())
    assert "Know that 1 &lt; 2 &amp; {{ more }}" in answer.content.decode()
    assert "alert(1)" not in answer.content.decode()


def page_text(answer):
    assert answer.status_code == 200
    return (
        " ".join(answer.content.decode().split())
        .replace("<bdi>", "")
        .replace("</bdi>", "")
        .replace('<span class="figures">', "")
        .replace("</span>", "")
    )


def test_preview_lays_the_record_beside_the_version_it_would_stem_from(sent, as_user, admin, version):
    ksbs = list(version.ksbs.all())
    lists = {
        "K": ("knowledges", "knowledgeId"),
        "S": ("skills", "skillId"),
        "B": ("behaviours", "behaviourId"),
    }
    told = {name: [] for name, _ in lists.values()}
    for ksb in ksbs[1:]:
        name, identifier = lists[ksb.kind]
        told[name].append({identifier: str(ksb.guid), "detail": ksb.statement})
    told["knowledges"][0]["detail"] = "Know something worded otherwise."
    told["behaviours"].append({"behaviourId": str(uuid4()), "detail": "Something wholly new."})
    before = list(Ksb.objects.order_by("pk").values_list("pk", "code", "statement"))
    found = sent(as_json(official(referenceNumber="ST0072", **told)))
    answer = as_user(admin).get(found.records.get().get_absolute_url())
    comparison = answer.context["preview"].comparison
    assert answer.context["preview"].base == version
    assert "1 reworded, 1 new, 1 removed, 33 kept." in answer.content.decode()
    assert comparison.counts == [("Reworded", 1), ("New", 1), ("Removed", 1), ("Kept", 33)]
    assert [row.key for row in comparison.rows[:3]] == ["reworded", "new", "removed"]
    assert {row.key for row in comparison.unchanged} == {"kept"}
    assert len(comparison.changed) + len(comparison.unchanged) == len(comparison.rows) == 36
    assert f"{len(comparison.unchanged)} KSBs as they are" in answer.content.decode()
    assert ksbs[1].statement.split()[0] in answer.content.decode()
    assert "worded otherwise" in answer.content.decode()
    day = answer.context["form"]["starts_from"]
    assert day.initial == answer.context["preview"].record.starts_from
    anew = as_user(admin).get(f"{found.records.get().get_absolute_url()}?base=anew")
    assert anew.context["preview"].comparison.told == [("New", 35)]
    assert list(Ksb.objects.order_by("pk").values_list("pk", "code", "statement")) == before


def test_the_whole_list_can_be_searched_and_paged(sent, as_user, admin):
    records = [official(referenceNumber=f"ST{n:04}", title=f"Standard {n}") for n in range(45)]
    records[7]["version"] = "seven"
    found = sent(as_json(records))
    client = as_user(admin)
    first = client.get(found.get_absolute_url())
    assert (len(first.context["page"]), first.context["count"]) == (20, 45)
    assert len(client.get(found.get_absolute_url(), {"page": "3"}).context["page"]) == 5
    named = client.get(found.get_absolute_url(), {"q": "st0012"})
    assert [row.reference for row in named.context["page"]] == ["ST0012"]
    wrong = client.get(found.get_absolute_url(), {"show": "problems"})
    assert [row.reference for row in wrong.context["page"]] == ["ST0007"]


@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_the_database_equally_often_for_one_and_for_three(sent, as_user, admin, many):
    for _ in range(many - 1):
        sent(as_json([official()]))
    found = sent(as_json([official(referenceNumber=f"ST{n:04}") for n in range(many)]))
    client = as_user(admin)
    client.get("/")
    addresses = {
        reverse("standards:import-list", args=[found.provider_id]): 5,
        found.get_absolute_url(): 8,
        found.records.first().get_absolute_url(): 5,
    }
    for address, number in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) == number, address


def test_sending_twice_keeps_one_and_too_many_are_refused(send, admin):
    again = {"form_id": str(uuid4())}
    first, second = send(as_json([official()]), **again), send(as_json([official()]), **again)
    assert first.url == second.url
    foreign = StandardImport.objects.create(provider=ProviderFactory(), requested_by=admin, name="a", size=1)
    assert send(as_json([official()]), form_id=str(foreign.pk)).status_code == 409
    foreign.delete()
    for _ in range(MOST_IMPORTS - 1):
        assert send(as_json([official()])).status_code == 302
    refused = send(as_json([official()]), reference="ST0555")
    assert refused.status_code == 409
    assert f"{MOST_IMPORTS} files are kept here already" in refused.content.decode()
    assert 'value="ST0555"' in refused.content.decode()
    assert StandardImport.objects.count() == MOST_IMPORTS


def test_form_says_what_is_missing_and_loses_nothing(admin, provider, as_user):
    answer = as_user(admin).post(
        reverse("standards:import-list", args=[provider.pk]),
        {"title": "Harbour assistant", "level": "99", "starts_from": "never", "dialect": "telepathy"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the file first." in text
    assert 'value="Harbour assistant"' in text
    assert "Give a day" in text


def test_too_large_a_file_is_refused(send, monkeypatch):
    monkeypatch.setattr("standards.import_actions.LARGEST", 100)
    answer = send(as_json([official()]))
    assert answer.status_code == 413
    assert "It is larger than 60 MB" in answer.content.decode()
    assert not StandardImport.objects.exists()


def test_only_administrators_of_the_provider_see_a_file(sent, as_user, provider):
    found = sent(as_json([official()]))
    addresses = [
        found.get_absolute_url(),
        found.records.get().get_absolute_url(),
        reverse("standards:import-list", args=[provider.pk]),
    ]
    stranger = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    for address in addresses:
        assert as_user(member(provider, Role.ASSESSOR)).get(address).status_code == 403
        assert as_user(stranger).get(address).status_code == 404
    assert not StandardImport.objects.visible_to(stranger).exists()
    assert not ImportedRecord.objects.visible_to(stranger).exists()
    own = reverse("standards:import-page", args=[stranger.memberships.get().provider_id, found.pk])
    assert as_user(stranger).get(own).status_code == 404


def test_dropping_forgets_all_but_who_dropped_it(sent, as_user, admin):
    found = sent(as_json([official()]))
    answer = as_user(admin).post(f"{found.get_absolute_url()}drop/", follow=True)
    assert "is dropped" in answer.content.decode()
    assert not StandardImport.objects.exists()
    assert not ImportedRecord.objects.exists()
    assert AuditEvent.objects.order_by("number").last().act == "dropped standards"


def test_a_file_that_nobody_read_is_read_by_the_sweep_and_an_old_one_is_forgotten(admin, provider):
    left = StandardImport.objects.create(provider=provider, requested_by=admin, name="left.json", size=9)
    default_storage.save(left.key, SimpleUploadedFile("left", as_json([official()])))
    now = timezone.now()
    assert sweep_imports(now + dt.timedelta(minutes=2), dry_run=True) == 1
    assert sweep_imports(now + dt.timedelta(minutes=2)) == 1
    left.refresh_from_db()
    assert (left.state, left.records.count()) == ("ready", 1)
    assert sweep_imports(now + dt.timedelta(days=15)) == 0
    assert not StandardImport.objects.exists()


def test_reading_ends_after_three_attempts_and_when_the_file_is_gone(admin, provider):
    gone = StandardImport.objects.create(provider=provider, requested_by=admin, name="gone.json", size=9)
    importing.read_import(gone.pk)
    gone.refresh_from_db()
    assert (gone.state, gone.problem["text"]) == ("refused", importing.GONE.text)
    tired = StandardImport.objects.create(
        provider=provider, requested_by=admin, name="tired.json", size=9, attempts=importing.MOST_ATTEMPTS
    )
    importing.read_import(tired.pk)
    tired.refresh_from_db()
    assert (tired.state, tired.problem["text"]) == ("refused", importing.INTERRUPTED.text)


def test_a_file_that_is_read_already_is_left(sent):
    found = sent(json.dumps([official()]))
    importing.read_import(found.pk)
    assert found.records.count() == 1
    assert StandardVersion.objects.count() == 0
