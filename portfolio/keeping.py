"""Taking a file in for a provider, whatever will hold it: first its bytes are stored, then a row says so."""

import hashlib
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Provider
from accounts.permissions import Refused
from portfolio import rules
from portfolio.file_types import HEAD_BYTES, NOT_ACCEPTED, FileType, clean_name, detect
from portfolio.holding import hold_quota
from portfolio.models import StoredFile
from portfolio.quota import kept_by, limits_for
from portfolio.tasks import check_file

EMPTY = "It is empty."


class FileRefused(Refused):
    """One file could not be taken. `name` is what its owner calls it; the others are not concerned."""

    def __init__(self, name: str, reason: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(f"“{name}” was not added. {reason}", status)
        self.name = name


@dataclass(frozen=True)
class Kept:
    """Bytes on their way into storage, of which no row speaks yet. `source` gives them again if need be."""

    wanted: StoredFile
    source: "File[bytes]"
    name: str


def recognised(source: "File[bytes]", name: str) -> FileType:
    if not source.size:
        raise FileRefused(clean_name(name), EMPTY)
    source.seek(0)
    file_type = detect(source.read(HEAD_BYTES), name)
    if file_type is None:
        raise FileRefused(clean_name(name), NOT_ACCEPTED)
    return file_type


def sha256_of(source: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in source.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def weighed(provider: Provider, source: "File[bytes]", name: str) -> Kept:
    """What the file is and what its bytes are called; nothing is stored yet."""
    file_type = recognised(source, name)
    wanted = StoredFile(
        provider=provider, sha256=sha256_of(source), media_type=file_type.media_type, size=source.size
    )
    return Kept(wanted, source, clean_name(name, file_type))


def known(kept: Kept) -> StoredFile | None:
    return StoredFile.objects.filter(provider=kept.wanted.provider_id, sha256=kept.wanted.sha256).first()


def put_into_storage(kept: Kept) -> None:
    """Durably. A row never points at nothing: it comes after the bytes."""
    kept.source.seek(0)
    default_storage.save(kept.wanted.key, kept.source)


def row_of(provider: Provider, kept: Kept) -> StoredFile:
    """The provider's one row for these bytes, locked, with the bytes behind it.

    What was once refused gets another chance.
    """
    if known(kept) is None:
        refuse_beyond_quota(hold_quota(provider), kept)
    wanted = kept.wanted
    file, _ = StoredFile.objects.select_for_update().get_or_create(
        provider_id=wanted.provider_id,
        sha256=wanted.sha256,
        defaults={"media_type": wanted.media_type, "size": wanted.size},
    )
    if file.state == StoredFile.State.REJECTED:
        file.state = rules.FILE_STATES[file.state, "send again"]
        file.reason, file.attempts = "", 0
        file.media_type = wanted.media_type
        file.save(update_fields=["state", "reason", "attempts", "media_type"])
    if not default_storage.exists(file.key):  # forgotten between keeping the bytes and holding the row
        put_into_storage(kept)
    return file


def have_checked(file: StoredFile) -> None:
    """Once the transaction is committed; nothing to do for what was looked at before."""
    if file.state == StoredFile.State.RECEIVED:
        transaction.on_commit(partial(check_file.enqueue, file_id=str(file.pk)))


def refuse_beyond_quota(provider: Provider, kept: Kept) -> None:
    if provider.storage_bytes is None:
        return
    reason = limits_for(provider, kept_by(provider.pk)).why_no_room(kept.wanted.size)
    if reason:
        raise FileRefused(kept.name, reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
