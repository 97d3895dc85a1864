"""Making a draft of the provider's own from one record of a file that it sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider, still_there
from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.import_preview import ANEW, preview_of
from standards.importers.own import describe, load_own
from standards.models import ImportedRecord, Standard, StandardVersion
from standards.own_versions import draft_from, names_taken, refuse_second_draft, refuse_taken_name
from standards.pack_reading import Node, PackError
from standards.permissions import can_keep_standards, can_make_draft
from standards.records.drafting import lay_into
from standards.records.values import Record

CONTRADICTS = "What the pack says contradicts itself, so nothing was made of it."


@dataclass(frozen=True)
class Asked:
    """What was typed for a draft. new_id: made by the client. level: None where it is known already."""

    new_id: UUID
    version: str
    starts_from: dt.date
    why: str = ""
    level: int | None = None


def draft_of_record(
    *, row: ImportedRecord, base: StandardVersion | None, asked: Asked, by: User
) -> StandardVersion:
    """A draft as the record has it. base: what it stems from; None to begin anew.

    Asking twice under one id gives one draft. Raises DraftBegun.
    """
    try:
        return _made(row, base, asked, by)
    except PackError as error:
        raise Refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY) from error
    except (IntegrityError, DataError) as error:
        raise Refused(CONTRADICTS, HTTPStatus.UNPROCESSABLE_ENTITY) from error


@transaction.atomic
def _made(row: ImportedRecord, base: StandardVersion | None, asked: Asked, by: User) -> StandardVersion:
    provider = row.source.provider
    can_keep_standards(by, provider).require()
    hold_provider(provider.pk)
    row = still_there(ImportedRecord.objects.select_related("source__provider"), pk=row.pk)
    made = StandardVersion.objects.filter(provider=provider, pk=asked.new_id).first()
    if made is not None:
        return made
    preview = preview_of(row, provider, by, str(base.pk) if base else ANEW)
    can_make_draft(preview.stopping).require()
    draft = _begun(provider, base, preview.read, asked, by)
    if preview.read.pack is None:
        lay_into(draft, preview.read, preview.pairs, row.source.name)
    else:
        node = Node("The pack", preview.read.place, preview.read.pack["version"])
        load_own(node, draft, is_reworded=base is not None and preview.is_reworded)
    row.draft = draft
    row.save(update_fields=["draft"])
    record(draft, "brought in version", provider_id=provider.pk, by=by, record=str(row.pk))
    return draft


def _begun(
    provider: Provider, base: StandardVersion | None, found: Record, asked: Asked, by: User
) -> StandardVersion:
    if base is None:
        return _begun_anew(provider, found, asked, by)
    return draft_from(
        provider=provider,
        source=base,
        new_id=asked.new_id,
        version=asked.version,
        starts_from=asked.starts_from,
        why=asked.why,
        by=by,
    )


def _begun_anew(provider: Provider, found: Record, asked: Asked, by: User) -> StandardVersion:
    """Of a standard that is there already, or of one that is the provider's own. Without any plan."""
    standard = Standard.objects.kept_at(provider.pk).filter(reference=found.reference).first()
    standard = standard or _own_standard(provider, found, asked.level or found.level or 0)
    refuse_second_draft(provider, standard)
    refuse_taken_name(asked.version, names_taken(provider, standard))
    draft = StandardVersion.objects.create(
        pk=asked.new_id,
        provider=provider,
        standard=standard,
        version=asked.version,
        status=StandardVersion.Status.IN_DEVELOPMENT,
        wording=StandardVersion.Wording.PROVIDER,
        starts_from=asked.starts_from,
        why=asked.why,
    )
    record(draft, "drafted version", provider_id=provider.pk, by=by, replaces="")
    return draft


def _own_standard(provider: Provider, found: Record, level: int) -> Standard:
    standard = Standard(
        provider=provider,
        reference=found.reference,
        title=found.title,
        level=level,
        larscode=found.larscode,
        route=found.route,
    )
    if found.pack is not None:
        describe(Node("The pack", "standard", found.pack["standard"]), standard)
    standard.save(force_insert=True)
    return standard
