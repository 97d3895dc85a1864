"""Photos of a mock observation: sent, described, shown without what the camera knew, taken off, refused."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from zeal import zeal_ignore

from accounts.models import AuditEvent
from assessments.models import MockPhoto
from assessments.rules.photos import LARGEST_PHOTO_BYTES, MOST_PHOTOS, Taken, problems_with_photos
from portfolio.forgetting import forget_unattached
from portfolio.models import StoredFile
from portfolio.processing import check_stored_file
from tests.assessments.practising import WORDS, begun, finished, photographed, practicable, thrown_away
from tests.factories import verifier, visitor
from tests.portfolio.files import pdf, photo_lying_on_its_side, picture

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
COLOURS = ["red", "green", "blue", "teal", "white", "black"]
CAPTION = "The desk before opening, leaflets in three languages"


@pytest.fixture
def apprenticeship():
    return practicable()


@pytest.fixture
def mock(apprenticeship):
    return begun(apprenticeship)


@pytest.fixture
def client(apprenticeship, as_user):
    return as_user(apprenticeship.assessor)


def at(name, *rows):
    return reverse(f"assessments:{name}", args=[row.pk for row in rows])


def look(photo, copy="picture"):
    return reverse("assessments:mock-photo-copy", args=[photo.mock_id, photo.pk, copy])


def send(client, mock, *files, headers=JSON, **typed):
    uploads = [SimpleUploadedFile(name, body) for name, body in files]
    with zeal_ignore():
        return client.post(at("mock-photos", mock), {"photos": uploads, **typed}, headers=headers)


def typed(mock, **more):
    criteria = {f"outcome-{each.pk}": "seen" for each in mock.method.criteria.all()}
    return criteria | WORDS | {"saves": mock.saves} | more


def as_checked(**found):
    StoredFile.objects.update(**({"state": "safe", "has_picture": True} | found))


def test_a_photo_is_sent_described_finished_with_and_shown(client, mock, apprenticeship, as_user):
    sent = send(client, mock, ("IMG_2207.jpg", picture("JPEG")))
    photo = MockPhoto.objects.get()
    assert (sent.status_code, sent.json()["message"]) == (201, "")
    assert f'name="caption-{photo.pk}"' in sent.json()["rows"][0]
    as_checked()
    form = typed(mock, **{f"caption-{photo.pk}": CAPTION})
    client.post(at("mock-save", mock), form)
    assert f"\n{CAPTION}</textarea>" in client.get(at("mock", mock)).content.decode()
    assert client.post(at("mock", mock), form | {"saves": 1}).status_code == 302
    photo.refresh_from_db()
    assert photo.caption == CAPTION
    page = as_user(apprenticeship.apprentice).get(at("mock", mock)).content.decode()
    assert f'<img src="{look(photo)}" alt="{CAPTION}" loading="lazy">' in page
    assert f'<figcaption dir="auto">{CAPTION}</figcaption>' in page
    acts = AuditEvent.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["began practice", "added a photo to practice", "finished practice"]


def test_what_is_shown_says_nothing_of_place_owner_and_device(client, mock):
    send(client, mock, ("IMG_1.jpg", photo_lying_on_its_side()))
    photo = MockPhoto.objects.get()
    StoredFile.objects.update(state="received", attempts=0, leased_until=None)
    check_stored_file(photo.file)
    for copy, longest in (("picture", 1600), ("thumbnail", 400)):
        answer = client.get(look(photo, copy))
        body = b"".join(answer.streaming_content)
        shown = Image.open(io.BytesIO(body))
        assert (answer.headers["Content-Type"], max(shown.size)) == ("image/jpeg", longest)
        assert shown.height > shown.width, "upright"
        assert len(shown.getexif()) == 0
        assert b"Canary" not in body
    assert client.get(look(photo, "original")).status_code == 404


@pytest.mark.parametrize("state", ["received", "checking", "rejected"])
def test_what_is_not_checked_is_not_handed_out(client, mock, state):
    photo = photographed(mock)
    as_checked(state=state, reason="It is broken.")
    assert client.get(look(photo)).status_code == 404
    words = "could not be used. It is broken." if state == "rejected" else "It is being checked"
    assert words in client.get(at("mock-photo", mock, photo)).content.decode()
    assert words in client.get(at("mock", mock)).content.decode()


ODD = {
    "empty": ("IMG_1.jpg", b"", 422, "It is empty."),
    "a page called a picture": ("IMG_2.jpg", b"<!doctype html><script>1</script>", 422, "It is not a photo."),
    "a document": ("plan.pdf", pdf(), 422, "It is not a photo."),
    "a program": ("IMG_3.exe", b"MZ" + bytes(60), 422, "It is not a photo."),
    "too large": ("IMG_4.jpg", b"\xff\xd8\xff" + bytes(LARGEST_PHOTO_BYTES), 413, "It is larger than 30 MB."),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_kept_is_said_and_loses_nothing(client, mock, odd):
    name, body, status, words = ODD[odd]
    answer = send(client, mock, (name, body))
    assert (answer.status_code, answer.json()["rows"]) == (status, [])
    assert words in answer.json()["message"]
    form = typed(mock, notes="Typed meanwhile")
    plain = send(client, mock, (name, body), ("good.png", picture()), headers={}, **form)
    page = plain.content.decode()
    assert plain.status_code == status
    assert words in page
    assert "Typed meanwhile" in page
    assert page.count("checked>") == 4
    assert MockPhoto.objects.count() == 1, "a bad one takes no good one down with it"
    assert StoredFile.objects.count() == 1


def test_the_providers_limits_apply(client, mock):
    provider = mock.apprenticeship.provider
    provider.storage_bytes = 10
    provider.save()
    full = send(client, mock, ("IMG_1.jpg", picture("JPEG")))
    assert (full.status_code, "room" in full.json()["message"]) == (413, True)
    provider.storage_bytes, provider.largest_file_bytes = None, 5
    provider.save()
    assert send(client, mock, ("IMG_1.jpg", picture("JPEG"))).status_code == 413


def test_nothing_sent_is_said(client, mock):
    assert send(client, mock).json() == {
        "message": "No photo arrived. Take or choose one, then send it once more."
    }
    plain = client.post(at("mock-photos", mock), typed(mock, notes="Typed"))
    assert (plain.status_code, "Typed" in plain.content.decode()) == (422, True)


def test_without_a_script_a_photo_keeps_what_was_typed(client, mock):
    answer = send(client, mock, ("a.png", picture()), headers={}, **typed(mock, notes="Kept"))
    assert answer.url == mock.get_absolute_url()
    mock.refresh_from_db()
    assert (mock.content["notes"], mock.photos.count()) == ("Kept", 1)


def test_without_a_script_a_photo_that_was_not_sent_is_asked_about_once(client, mock):
    answer = client.post(at("mock", mock), typed(mock, photos="IMG_1.jpg", notes="Kept"))
    page = answer.content.decode()
    assert (answer.status_code, "A photo was chosen and not sent." in page, "Kept" in page) == (
        422,
        True,
        True,
    )


def test_the_same_one_sent_twice_is_one(client, mock):
    body = picture("JPEG")
    rows = [send(client, mock, (name, body)).json()["rows"] for name in ("a.jpg", "b.jpg")]
    assert rows[0] == rows[1]
    assert mock.photos.count() == 1


def test_there_are_only_so_many(client, mock):
    for colour in COLOURS:
        photographed(mock, colour)
    assert mock.photos.count() == MOST_PHOTOS
    answer = send(client, mock, ("a.jpg", picture("JPEG", colour="pink")))
    assert (answer.status_code, "6 photos at most" in answer.json()["message"]) == (422, True)
    assert StoredFile.objects.count() == MOST_PHOTOS


def test_only_an_observation_has_photos(client, apprenticeship):
    discussion = begun(apprenticeship, "discussion")
    assert send(client, discussion, ("a.jpg", picture("JPEG"))).status_code == 409
    assert "data-photos" not in client.get(at("mock", discussion)).content.decode()


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
def test_one_is_taken_off_and_forgotten(client, mock, headers):
    photo = photographed(mock)
    caption = {f"caption-{photo.pk}": CAPTION}
    client.post(at("mock-save", mock), typed(mock, **caption))
    for saves in (1, 2):  # a second time does nothing
        form = {} if headers else typed(mock, notes="Kept") | caption | {"saves": saves}
        answer = client.post(at("mock-photo-remove", mock, photo), form, headers=headers)
        assert answer.status_code == (200 if headers else 302)
    assert forget_unattached() == 1
    mock.refresh_from_db()
    assert ("photos" in mock.content) is bool(headers), "the next save leaves the caption out"


def test_what_is_thrown_away_takes_its_photos_along(mock):
    photographed(mock)
    thrown_away(mock)
    assert forget_unattached() == 1


def test_after_it_is_finished_photos_stay_as_they_are(client, mock, apprenticeship):
    photo = photographed(mock)
    finished(apprenticeship, captions=[CAPTION])
    assert send(client, mock, ("a.png", picture())).status_code == 409
    assert client.post(at("mock-photo-remove", mock, photo), headers=JSON).status_code == 409
    assert client.post(at("mock-photo-remove", mock, photo)).status_code == 409
    assert MockPhoto.objects.get().caption == CAPTION


def test_it_is_not_finished_before_each_says_what_it_shows(client, mock):
    photo = photographed(mock)
    answer = client.post(at("mock", mock), typed(mock, notes="Kept"))
    page = answer.content.decode()
    assert (answer.status_code, "Kept" in page) == (422, True)
    assert f'<a href="#id_caption-{photo.pk}">What photo 1 shows: Say what photo 1 shows' in page


def test_photos_that_arrive_from_two_windows_are_both_asked_about(client, mock, apprenticeship, as_user):
    mine = photographed(mock)
    other = photographed(mock, "red", apprenticeship.line_manager)
    form = typed(mock, **{f"caption-{mine.pk}": CAPTION})
    assert client.post(at("mock", mock), form).status_code == 422
    assert client.post(at("mock", mock), form | {f"caption-{other.pk}": "A sign"}).status_code == 302


@pytest.mark.parametrize("photos", [1, 3])
def test_pages_ask_little_however_many_photos(
    client, mock, apprenticeship, photos, django_assert_num_queries
):
    for colour in COLOURS[:photos]:
        photographed(mock, colour)
    as_checked()
    client.get("/")
    with django_assert_num_queries(7):
        page = client.get(at("mock", mock)).content.decode()
    assert page.count('class="photo-row"') == photos
    finished(apprenticeship, captions=[CAPTION] * photos)
    with django_assert_num_queries(7):
        page = client.get(at("mock", mock)).content.decode()
    assert page.count("<figcaption") == photos
    with django_assert_num_queries(5):
        client.get(at("mock-photo", mock, mock.photos.first()))


@pytest.mark.parametrize("kind", ["visitor", "verifier", "stranger", "apprentice"])
def test_whoever_does_not_see_the_mock_is_not_shown_its_photos(mock, apprenticeship, as_user, kind):
    photo = photographed(mock)
    as_checked()
    user = {
        "visitor": visitor,
        "verifier": verifier,
        "stranger": lambda _: practicable().assessor,
        "apprentice": lambda each: each.apprentice,  # not before it is finished
    }[kind](apprenticeship)
    client = as_user(user)
    for address in (look(photo), look(photo, "thumbnail"), at("mock-photo", mock, photo)):
        assert client.get(address).status_code == 404
    for address in (at("mock-photos", mock), at("mock-photo-remove", mock, photo)):
        assert client.post(address, headers=JSON).status_code == 404
        assert client.post(address).status_code == 404


def test_a_photo_is_found_at_its_own_mock_only(client, mock, apprenticeship):
    photo = photographed(mock)
    other = begun(apprenticeship, "discussion")
    assert client.get(at("mock-photo", other, photo)).status_code == 404
    client.post(at("mock-photo-remove", other, photo), headers=JSON)
    assert MockPhoto.objects.filter(pk=photo.pk).exists()


@pytest.mark.parametrize(
    ("taken", "captions", "problem"),
    [
        (Taken("a", 1), {"a": "A desk"}, None),
        (Taken("a", 2), {"a": "  "}, "Say what photo 2 shows, for people who cannot see it, or remove it."),
        (Taken("a", 1), {}, "Say what photo 1 shows, for people who cannot see it, or remove it."),
        (
            Taken("a", 1, is_unusable=True),
            {"a": "A desk"},
            "Photo 1 could not be used. Remove it, or take another one.",
        ),
    ],
    ids=["said", "blank", "none", "unusable"],
)
def test_what_is_asked_of_a_photo(taken, captions, problem):
    found = [(str(each), each.about) for each in problems_with_photos([taken], captions)]
    assert found == ([(problem, "caption-a")] if problem else [])
