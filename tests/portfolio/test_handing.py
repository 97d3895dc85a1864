"""Who is handed which bytes: the owner the original, others a copy that says nothing private."""

from http import HTTPStatus

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from portfolio.handing import Handed, handed_to, handed_to_others
from portfolio.models import StoredFile
from portfolio.permissions import can_take_original
from tests.factories import attachment, evidence
from tests.portfolio.drafts import page

pytestmark = pytest.mark.django_db

ORIGINAL, COPY = b"original with a place", b"copy without"
CLEAN = {"has_clean_copy": True, "clean_sha256": "c" * 64, "clean_size": len(COPY)}


def private(media_type: str, clean_media_type: str, name: str):
    attached = attachment(evidence(state="submitted").latest, ORIGINAL, name=name)
    StoredFile.objects.update(media_type=media_type, clean_media_type=clean_media_type, **CLEAN)
    attached.file.refresh_from_db()
    default_storage.save(attached.file.clean_key, ContentFile(COPY))
    return attached


def people(attached):
    apprenticeship = attached.revision.evidence.apprenticeship
    return apprenticeship.apprentice, apprenticeship.assessor


KINDS = [
    ("image/heic", "image/jpeg", "IMG_1.HEIC", "IMG_1.jpg"),
    ("video/mp4", "video/mp4", "till.mp4", "till.mp4"),
    ("audio/webm", "audio/mp4", "note.weba", "note.m4a"),
    ("application/pdf", "application/pdf", "letter.pdf", "letter.pdf"),
]


@pytest.mark.parametrize(("media_type", "clean_type", "name", "clean_name"), KINDS)
def test_owner_saves_the_original_and_others_the_copy(media_type, clean_type, name, clean_name, as_user):
    attached = private(media_type, clean_type, name)
    owner, assessor = people(attached)
    address = page("attachment", attached) + "?download=1"
    own, others = as_user(owner).get(address), as_user(assessor).get(address)
    assert (b"".join(own.streaming_content), own.headers["Content-Type"]) == (ORIGINAL, media_type)
    assert (b"".join(others.streaming_content), others.headers["Content-Type"]) == (COPY, clean_type)
    assert own.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert others.headers["Content-Disposition"] == f'attachment; filename="{clean_name}"'
    assert own.headers["ETag"] != others.headers["ETag"]


def test_everybody_gets_the_original_that_says_nothing_private():
    attached = attachment(evidence(state="submitted").latest, ORIGINAL)
    expected = Handed(attached.file.key, "application/pdf", len(ORIGINAL), attached.file.sha256, "letter.pdf")
    assert [handed_to(person, attached) for person in people(attached)] == [expected, expected]
    assert handed_to_others(attached) == expected


def test_player_plays_the_copy_for_the_owner_too(as_user):
    attached = private("audio/webm", "audio/mp4", "note.weba")
    response = as_user(people(attached)[0]).get(page("attachment", attached))
    assert b"".join(response.streaming_content) == COPY
    assert response.headers["Content-Disposition"].startswith("inline")


def test_can_take_original_gives_the_reason():
    attached = private("image/heic", "image/jpeg", "IMG_1.HEIC")
    owner, assessor = people(attached)
    assert can_take_original(owner, attached)
    assert can_take_original(assessor, attached).reason.startswith("The original says where")


def test_a_part_meant_for_the_original_is_not_cut_from_the_copy(as_user):
    attached = private("video/mp4", "video/mp4", "till.mp4")
    headers = {"Range": "bytes=0-3", "If-Range": f'"{attached.file.sha256}"'}
    response = as_user(people(attached)[1]).get(page("attachment", attached), headers=headers)
    assert (response.status_code, b"".join(response.streaming_content)) == (HTTPStatus.OK, COPY)


# Pages of a document


def paged():
    attached = attachment(evidence(state="submitted").latest)
    StoredFile.objects.update(has_picture=True, page_pictures=2)
    default_storage.save(attached.file.page_key(2), ContentFile(b"\xff\xd8 page two"))
    return attached


def page_address(attached, number: int) -> str:
    return reverse("portfolio:attachment-page", args=[attached.pk, number])


def test_page_is_a_picture_of_it(as_user):
    attached = paged()
    response = as_user(people(attached)[1]).get(page_address(attached, 2))
    assert b"".join(response.streaming_content) == b"\xff\xd8 page two"
    assert response.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_page_beyond_the_last_is_not_found(number, as_user):
    attached = paged()
    assert as_user(people(attached)[0]).get(page_address(attached, number)).status_code == 404


def test_page_is_not_shown_before_the_file_is_safe(as_user):
    attached = paged()
    StoredFile.objects.update(state=StoredFile.State.CHECKING)
    assert as_user(people(attached)[0]).get(page_address(attached, 2)).status_code == 404
