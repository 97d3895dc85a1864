"""What an assessor does with spoken feedback while marking: send it, replace it, remove it.

It hangs on the half-done marking, which judges nothing yet; the audit trail hears of it with the marking.
"""

from http import HTTPStatus

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from assessments.actions.marking import lock, require_markable
from assessments.models import MarkingDraft
from assessments.rules.voice import NOT_SOUND, TOO_LARGE, VOICE_BYTES
from portfolio.file_types import BY_MEDIA_TYPE, Kind, clean_name
from portfolio.keeping import (
    FileRefused,
    Kept,
    have_checked,
    known,
    put_into_storage,
    refuse_beyond_quota,
    row_of,
    weighed,
)
from portfolio.models import Revision, StoredFile


def keep_voice(*, revision: Revision, source: "File[bytes]", name: str, by: User) -> StoredFile:
    """Keep what was spoken with the half-done marking, in place of what was there. Raises FileRefused."""
    require_markable(revision.evidence, revision, by)
    if (source.size or 0) > VOICE_BYTES:
        raise FileRefused(clean_name(name), TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    provider = revision.evidence.apprenticeship.provider
    kept = weighed(provider, source, name)
    if BY_MEDIA_TYPE[kept.wanted.media_type].kind != Kind.AUDIO:
        raise FileRefused(kept.name, NOT_SOUND)
    if known(kept) is None:
        refuse_beyond_quota(provider, kept)
    put_into_storage(kept)
    return _hang_on(revision, kept, by)


@transaction.atomic
def _hang_on(revision: Revision, kept: Kept, by: User) -> StoredFile:
    evidence, revision = lock(revision)
    require_markable(evidence, revision, by)
    file = row_of(evidence.apprenticeship.provider, kept)
    MarkingDraft.objects.update_or_create(revision=revision, assessor=by, defaults={"voice": file})
    have_checked(file)
    return file


@transaction.atomic
def remove_voice(*, revision: Revision, by: User) -> None:
    """A second time does nothing. The sweep forgets the file unless something else holds it."""
    evidence, revision = lock(revision)
    require_markable(evidence, revision, by)
    MarkingDraft.objects.filter(revision=revision, assessor=by).update(voice=None)
