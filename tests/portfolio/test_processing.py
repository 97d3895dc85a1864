import datetime as dt
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from portfolio.models import StoredFile
from portfolio.processing import LEASE, MOST_ATTEMPTS, check_stored_file, lease
from portfolio.rules import FILE_STATES
from portfolio.tasks import check_file, sweep_files
from tests.factories import ProviderFactory
from tests.portfolio.files import pdf, photo_lying_on_its_side, picture, png_that_claims

pytestmark = pytest.mark.django_db

State = StoredFile.State


def stored(content: bytes, media_type: str = "image/jpeg", **fields) -> StoredFile:
    number = StoredFile.objects.count()
    file = StoredFile.objects.create(
        provider=ProviderFactory(), sha256=f"{number:064}", media_type=media_type, size=len(content), **fields
    )
    default_storage.save(file.key, ContentFile(content))
    return file


def checked(file: StoredFile) -> StoredFile:
    check_stored_file(file)
    file.refresh_from_db()
    return file


def test_check_makes_an_upright_picture_and_a_thumbnail():
    file = checked(stored(photo_lying_on_its_side()))
    assert (file.state, file.width, file.height, file.has_picture) == (State.SAFE, 1000, 2000, True)
    assert (file.attempts, file.leased_until) == (1, None)
    assert file.checked_at is not None
    for key in (file.picture_key, file.thumbnail_key):
        with default_storage.open(key) as copy:
            assert copy.read().startswith(b"\xff\xd8")


def test_check_keeps_the_picture_of_a_photo_that_says_nothing_private():
    file = checked(stored(picture("JPEG")))
    assert file.has_clean_copy is False
    assert default_storage.exists(file.picture_key)


def test_check_counts_pages():
    file = checked(stored(pdf(pages=3), "application/pdf"))
    assert (file.state, file.pages, file.has_picture) == (State.SAFE, 3, True)


def test_check_of_text_makes_no_picture():
    file = checked(stored(b"A note.", "text/plain"))
    assert (file.state, file.has_picture) == (State.SAFE, False)
    assert not default_storage.exists(file.picture_key)


@pytest.mark.parametrize(
    ("content", "media_type", "sentence"),
    [
        (b"\xff\xd8\xff\xe0 nothing", "image/jpeg", "could not be opened"),
        (png_that_claims(20_000, 20_000), "image/png", "60 million pixels"),
        (pdf(password="secret"), "application/pdf", "protected by a password"),
    ],
)
def test_check_rejects_with_a_reason(content, media_type, sentence):
    file = checked(stored(content, media_type))
    assert file.state == State.REJECTED
    assert sentence in file.reason


def test_check_twice_does_the_work_once():
    file = checked(checked(stored(b"A note.", "text/plain")))
    assert (file.state, file.attempts) == (State.SAFE, 1)


def test_lease_is_given_to_one():
    file, now = stored(b"A note.", "text/plain"), timezone.now()
    assert [lease(file, now), lease(file, now)] == [now + LEASE, None]


def test_lease_left_behind_is_given_again():
    file, now = stored(b"A note.", "text/plain"), timezone.now()
    lease(file, now)
    assert lease(file, now + LEASE + dt.timedelta(seconds=1)) is not None


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (State.RECEIVED, "check"),
        (State.CHECKING, "check again"),
        (State.SAFE, "check"),
        (State.REJECTED, "check"),
    ],
)
def test_lease_moves_a_file_as_the_table_of_states_says(state, act):
    now = timezone.now()
    file = stored(b"A note.", "text/plain", state=state, leased_until=now - dt.timedelta(seconds=1))
    lease(file, now)
    file.refresh_from_db()
    assert file.state == FILE_STATES.get((state, act), state)


def test_file_is_given_up_after_the_last_attempt():
    past = timezone.now() - dt.timedelta(seconds=1)
    file = checked(
        stored(b"A note.", "text/plain", state=State.CHECKING, attempts=MOST_ATTEMPTS, leased_until=past)
    )
    assert (file.state, file.reason) == (
        State.REJECTED,
        "This file could not be read. Remove it and try another copy.",
    )


def test_check_leaves_the_answer_to_whoever_holds_the_lease():
    file = stored(b"A note.", "text/plain", state=State.CHECKING, leased_until=timezone.now() + LEASE)
    assert checked(file).state == State.CHECKING


def test_missing_original_is_tried_again_later():
    file = stored(b"A note.", "text/plain")
    default_storage.delete(file.key)
    with pytest.raises(FileNotFoundError):
        check_stored_file(file)
    file.refresh_from_db()
    assert (file.state, file.attempts) == (State.CHECKING, 1)


def test_check_file_survives_a_file_that_is_gone():
    check_file.call(file_id="00000000-0000-0000-0000-000000000000")


def test_sweep_starts_what_was_lost():
    now = timezone.now()
    long_ago = now - dt.timedelta(seconds=61)
    waited = stored(b"1", "text/plain", created_at=long_ago)
    abandoned = stored(b"2", "text/plain", state=State.CHECKING, leased_until=long_ago)
    fresh = stored(b"3", "text/plain")
    held = stored(b"4", "text/plain", state=State.CHECKING, leased_until=now + LEASE)
    done = stored(b"5", "text/plain", state=State.SAFE, created_at=long_ago)
    assert sweep_files(now) == 2
    states = [StoredFile.objects.get(pk=file.pk).state for file in (waited, abandoned, fresh, held, done)]
    assert states == [State.SAFE, State.SAFE, State.RECEIVED, State.CHECKING, State.SAFE]


def test_check_keeps_the_pages_and_words_of_a_document():
    file = checked(stored(pdf(pages=3, words="Page"), "application/pdf"))
    assert file.page_pictures == 3
    assert file.text.text == "Page 1\fPage 2\fPage 3"
    with default_storage.open(file.page_key(3)) as page:
        assert page.read().startswith(b"\xff\xd8")


def test_check_of_a_private_photo_names_its_upright_picture_as_the_copy():
    file = checked(stored(photo_lying_on_its_side()))
    assert (file.has_clean_copy, file.clean_media_type) == (True, "image/jpeg")
    assert file.clean_key == file.picture_key
    with default_storage.open(file.clean_key) as copy:
        assert hashlib.sha256(copy.read()).hexdigest() == file.clean_sha256
    assert file.clean_size == default_storage.size(file.clean_key)
