"""What an apprentice does with the files of a draft: attach, describe, rename, remove."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.models import Provider, User
from accounts.permissions import Refused
from portfolio import rules
from portfolio.anchors import NOWHERE
from portfolio.file_types import HEAD_BYTES, NOT_ACCEPTED, FileType, clean_name, detect, renamed
from portfolio.holding import hold_evidence, hold_quota
from portfolio.models import Attachment, Claim, Evidence, Revision, StoredFile
from portfolio.permissions import can_edit
from portfolio.quota import kept_by, limits_for, limits_of
from portfolio.search import index_revision
from portfolio.tasks import check_file

EMPTY = "It is empty."


class FileRefused(Refused):
    """One file could not be attached. `name` is what its owner calls it; the others are not concerned."""

    def __init__(self, name: str, reason: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(f"“{name}” was not added. {reason}", status)
        self.name = name


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


@dataclass(frozen=True)
class Kept:
    """Bytes that lie in storage before any row speaks of them. `source` gives them once more if need be."""

    wanted: StoredFile
    source: "File[bytes]"
    name: str


def attach_file(*, evidence: Evidence, upload: "UploadedFile[bytes]", by: User) -> Attachment:
    """Attach a file that came whole, with a form. Raises FileRefused with the reason."""
    can_edit(by, evidence).require()
    too_large = limits_of(evidence).why_too_large(upload.size or 0, in_form=True)
    if too_large:
        raise FileRefused(clean_name(upload.name or ""), too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    kept = keep_file(evidence=evidence, source=upload, name=upload.name or "")
    return attach_kept(evidence=evidence, kept=kept, by=by)


def keep_file(*, evidence: Evidence, source: "File[bytes]", name: str) -> Kept:
    """Put the bytes into storage, durably. A row never points at nothing: it comes after them."""
    file_type = recognised(source, name)
    wanted = StoredFile(
        provider_id=evidence.apprenticeship.provider_id,
        sha256=sha256_of(source),
        media_type=file_type.media_type,
        size=source.size,
    )
    kept = Kept(wanted, source, clean_name(name, file_type))
    _refuse_before_keeping(evidence, kept)
    source.seek(0)
    default_storage.save(wanted.key, source)
    return kept


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


def _refuse_before_keeping(evidence: Evidence, kept: Kept) -> None:
    """What is sure to be refused never reaches the storage, where no row would let anybody delete it."""
    file = StoredFile.objects.filter(provider=kept.wanted.provider_id, sha256=kept.wanted.sha256).first()
    if evidence.latest:
        _refuse_twice_or_too_many(evidence.latest, file, kept.name)
    if file is None:
        _refuse_beyond_quota(evidence.apprenticeship.provider, kept)


@transaction.atomic
def attach_kept(*, evidence: Evidence, kept: Kept, by: User) -> Attachment:
    """Attach what lies in storage already, and have it checked."""
    draft = open_draft(evidence, by)
    file = _known_or_new(draft, kept)
    if not default_storage.exists(file.key):  # forgotten between keeping the bytes and holding the row
        kept.source.seek(0)
        default_storage.save(file.key, kept.source)
    _refuse_twice_or_too_many(draft, file, kept.name)
    last = draft.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment.objects.create(revision=draft, file=file, name=kept.name, position=last + 1)
    index_revision(draft)
    _record(attachment, "attached", by=by, sha256=file.sha256)
    if file.state == StoredFile.State.RECEIVED:
        transaction.on_commit(partial(check_file.enqueue, file_id=str(file.pk)))
    return attachment


def _known_or_new(draft: Revision, kept: Kept) -> StoredFile:
    """The provider's one row for these bytes. What was once refused gets another chance."""
    wanted = kept.wanted
    if not StoredFile.objects.filter(provider=wanted.provider_id, sha256=wanted.sha256).exists():
        _refuse_beyond_quota(hold_quota(draft.evidence.apprenticeship.provider), kept)
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
    return file


def _refuse_beyond_quota(provider: Provider, kept: Kept) -> None:
    if provider.storage_bytes is None:
        return
    reason = limits_for(provider, kept_by(provider.pk)).why_no_room(kept.wanted.size)
    if reason:
        raise FileRefused(kept.name, reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


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
    before, attachment.caption = attachment.caption, rules.clean_text(caption).strip()[:limit]
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
