"""Photos taken during a mock: which may be kept, which there are, and how pages show them."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.core.files.base import File
from django.forms import BoundField
from django.urls import reverse

from accounts.models import Provider
from assessments.models import MockAssessment, MockPhoto
from assessments.rules.photos import LARGEST_PHOTO_BYTES, Taken
from assessments.rules.practice import WATCHED
from portfolio.file_types import HEAD_BYTES, Kind, clean_name, detect
from portfolio.keeping import EMPTY, FileRefused, Kept, known, refuse_beyond_quota, weighed
from portfolio.models import StoredFile
from portfolio.quota import limits_at
from portfolio.rules import size_in_words

TOO_LARGE = f"It is larger than {size_in_words(LARGEST_PHOTO_BYTES)}. Take a smaller one."
NOT_A_PHOTO = "It is not a photo. Send a picture from your phone or camera: JPEG, PNG, WebP, GIF or HEIC."


def photo_from(provider: Provider, source: "File[bytes]") -> Kept:
    """What the photo is and what its bytes are called; nothing is stored yet. Raises FileRefused."""
    name, size = source.name or "", source.size or 0
    too_large = limits_at(provider).why_too_large(size, in_form=True)
    if size > LARGEST_PHOTO_BYTES or too_large:
        raise FileRefused(clean_name(name), too_large or TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not size:
        raise FileRefused(clean_name(name), EMPTY)
    source.seek(0)
    found = detect(source.read(HEAD_BYTES), name)
    if found is None or found.kind != Kind.IMAGE:
        raise FileRefused(clean_name(name), NOT_A_PHOTO)
    kept = weighed(provider, source, name)
    if known(kept) is None:
        refuse_beyond_quota(provider, kept)
    return kept


def photos_of(mock: MockAssessment) -> list[MockPhoto]:
    """In the order in which they were taken; one query, and none where there are no photos to be had."""
    if mock.kind not in WATCHED:
        return []
    return list(MockPhoto.objects.filter(mock=mock.pk).for_page())


def taken(photo: MockPhoto) -> Taken:
    """With its file at hand."""
    return Taken(str(photo.pk), photo.position, photo.file.state == StoredFile.State.REJECTED)


@dataclass(frozen=True, slots=True)
class Photo:
    """As pages show it. caption: what was said of it, or the field in which to say it."""

    id: str
    number: int
    mock_id: UUID
    caption: str | BoundField
    picture: str
    thumbnail: str
    is_safe: bool
    is_waiting: bool
    trouble: str


def photo_on_page(photo: MockPhoto, caption: str | BoundField | None = None) -> Photo:
    """With its file at hand."""
    file = photo.file
    is_shown = file.is_safe and file.has_picture
    ids = [photo.mock_id, photo.pk]
    return Photo(
        id=str(photo.pk),
        number=photo.position,
        mock_id=photo.mock_id,
        caption=photo.caption if caption is None else caption,
        picture=reverse("assessments:mock-photo-copy", args=[*ids, "picture"]) if is_shown else "",
        thumbnail=reverse("assessments:mock-photo-copy", args=[*ids, "thumbnail"]) if is_shown else "",
        is_safe=is_shown,
        is_waiting=file.is_waiting,
        trouble="" if is_shown or file.is_waiting else file.reason or NOT_A_PHOTO,
    )
