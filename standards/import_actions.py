"""What an administrator does with a file of standards: send it, and drop it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from standards.importing import forget
from standards.models import StandardImport
from standards.permissions import can_import, can_keep_standards
from standards.records.text import plain
from standards.tasks import read_import

LARGEST = 60_000_000
LONGEST_NAME = 200
TOO_LARGE = (
    f"It is larger than {LARGEST // 1_000_000} MB. The whole official list is smaller than that; "
    "send only the standards that you need."
)


def receive_import(
    *,
    provider: Provider,
    source: File[bytes],
    name: str,
    dialect: str,
    said: Mapping[str, Any],
    new_id: UUID,
    by: User,
) -> StandardImport:
    """Put a file down, to be read. Nothing of it becomes a standard before somebody says so.

    new_id: made by the client, so that sending it twice keeps it once.
    """
    can_keep_standards(by, provider).require()
    made = StandardImport.objects.sent_at(provider.pk).filter(pk=new_id).first()
    if made is not None:
        return made
    if source.size > LARGEST:
        raise Refused(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    can_import(by, provider).require()
    refuse_unless_free(StandardImport, new_id)
    found = StandardImport(
        pk=new_id,
        provider=provider,
        requested_by=by,
        name=called(name),
        size=source.size,
        dialect=dialect,
        said=dict(said),
    )
    return _put_down(found, source, by)


@transaction.atomic
def _put_down(found: StandardImport, source: File[bytes], by: User) -> StandardImport:
    """The bytes come first: a row never points at nothing. Of two that come at once one is kept."""
    hold_provider(found.provider_id)
    can_import(by, found.provider).require()
    made = StandardImport.objects.filter(pk=found.pk, provider=found.provider_id).first()
    if made is not None:
        return made
    source.seek(0)
    default_storage.save(found.key, source)
    found.save(force_insert=True)
    record(found, "received standards", provider_id=found.provider_id, by=by, size=found.size)
    transaction.on_commit(partial(read_import.enqueue, import_id=str(found.pk)))
    return found


def called(name: str) -> str:
    """As it is shown: the last part of the name, without what is no text."""
    return plain(name.replace("\\", "/").rpartition("/")[2])[-LONGEST_NAME:] or "A file without a name"


@transaction.atomic
def drop_import(*, found: StandardImport, by: User) -> None:
    """Forget the file and all that was read of it. Drafts that were made of it stay."""
    can_keep_standards(by, found.provider).require()
    record(found, "dropped standards", provider_id=found.provider_id, by=by)
    forget(found)
