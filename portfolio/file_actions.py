"""What an apprentice does with the files of a draft: attach, describe, rename, remove."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused
from portfolio import rules
from portfolio.anchors import NOWHERE
from portfolio.file_types import clean_name, renamed
from portfolio.holding import hold_evidence
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
from portfolio.models import Attachment, Claim, Evidence, Revision, StoredFile
from portfolio.permissions import can_edit
from portfolio.quota import limits_of
from portfolio.search import index_revision


@dataclass(frozen=True)
class Arrivals:
    """What became of several files sent at once."""

    attached: list[Attachment]
    refused: list[FileRefused]


def attach_files(*, evidence: Evidence, uploads: "Iterable[UploadedFile[bytes]]", by: User) -> Arrivals:
    """Attach those that can be; a bad one takes no good one down with it."""
    arrivals = Arrivals([], [])
    for upload in uploads:
        try:
            arrivals.attached.append(attach_file(evidence=evidence, upload=upload, by=by))
        except FileRefused as refusal:
            arrivals.refused.append(refusal)
    return arrivals


def attach_file(*, evidence: Evidence, upload: "UploadedFile[bytes]", by: User) -> Attachment:
    """Attach a file that came whole, with a form. Raises FileRefused with the reason."""
    can_edit(by, evidence).require()
    too_large = limits_of(evidence).why_too_large(upload.size or 0, in_form=True)
    if too_large:
        raise FileRefused(clean_name(upload.name or ""), too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    kept = keep_file(evidence=evidence, source=upload, name=upload.name or "")
    return attach_kept(evidence=evidence, kept=kept, by=by)


def keep_file(*, evidence: Evidence, source: "File[bytes]", name: str) -> Kept:
    """Put the bytes of a file for this piece into storage, unless it is sure to be refused.

    What is refused never reaches the storage, where no row would let anybody delete it.
    """
    kept = weighed(evidence.apprenticeship.provider, source, name)
    file = known(kept)
    if evidence.latest:
        _refuse_twice_or_too_many(evidence.latest, file, kept.name)
    if file is None:
        refuse_beyond_quota(evidence.apprenticeship.provider, kept)
    put_into_storage(kept)
    return kept


@transaction.atomic
def attach_kept(*, evidence: Evidence, kept: Kept, by: User) -> Attachment:
    """Attach what lies in storage already, and have it checked."""
    draft = open_draft(evidence, by)
    file = row_of(draft.evidence.apprenticeship.provider, kept)
    _refuse_twice_or_too_many(draft, file, kept.name)
    last = draft.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment.objects.create(revision=draft, file=file, name=kept.name, position=last + 1)
    index_revision(draft)
    _record(attachment, "attached", by=by, sha256=file.sha256)
    have_checked(file)
    return attachment


def _refuse_twice_or_too_many(draft: Revision, file: StoredFile | None, name: str) -> None:
    twin = draft.attachments.filter(file=file).first() if file else None
    if twin:
        raise FileRefused(name, f"You already attached this file as “{twin.name}”.", HTTPStatus.CONFLICT)
    refuse_too_many(draft.attachments.count(), name)


def refuse_too_many(number: int, name: str) -> None:
    """number: how many files the piece has, or will have, without this one."""
    if number >= settings.WAYMARK_MAX_FILES_PER_EVIDENCE:
        limit = rules.counted(settings.WAYMARK_MAX_FILES_PER_EVIDENCE, "file")
        raise FileRefused(name, f"One piece holds {limit} at most. Remove one first, or start a new piece.")


@transaction.atomic
def describe_attachment(*, attachment: Attachment, caption: str, by: User) -> None:
    """Say what a picture shows, for people who cannot see it. Nothing to say when it was just removed."""
    _open_draft_with(attachment, by)
    limit = Attachment._meta.get_field("caption").max_length
    before, attachment.caption = attachment.caption, rules.trimmed(caption, limit)
    if attachment.caption != before:
        Attachment.objects.filter(pk=attachment.pk).update(caption=attachment.caption)
        index_revision(attachment.revision)


@transaction.atomic
def rename_attachment(*, attachment: Attachment, name: str, by: User) -> None:
    """Call a file something else; what it is stays, and so does its extension. Blank keeps the old name."""
    _open_draft_with(attachment, by)
    new = renamed(attachment.name, rules.clean_text(name))
    if new == attachment.name or not Attachment.objects.filter(pk=attachment.pk).update(name=new):
        return
    attachment.name = new
    index_revision(attachment.revision)
    _record(attachment, "renamed", by=by)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take a file off a draft; a second time does nothing. What earlier revisions hold stays with them.

    Claims that were anchored in it point nowhere in particular from then on.
    """
    _open_draft_with(attachment, by)
    nowhere = {"anchor_kind": NOWHERE.kind, "anchor_attachment": None, "anchor_at": NOWHERE.at}
    Claim.objects.filter(anchor_attachment=attachment.pk).update(**nowhere)
    if Attachment.objects.filter(pk=attachment.pk).exists():
        _record(attachment, "removed", by=by)
    attachment.delete()
    index_revision(attachment.revision)


def open_draft(evidence: Evidence, by: User) -> Revision:
    """The draft as it is now, held until the transaction ends; refused when it was submitted meanwhile."""
    locked = hold_evidence(evidence.pk, "apprenticeship", "latest")
    can_edit(by, locked).require()
    return Revision.objects.select_related("evidence__apprenticeship__provider").get(latest_of=locked)


def _open_draft_with(attachment: Attachment, by: User) -> None:
    draft = open_draft(attachment.revision.evidence, by)
    if draft.pk != attachment.revision_id:
        raise Refused("This file belongs to an earlier version, which is kept as it is.", HTTPStatus.CONFLICT)


def _record(attachment: Attachment, act: str, *, by: User, **detail: Any) -> None:
    evidence = attachment.revision.evidence
    provider_id = evidence.apprenticeship.provider_id
    record(attachment, act, provider_id=provider_id, by=by, evidence=str(evidence.pk), **detail)
