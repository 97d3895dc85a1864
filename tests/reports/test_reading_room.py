"""The reading room as somebody from an assessment organisation meets it, who has a link and no account."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notification, Role
from assessments.actions import mark_revision
from assessments.rules import Judgement
from config.logs import without_secrets
from portfolio.models import Apprenticeship, Revision, ShowcaseItem, StoredFile
from reports.actions.rooms import end_reading_link, let_browser_in
from reports.models import ReadingLink, RoomReading
from reports.rooms.secrets import COOKIE
from tests.assessments.pieces import accepted
from tests.factories import (
    ApprenticeshipFactory,
    MembershipFactory,
    ProviderFactory,
    attachment,
    chosen,
    evidence,
    member,
    visitor,
)
from tests.reports.rooms import door, furnished, inside, new_link, room

pytestmark = pytest.mark.django_db

FILE = "pieces/1/files/1/"


def pages(link):
    return [room(link) + path for path in ("", "?by=ksb", "?by=piece", "pieces/1/", FILE, FILE + "view/")]


def test_link_is_swapped_for_a_cookie_and_leaves_the_address_without_a_secret(client):
    made = new_link()
    assert client.get(door(made)).status_code == 200
    answer = client.post(door(made))
    assert (answer.status_code, answer.url) == (302, room(made.link))
    cookie = answer.cookies[COOKIE]
    assert cookie["path"] == room(made.link)
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert made.secret not in cookie.value
    assert {client.get(page).status_code for page in pages(made.link)} == {200}


def test_nothing_kept_opens_a_link():
    made = new_link(has_pin=True)
    kept = str(ReadingLink.objects.values().get())
    assert made.secret not in kept
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", made.secret)
    assert re.fullmatch(r"\d{6}", made.pin)
    assert made.pin not in ReadingLink.objects.get().pin_hash


def test_a_mail_scanner_does_not_use_the_link_up(client):
    made = new_link()
    for ask in (client.get, client.head, client.get):
        assert ask(door(made)).status_code == 200
    assert made.link.passes.count() == 0
    assert RoomReading.objects.count() == 0
    assert client.post(door(made)).status_code == 302


def test_used_link_opens_in_no_other_browser_until_one_more_is_let_in(client):
    made = new_link()
    first = inside(made)
    assert b"This link has been used" in client.post(door(made)).content
    assert client.post(door(made)).status_code == 409
    assert client.get(room(made.link)).status_code == 404
    let_browser_in(link=made.link, by=made.link.made_by)
    assert client.post(door(made)).status_code == 302
    assert client.get(room(made.link)).status_code == 200
    assert first.get(room(made.link)).status_code == 200


def test_link_opened_again_in_its_own_browser_leads_straight_in():
    made = new_link()
    client = inside(made)
    assert client.get(door(made)).url == room(made.link)
    assert made.link.passes.count() == 1


@pytest.mark.parametrize("end", ["ended", "expired", "maker left", "moved"])
def test_closed_link_is_not_found_for_page_and_file_at_once(end):
    made = new_link()
    client = inside(made)
    addresses = [*pages(made.link), door(made)]
    link = ReadingLink.objects.get()
    if end == "ended":
        end_reading_link(link=link, by=link.made_by)
    elif end == "expired":
        ReadingLink.objects.update(made_at=timezone.now() - dt.timedelta(2), expires_at=timezone.now())
    elif end == "maker left":
        link.made_by.memberships.update(ended_at=timezone.now())
    else:
        Apprenticeship.objects.update(provider=ProviderFactory())
    bodies = {client.get(address).content for address in addresses}
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(door(made)).status_code == 404
    assert len(bodies) == 1, "all of them say the same"


def test_unknown_secret_answers_like_an_ended_link(client):
    made = new_link()
    address = reverse("reports:room-enter", args=[made.link.pk, "x" * 43])
    unknown = client.get(address)
    end_reading_link(link=made.link, by=made.link.made_by)
    assert unknown.status_code == 404
    assert client.get(door(made)).content == unknown.content


def test_pin_is_asked_for_and_counted(client):
    made = new_link(has_pin=True)
    wrong = "000000" if made.pin != "000000" else "111111"
    assert b"PIN" in client.get(door(made)).content
    assert client.post(door(made)).status_code == 422
    statuses = [client.post(door(made), {"pin": wrong}).status_code for _ in range(5)]
    assert statuses == [422] * 5
    assert client.post(door(made), {"pin": made.pin}).status_code == 429
    ReadingLink.objects.update(pin_again_at=timezone.now())
    spaced = f"{made.pin[:3]} {made.pin[3:]}"
    assert client.post(door(made), {"pin": spaced}).status_code == 302


def test_too_many_wrong_pins_close_the_link_and_tell_its_maker():
    made = new_link(has_pin=True)
    wrong = "000000" if made.pin != "000000" else "111111"
    for _ in range(15):
        Client().post(door(made), {"pin": wrong})
        ReadingLink.objects.update(pin_again_at=None)
    assert ReadingLink.objects.get().ended_because == "The PIN was typed wrongly too often."
    assert Client().post(door(made), {"pin": made.pin}).status_code == 404
    assert Notification.objects.filter(user=made.link.made_by).count() == 1


def test_guessing_secrets_is_slowed_down(settings, client):
    settings.WAYMARK_ROOM_OPEN_RATE = "5/m/ip"
    made = new_link()
    statuses = {
        client.get(reverse("reports:room-enter", args=[made.link.pk, f"{number:043}"])).status_code
        for number in range(8)
    }
    assert statuses == {404, 429}


def test_room_shows_chosen_pieces_as_they_stood_and_nothing_else():
    apprenticeship = furnished()
    evidence(apprenticeship, title="Canary draft")
    evidence(apprenticeship, Revision.State.SUBMITTED, title="Canary waiting")
    accepted(apprenticeship, title="Canary not chosen")
    made = new_link(apprenticeship)
    later = accepted(apprenticeship, title="Canary chosen later")
    chosen(later.revision.evidence, 2)
    client = inside(made)
    for page in pages(made.link):
        assert b"Canary" not in client.get(page).getvalue(), page
    assert client.get(room(made.link) + "pieces/2/").status_code == 404


def test_what_is_taken_out_of_the_showcase_later_stays_as_it_was_frozen():
    made = new_link()
    ShowcaseItem.objects.all().delete()
    client = inside(made)
    assert b"A refund put right" in client.get(room(made.link) + "pieces/1/").content
    assert client.get(room(made.link) + FILE).status_code == 200


def test_every_entry_of_the_index_leads_to_its_spot():
    apprenticeship = ApprenticeshipFactory()
    piece = evidence(apprenticeship, Revision.State.SUBMITTED)
    clip = attachment(piece.shown, b"clip", name="clip.mp3")
    StoredFile.objects.filter(pk=clip.file_id).update(media_type="audio/mpeg", seconds=60)
    claim = piece.shown.claims.get()
    claim.anchor_kind, claim.anchor_attachment, claim.anchor_at = "time", clip, 42
    claim.save()
    judgements = {claim.pk: Judgement("met", "Heard.")}
    mark_revision(
        revision=piece.shown,
        judgements=judgements,
        outcome="accepted",
        feedback="",
        by=apprenticeship.assessor,
    )
    chosen(piece)
    made = new_link(apprenticeship)
    client = inside(made)
    spot = f"{room(made.link)}{FILE}view/?t=42"
    for page in ("?by=ksb", "pieces/1/"):
        assert f'href="{spot}"' in client.get(room(made.link) + page).content.decode(), page
    assert 'data-at="42"' in client.get(spot).content.decode()
    part = client.get(room(made.link) + FILE, headers={"Range": "bytes=1-2"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"li")


def test_every_answer_says_that_nobody_keeps_or_passes_it_on(client):
    made = new_link()
    answers = [client.get(door(made)), client.get(room(made.link))]
    client = inside(made)
    answers += [client.get(page) for page in pages(made.link)]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"].startswith("no-referrer")
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_what_is_read_is_written_down_once_for_each_look():
    made = new_link()
    client = inside(made)
    for page in pages(made.link) * 2:
        client.get(page)
    assert sorted(RoomReading.objects.values_list("what", "number", "place")) == [
        ("file", 1, 1),
        ("opened", None, None),
        ("piece", 1, None),
        ("room", None, None),
    ]
    assert AuditEvent.objects.filter(act="opened").count() == 1


def test_two_links_in_one_browser_know_nothing_of_each_other(client):
    first, second = new_link(), new_link()
    cookies = [client.post(door(made)).cookies[COOKIE] for made in (first, second)]
    assert [cookie["path"] for cookie in cookies] == [room(first.link), room(second.link)]
    other = Client()
    other.cookies[COOKIE] = cookies[0].value
    assert [other.get(room(made.link)).status_code for made in (first, second)] == [200, 404]


def test_a_made_up_cookie_is_never_taken_on():
    made = new_link()
    client = Client()
    client.cookies[COOKIE] = "fixed-by-somebody-else"
    assert client.get(room(made.link)).status_code == 404
    client.post(door(made))
    assert client.cookies[COOKIE].value != "fixed-by-somebody-else"


@pytest.mark.parametrize("who", ["visitor to another portfolio", "apprentice of another provider"])
def test_whoever_is_logged_in_reads_by_the_link_and_gains_nothing_else(as_user, who):
    made = new_link()
    stranger = (
        visitor(ApprenticeshipFactory()) if who.startswith("visitor") else ApprenticeshipFactory().apprentice
    )
    client = as_user(stranger)
    client.post(door(made))
    assert {client.get(page).status_code for page in pages(made.link)} == {200}
    assert client.get(made.link.apprenticeship.get_absolute_url()).status_code == 404
    assert client.session["_auth_user_id"] == str(stranger.pk)


def test_no_secret_stands_in_the_log(client, caplog):
    made = new_link()
    end_reading_link(link=made.link, by=made.link.made_by)
    client.get(door(made))
    said = without_secrets(None, "", {"event": caplog.text, "path": door(made)})
    assert made.secret in caplog.text, "Django names the address that it refuses"
    assert made.secret not in str(said)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.IQA, Role.LINE_MANAGER, Role.APPRENTICE])
def test_only_administrators_make_links(as_user, role):
    apprenticeship = furnished()
    person = {
        Role.ASSESSOR: apprenticeship.assessor,
        Role.IQA: apprenticeship.iqa,
        Role.LINE_MANAGER: apprenticeship.line_manager,
        Role.APPRENTICE: apprenticeship.apprentice,
    }[role]
    client = as_user(person)
    assert client.get(reverse("reports:reading-links", args=[apprenticeship.pk])).status_code == 200
    assert client.post(reverse("reports:reading-link-new", args=[apprenticeship.pk])).status_code == 403


def test_link_is_made_on_the_page_and_shown_once(as_user):
    apprenticeship = furnished()
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    address = reverse("reports:reading-link-new", args=[apprenticeship.pk])
    form = client.get(address).context["form"]
    sent = {
        "link_id": form.initial["link_id"],
        "organisation": "Northgate Assessment",
        "reader": "",
        "until": (timezone.localdate() + dt.timedelta(days=20)).isoformat(),
        "most_browsers": 2,
        "has_pin": "on",
    }
    answer = client.post(address, sent)
    link = ReadingLink.objects.get()
    assert answer.status_code == 201
    shown = re.search(rf"/reading-room/{link.pk}/open/([\w-]{{43}})/", answer.content.decode())
    assert shown
    assert client.post(address, sent).status_code == 409, "a second click makes no second link"
    assert shown[1] not in client.get(link.get_absolute_url()).content.decode()
    told = Notification.objects.filter(user=apprenticeship.apprentice, text__startswith="Northgate")
    assert told.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", ""),
        ("until", "2020-01-01"),
        ("until", "2099-01-01"),
        ("until", "x"),
        ("most_browsers", "99"),
    ],
    ids=["no organisation", "past", "too long", "no day", "too many"],
)
def test_wrong_input_is_answered_with_a_sentence(as_user, field, value):
    apprenticeship = furnished()
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    sent = {
        "organisation": "Northgate",
        "until": timezone.localdate().isoformat(),
        "most_browsers": 1,
        field: value,
    }
    answer = client.post(reverse("reports:reading-link-new", args=[apprenticeship.pk]), sent)
    assert answer.status_code == 422
    assert b"Nothing is lost" in answer.content
    assert not ReadingLink.objects.exists()


def test_nothing_chosen_gives_no_link(as_user):
    apprenticeship = ApprenticeshipFactory()
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    assert b"would be empty" in client.get(reverse("reports:reading-links", args=[apprenticeship.pk])).content
    assert client.get(reverse("reports:reading-link-new", args=[apprenticeship.pk])).status_code == 409


def test_apprentice_sees_the_list_and_cannot_end_a_link(as_user):
    made = new_link()
    inside(made)
    client = as_user(made.link.apprenticeship.apprentice)
    assert b"Opened the link" in client.get(made.link.get_absolute_url()).content
    assert client.post(reverse("reports:reading-link-end", args=[made.link.pk])).status_code == 403


def test_links_are_seen_by_administrators_and_the_apprentice_alone(as_user):
    made = new_link()
    apprenticeship = made.link.apprenticeship
    for person in (apprenticeship.assessor, apprenticeship.iqa, apprenticeship.line_manager):
        assert as_user(person).get(made.link.get_absolute_url()).status_code == 404
    admin = MembershipFactory(provider=apprenticeship.provider, role=Role.PROVIDER_ADMIN).user
    assert as_user(admin).get(made.link.get_absolute_url()).status_code == 200


def test_ending_twice_is_answered_with_a_reason(as_user):
    made = new_link()
    client = as_user(made.link.made_by)
    end = reverse("reports:reading-link-end", args=[made.link.pk])
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 409


@pytest.mark.parametrize("pieces", [1, 3])
def test_room_asks_the_same_few_queries_however_many_pieces(django_assert_num_queries, pieces):
    apprenticeship = furnished()
    for number in range(1, pieces):
        chosen(accepted(apprenticeship).revision.evidence, number + 1)
    made = new_link(apprenticeship)
    client = inside(made)
    client.get(room(made.link))
    with django_assert_num_queries(4):
        client.get(room(made.link))


def test_file_found_unsafe_later_is_not_handed_out():
    made = new_link()
    client = inside(made)
    StoredFile.objects.update(state="rejected", reason="A virus was found.")
    assert client.get(room(made.link) + FILE).status_code == 404
    assert client.get(room(made.link) + "pieces/1/").status_code == 200


def test_files_of_a_link_are_kept():
    made = new_link()
    assert made.link.files.count() == 1
    assert not StoredFile.objects.unattached().exists()
