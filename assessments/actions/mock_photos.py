"""Photos while a mock observation runs: add one, take one off."""

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.models import User
from accounts.permissions import not_now
from assessments.actions.mocks_held import hold_mock, require_running
from assessments.models import MockAssessment, MockPhoto
from assessments.photos import photo_from
from assessments.rules.photos import MOST_PHOTOS
from assessments.rules.practice import WATCHED
from portfolio.file_types import clean_name
from portfolio.keeping import FileRefused, Kept, have_checked, put_into_storage, row_of

NOT_HERE = not_now("Photos are taken only of work that somebody watches.")
TOO_MANY = f"A practice holds {MOST_PHOTOS} photos at most. Remove one first."


def add_mock_photo(*, mock: MockAssessment, source: "File[bytes]", by: User) -> MockPhoto:
    """The same one sent twice is one photo. Needs `mock` fetched `for_page`. Raises FileRefused, MockIsOver.

    What is refused never reaches the storage, where no row would let anybody delete it.
    """
    _require_photos_here(mock, by)
    _refuse_too_many(mock, clean_name(source.name or ""))
    kept = photo_from(mock.apprenticeship.provider, source)
    put_into_storage(kept)
    return _add(mock, kept, by)


@transaction.atomic
def _add(mock: MockAssessment, kept: Kept, by: User) -> MockPhoto:
    mock = hold_mock(mock, by)
    file = row_of(mock.apprenticeship.provider, kept)
    twin = mock.photos.filter(file=file).first()
    if twin is not None:
        return twin
    _refuse_too_many(mock, kept.name)
    last = mock.photos.aggregate(last=Max("position"))["last"] or 0
    photo = MockPhoto.objects.create(mock=mock, file=file, position=last + 1, added_by=by)
    _record(mock, "added a photo to practice", by, file.sha256)
    have_checked(file)
    return photo


@transaction.atomic
def remove_mock_photo(*, photo: MockPhoto, by: User) -> None:
    """A second time does nothing. The sweep forgets the file unless something else holds it."""
    mock = hold_mock(photo.mock, by)
    held = mock.photos.filter(pk=photo.pk).select_related("file").first()
    if held is not None:
        _record(mock, "removed a photo from practice", by, held.file.sha256)
        held.delete()


def _require_photos_here(mock: MockAssessment, by: User) -> None:
    require_running(mock, by)
    if mock.kind not in WATCHED:
        NOT_HERE.require()


def _refuse_too_many(mock: MockAssessment, name: str) -> None:
    if mock.photos.count() >= MOST_PHOTOS:
        raise FileRefused(name, TOO_MANY)


def _record(mock: MockAssessment, act: str, by: User, sha256: str) -> None:
    record(mock, act, provider_id=mock.apprenticeship.provider_id, by=by, kind=mock.kind, sha256=sha256)
