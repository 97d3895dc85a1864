"""The pages of quick capture: the form, what its script asks, the inbox, the page without a connection."""

import json
import re
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import Role
from portfolio.models import Apprenticeship, Evidence
from portfolio.views.capture import KEPT_OFFLINE
from standards.models import EvidenceTemplate
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment, evidence, member
from tests.portfolio.drafts import page, typed, upload

pytestmark = pytest.mark.django_db

CAPTURE, ITEMS = "/capture/", "/capture/items/"


@pytest.fixture
def apprenticeship():
    TemplateFactory(key="quick-capture", name="Quick capture", is_offered=False)
    TemplateFactory(key="star", name="STAR account")
    return ApprenticeshipFactory()


@pytest.fixture
def owner(apprenticeship, as_user):
    return as_user(apprenticeship.apprentice)


def item(apprenticeship, note="A guest lost her key.", **fields):
    template = EvidenceTemplate.objects.get(key="quick-capture")
    given = {"answers": {"note": note}, "title": "", "ksbs": [], **fields}
    return evidence(apprenticeship, template=template, in_inbox=True, **given)


def sent(**fields):
    return {"id": str(uuid4()), "note": "A guest lost her key.", **fields}


# The form without a script


def test_form_puts_words_and_files_into_the_inbox(owner, apprenticeship):
    with zeal_ignore():  # each file is kept, or refused, by itself
        answer = owner.post(CAPTURE, sent(files=[upload(), upload(b"Other words.", "two.txt")]))
    assert answer.url == page("inbox", apprenticeship)
    caught = Evidence.objects.get()
    assert (caught.in_inbox, caught.latest.answers) == (True, {"note": "A guest lost her key."})
    assert [a.name for a in caught.latest.attachments.for_list()] == ["note.txt", "two.txt"]


def test_form_sent_twice_makes_one_item(owner):
    fields = sent()
    for _ in range(2):
        assert owner.post(CAPTURE, fields).status_code == HTTPStatus.FOUND
    assert Evidence.objects.count() == 1


def test_empty_form_says_what_to_do(owner):
    answer = owner.post(CAPTURE, sent(note="  "))
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)
    assert "Take a photo, choose a file or write a few words first" in answer.content.decode()


def test_bad_file_is_named_and_the_words_are_kept(owner):
    fields = sent(files=[upload(b"MZ\x90", "virus.exe")])
    answer = owner.post(CAPTURE, fields)
    assert answer.status_code == 422
    assert "“virus.exe” was not added" in answer.content.decode()
    assert f'value="{fields["id"]}"' in answer.content.decode()
    assert Evidence.objects.get().latest.answers == {"note": fields["note"]}


def test_capture_asks_which_apprenticeship_only_when_there_are_several(owner, apprenticeship, as_user):
    assert 'name="apprenticeship"' not in owner.get(CAPTURE).content.decode()
    other = ApprenticeshipFactory(
        provider=apprenticeship.provider, apprentice=apprenticeship.apprentice, started_on="2025-01-06"
    )
    assert owner.get(CAPTURE).content.decode().count("<option") == 2
    owner.post(ITEMS, sent(apprenticeship=str(other.pk)))
    owner.post(ITEMS, sent())
    assert set(Evidence.objects.values_list("apprenticeship", flat=True)) == {other.pk, apprenticeship.pk}


def test_foreign_apprenticeship_is_no_choice(owner):
    answer = owner.post(ITEMS, sent(apprenticeship=str(ApprenticeshipFactory().pk)))
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)


def test_capture_during_a_break_says_why_not(owner, apprenticeship):
    Apprenticeship.objects.update(status=Apprenticeship.Status.BREAK)
    answers = [owner.get(CAPTURE), owner.post(ITEMS, sent())]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("only while on programme" in answer.content.decode() for answer in answers)


def test_capture_is_for_apprentices(as_user, apprenticeship):
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    assert [client.get(CAPTURE).status_code, client.post(ITEMS, sent()).status_code] == [403, 403]


def test_capture_takes_four_queries(owner, django_assert_num_queries):
    owner.get(CAPTURE)
    with django_assert_num_queries(4):
        owner.get(CAPTURE)


# What the script asks


def test_item_is_made_once_and_answers_where_its_files_go(owner, apprenticeship):
    fields = sent(note="")
    first = owner.post(ITEMS, fields)
    again = owner.post(ITEMS, {**fields, "note": "Now with words."})
    assert (first.status_code, again.json()["id"]) == (201, fields["id"])
    assert first.json()["uploads"] == reverse("portfolio:evidence-uploads", args=[fields["id"]])
    assert first.json()["inbox"] == page("inbox", apprenticeship)
    assert Evidence.objects.get().latest.answers == {"note": "Now with words."}


@pytest.mark.parametrize("fields", [{"id": "7"}, {}, {"id": "x" * 300, "note": "a"}])
def test_item_without_a_proper_id_is_refused(owner, fields):
    assert owner.post(ITEMS, fields).status_code == 422


def test_note_of_a_megabyte_is_refused_in_words(owner):
    answer = owner.post(ITEMS, sent(note="a" * 1_000_000))
    assert answer.status_code == 422
    assert "20000" in answer.json()["message"]


def test_state_tells_a_script_who_is_logged_in_and_renews_the_token(owner, apprenticeship):
    answer = owner.get("/capture/state/")
    assert answer.json() == {"user": str(apprenticeship.apprentice_id)}
    assert "csrftoken" in answer.cookies


def test_scripts_know_the_addresses_they_ask():
    script = Path(finders.find("js/waiting.js")).read_text()
    assert f'"{reverse("portfolio:capture-state")}"' in script
    assert f'"{reverse("portfolio:capture-item")}"' in script
    assert f'"{reverse("portfolio:service-worker")}"' in Path(finders.find("js/offline.js")).read_text()


# The inbox


@pytest.mark.parametrize("items", [1, 3])
def test_inbox_takes_six_queries(owner, apprenticeship, items, django_assert_num_queries):
    for number in range(items):
        attachment(item(apprenticeship).latest, b"%%PDF-1.4 %d" % number)
    url = page("inbox", apprenticeship)
    owner.get(url)
    with django_assert_num_queries(6):
        assert owner.get(url).content.decode().count("letter.pdf") == items


@pytest.mark.parametrize("items", [1, 3])
def test_finishing_takes_eight_queries(owner, apprenticeship, items, django_assert_num_queries):
    ids = [item(apprenticeship).pk for _ in range(items)]
    for _ in range(items):
        evidence(apprenticeship)
    url = page("inbox-finish", apprenticeship)
    owner.get(url, {"item": ids})
    with django_assert_num_queries(8):
        assert owner.get(url, {"item": ids}).status_code == 200


def test_inbox_is_its_apprentices_own(apprenticeship, as_user):
    client = as_user(apprenticeship.assessor)
    url = page("inbox-finish", apprenticeship)
    caught = item(apprenticeship)
    answers = [
        client.get(page("inbox", apprenticeship)),
        client.get(url, {"item": caught.pk}),
        client.post(url, {"item": caught.pk, "act": "delete"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Evidence.objects.get() == caught


def test_item_turned_into_a_piece_opens_as_a_draft(owner, apprenticeship):
    caught, star = item(apprenticeship), EvidenceTemplate.objects.get(key="star")
    fields = {"item": caught.pk, "act": "turn", "template": star.pk, "title": "A key found"}
    for _ in range(2):  # a second click finds the piece that the first one made
        answer = owner.post(page("inbox-finish", apprenticeship), fields)
        assert answer.url == page("evidence-edit", caught)
    assert Evidence.objects.get().latest.title == "A key found"
    assert "A guest lost her key." in owner.get(answer.url).content.decode()


@pytest.mark.parametrize("act", ["turn", "delete"])
def test_second_click_overtaken_by_the_first(owner, apprenticeship, act):
    """The first is done while the second has read the inbox and not yet acted."""
    caught, star = item(apprenticeship), EvidenceTemplate.objects.get(key="star")
    fields = {"item": caught.pk, "act": act, "template": star.pk, "title": "A key found"}
    address, first = page("inbox-finish", apprenticeship), []

    def overtake(execute, sql, params, many, context):
        if not first and 'FROM "standards_evidencetemplate"' in sql:
            first.append(None)
            first.append(owner.post(address, fields))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake):
        second = owner.post(address, fields)
    assert (second.status_code, second.url) == (302, first[1].url)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"template": ""}, "Choose how you want to write it."),
        ({"template": str(uuid4())}, "That is not offered here"),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_turning_says_what_is_wrong_and_changes_nothing(owner, apprenticeship, changes, says):
    caught, star = item(apprenticeship), EvidenceTemplate.objects.get(key="star")
    fields = {"item": caught.pk, "act": "turn", "template": star.pk, **changes}
    answer = owner.post(page("inbox-finish", apprenticeship), fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Evidence.objects.get().in_inbox


def test_question_of_another_template_is_refused(owner, apprenticeship):
    star, other = EvidenceTemplate.objects.get(key="star"), TemplateFactory(name="Work product")
    fields = {"item": item(apprenticeship).pk, "act": "turn", "template": star.pk}
    answer = owner.post(page("inbox-finish", apprenticeship), {**fields, "prompt": other.prompts.first().pk})
    assert answer.status_code == 422
    assert "That question belongs to “Work product”" in answer.content.decode()


def test_items_are_added_to_a_piece_and_what_it_held_is_named(owner, apprenticeship):
    piece = evidence(apprenticeship, template=EvidenceTemplate.objects.get(key="star"))
    attachment(piece.latest, name="a.pdf")
    items = [item(apprenticeship), item(apprenticeship, "Second.")]
    attachment(items[0].latest, name="again.pdf")
    fields = {"item": [each.pk for each in items], "act": "add", "piece": piece.pk}
    answer = owner.post(page("inbox-finish", apprenticeship), fields, follow=True)
    assert answer.redirect_chain == [(page("evidence-edit", piece), 302)]
    assert "“again.pdf” was left out: this piece held it already." in answer.content.decode()
    assert list(Evidence.objects.all()) == [piece]


@pytest.mark.parametrize("piece", ["", "7", "00000000-0000-4000-8000-000000000000"])
def test_adding_to_no_known_piece_is_refused(owner, apprenticeship, piece):
    fields = {"item": item(apprenticeship).pk, "act": "add", "piece": piece}
    answer = owner.post(page("inbox-finish", apprenticeship), fields)
    assert (answer.status_code, Evidence.objects.count()) == (422, 1)


def test_deleting_and_a_second_click(owner, apprenticeship):
    fields = {"item": item(apprenticeship).pk, "act": "delete"}
    for _ in range(2):
        answer = owner.post(page("inbox-finish", apprenticeship), fields)
        assert answer.url == page("inbox", apprenticeship)
    assert not Evidence.objects.exists()


def test_foreign_items_are_no_items(owner, apprenticeship):
    theirs = item(ApprenticeshipFactory(), "Canary.")
    answer = owner.get(page("inbox-finish", apprenticeship), {"item": theirs.pk}, follow=True)
    assert "Canary" not in answer.content.decode()
    owner.post(page("inbox-finish", apprenticeship), {"item": theirs.pk, "act": "delete"})
    assert Evidence.objects.get() == theirs


# An item is no piece yet


def test_piece_pages_of_an_item_lead_to_its_inbox(owner, apprenticeship):
    caught = item(apprenticeship)
    there = f"{page('inbox-finish', apprenticeship)}?item={caught.pk}"
    assert [owner.get(page(name, caught)).url for name in ("evidence", "evidence-edit")] == [there, there]
    refused = [
        owner.post(page("evidence-autosave", caught), typed(caught)),
        owner.get(page("evidence-submit", caught)),
    ]
    assert [answer.status_code for answer in refused] == [409, 409]


def test_item_counts_as_no_piece_but_its_owner_is_told(owner, apprenticeship, as_user):
    item(apprenticeship, "Canary.")
    for url in (page("evidence-list", apprenticeship), page("progress", apprenticeship), "/"):
        text = owner.get(url).content.decode()
        assert "Canary" not in text, url
        assert ("1 thing in your inbox" in text) is (url != page("progress", apprenticeship))
    assert "No evidence yet" in owner.get(page("evidence-list", apprenticeship)).content.decode()
    theirs = as_user(apprenticeship.assessor).get(page("evidence-list", apprenticeship)).content.decode()
    assert "inbox" not in theirs


# Without a connection


def kept_by_the_worker(client):
    script = client.get("/service-worker.js").content.decode()
    return json.loads(re.match(r"const KEPT = (.*);\n", script)[1])


def test_service_worker_keeps_static_files_and_the_public_shell_and_nothing_else(client):
    kept = kept_by_the_worker(client)
    assert kept.keys() == {"shell", "files", "version"}
    assert kept["shell"] == "/capture/offline/"
    assert kept["files"] == [f"/static/{name}" for name in KEPT_OFFLINE]
    assert all(finders.find(name) for name in KEPT_OFFLINE if not name.startswith("bootstrap/"))


def test_service_worker_comes_fresh_under_a_policy_of_its_own(client):
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "worker-src 'self'" in client.get("/privacy/").headers["Content-Security-Policy"]


def test_shell_is_the_same_for_everybody(client, owner, apprenticeship):
    stranger = client.get("/capture/offline/").content.decode()
    assert "No connection" in stranger
    mine = owner.get("/capture/offline/").content.decode()
    for private in (apprenticeship.apprentice.name, apprenticeship.apprentice.email, str(apprenticeship.pk)):
        assert private not in mine


def test_shell_asks_only_for_what_the_worker_keeps(client):
    shell = client.get("/capture/offline/").content.decode()
    asked = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', shell))
    assert asked <= set(kept_by_the_worker(client)["files"])
    for name in KEPT_OFFLINE:
        if name.endswith(".js"):
            imported = re.findall(r'from "\./([a-z0-9]+\.js)"', Path(finders.find(name)).read_text())
            assert {f"js/{other}" for other in imported} <= set(KEPT_OFFLINE), name
