"""What an administrator does with a file of standards: send it, and drop it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit import record
from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.import_preview import ANEW, preview_of
from standards.importing import forget
from standards.models import ImportedRecord, Standard, StandardImport, StandardVersion
from standards.own_versions import draft_from, hold, names_taken, refuse_second_draft
from standards.permissions import can_import, can_keep_standards, can_make_draft
from standards.records.drafting import lay_into
from standards.records.text import plain
from standards.records.values import Record
from standards.tasks import read_import

LARGEST = 60_000_000
LONGEST_NAME = 200
NAME_TAKEN = "There is a version {} already. Give yours another name."
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
    found = StandardImport(
        pk=new_id,
        provider=provider,
        requested_by=by,
        name=called(name),
        size=source.size,
        dialect=dialect,
        said=dict(said),
    )
    source.seek(0)
    default_storage.save(found.key, source)
    try:
        return _put_down(found, by)
    except Refused:
        default_storage.delete(found.key)
        raise


@transaction.atomic
def _put_down(found: StandardImport, by: User) -> StandardImport:
    """The bytes were first: a row never points at nothing. Of two that come at once one is kept."""
    hold(found.provider)
    can_import(by, found.provider).require()
    made = StandardImport.objects.filter(pk=found.pk, provider=found.provider_id).first()
    if made is not None:
        return made
    found.save(force_insert=True)
    record(found, "received standards", provider_id=found.provider_id, by=by, size=found.size)
    transaction.on_commit(partial(read_import.enqueue, import_id=str(found.pk)))
    return found


def called(name: str) -> str:
    """As it is shown: the last part of the name, without what is no text."""
    return plain(name.replace("\\", "/").rpartition("/")[2])[-LONGEST_NAME:] or "A file without a name"


@transaction.atomic
def draft_of_record(
    *,
    row: ImportedRecord,
    base: StandardVersion | None,
    new_id: UUID,
    version: str,
    starts_from: dt.date,
    level: int | None,
    why: str,
    by: User,
) -> StandardVersion:
    """A draft of the provider's own, as the record has it. base: what it stems from; None to begin anew.

    new_id: made by the client, so that asking twice gives one draft. Raises DraftBegun.
    """
    provider = row.source.provider
    can_keep_standards(by, provider).require()
    hold(provider)
    made = StandardVersion.objects.filter(provider=provider, pk=new_id).first()
    if made is not None:
        return made
    preview = preview_of(row, provider, by, str(base.pk) if base else ANEW)
    can_make_draft(preview.stopping).require()
    asked = {"new_id": new_id, "version": version, "starts_from": starts_from, "why": why, "by": by}
    if base is None:
        draft = _begun_anew(provider, preview.read, level, **asked)
    else:
        draft = draft_from(provider=provider, source=base, **asked)
    lay_into(draft, preview.read, preview.pairs, row.source.name)
    row.draft = draft
    row.save(update_fields=["draft"])
    record(draft, "brought in version", provider_id=provider.pk, by=by, record=str(row.pk))
    return draft


def _begun_anew(
    provider: Provider,
    found: Record,
    level: int | None,
    *,
    new_id: UUID,
    version: str,
    starts_from: dt.date,
    why: str,
    by: User,
) -> StandardVersion:
    """Of a standard that is there already, or of one that is the provider's own. Without any plan."""
    standard = Standard.objects.kept_at(provider.pk).filter(reference=found.reference).first()
    if standard is None:
        standard = Standard.objects.create(
            provider=provider,
            reference=found.reference,
            title=found.title,
            level=level or found.level,
            larscode=found.larscode,
            route=found.route,
        )
    refuse_second_draft(provider, standard)
    if version in names_taken(provider, standard):
        raise Refused(NAME_TAKEN.format(version), HTTPStatus.CONFLICT)
    draft = StandardVersion.objects.create(
        pk=new_id,
        provider=provider,
        standard=standard,
        version=version,
        status=StandardVersion.Status.IN_DEVELOPMENT,
        wording=StandardVersion.Wording.PROVIDER,
        starts_from=starts_from,
        why=why,
    )
    record(draft, "drafted version", provider_id=provider.pk, by=by, replaces="")
    return draft


@transaction.atomic
def drop_import(*, found: StandardImport, by: User) -> None:
    """Forget the file and all that was read of it. Drafts that were made of it stay."""
    can_keep_standards(by, found.provider).require()
    record(found, "dropped standards", provider_id=found.provider_id, by=by)
    forget(found)
