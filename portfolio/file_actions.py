"""What an apprentice does with the files of a draft: attach, describe, remove."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused
from portfolio import rules
from portfolio.file_types import HEAD_BYTES, NOT_ACCEPTED, FileType, clean_name, detect
from portfolio.holding import hold_evidence
from portfolio.models import Attachment, Evidence, Revision, StoredFile
from portfolio.permissions import can_edit
from portfolio.tasks import check_file


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


def attach_file(*, evidence: Evidence, upload: "UploadedFile[bytes]", by: User) -> Attachment:
    """Keep the file durably, then attach it, then have it checked. Raises FileRefused with the reason.

    The bytes are on the disk before any row speaks of them; a row never points at nothing.
    """
    can_edit(by, evidence).require()
    file_type = recognised(upload)
    wanted = StoredFile(
        provider_id=evidence.apprenticeship.provider_id,
        sha256=sha256_of(upload),
        media_type=file_type.media_type,
        size=upload.size or 0,
    )
    upload.seek(0)
    default_storage.save(wanted.key, upload)
    return _attach(evidence, wanted, upload, clean_name(upload.name or "", file_type), by)


def recognised(upload: "UploadedFile[bytes]") -> FileType:
    name = clean_name(upload.name or "")
    if not upload.size:
        raise FileRefused(name, "It is empty.")
    if upload.size > settings.WAYMARK_MAX_FILE_BYTES:
        limit = rules.size_in_words(settings.WAYMARK_MAX_FILE_BYTES)
        reason = f"It is larger than {limit}. Make it shorter or save a smaller copy."
        raise FileRefused(name, reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    upload.seek(0)
    file_type = detect(upload.read(HEAD_BYTES), upload.name or "")
    if file_type is None:
        raise FileRefused(name, NOT_ACCEPTED)
    return file_type


def sha256_of(upload: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@transaction.atomic
def _attach(
    evidence: Evidence, wanted: StoredFile, upload: "UploadedFile[bytes]", name: str, by: User
) -> Attachment:
    draft = _open_draft(evidence, by)
    file = _known_or_new(wanted)
    if not default_storage.exists(file.key):  # forgotten between keeping the bytes and holding the row
        upload.seek(0)
        default_storage.save(file.key, upload)
    _refuse_twice_or_too_many(draft, file, name)
    last = draft.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment.objects.create(revision=draft, file=file, name=name, position=last + 1)
    _record(attachment, "attached", by=by, sha256=file.sha256)
    if file.state == StoredFile.State.RECEIVED:
        transaction.on_commit(partial(check_file.enqueue, file_id=str(file.pk)))
    return attachment


def _known_or_new(wanted: StoredFile) -> StoredFile:
    """The provider's one row for these bytes. What was once refused gets another chance."""
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


def _refuse_twice_or_too_many(draft: Revision, file: StoredFile, name: str) -> None:
    twin = draft.attachments.filter(file=file).first()
    if twin:
        raise FileRefused(name, f"You already attached this file as “{twin.name}”.", HTTPStatus.CONFLICT)
    if draft.attachments.count() >= settings.WAYMARK_MAX_FILES_PER_EVIDENCE:
        limit = rules.counted(settings.WAYMARK_MAX_FILES_PER_EVIDENCE, "file")
        raise FileRefused(name, f"One piece holds {limit} at most. Remove one first, or start a new piece.")


@transaction.atomic
def describe_attachment(*, attachment: Attachment, caption: str, by: User) -> None:
    """Say what a picture shows, for people who cannot see it. Nothing to say when it was just removed."""
    _open_draft_with(attachment, by)
    limit = Attachment._meta.get_field("caption").max_length
    attachment.caption = rules.clean_text(caption).strip()[:limit]
    Attachment.objects.filter(pk=attachment.pk).update(caption=attachment.caption)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take a file off a draft; a second time does nothing. What earlier revisions hold stays with them."""
    _open_draft_with(attachment, by)
    if Attachment.objects.filter(pk=attachment.pk).exists():
        _record(attachment, "removed", by=by)
    attachment.delete()


def _open_draft(evidence: Evidence, by: User) -> Revision:
    """The draft as it is now, held until the transaction ends; refused when it was submitted meanwhile."""
    locked = hold_evidence(evidence.pk, "apprenticeship", "latest")
    can_edit(by, locked).require()
    return Revision.objects.select_related("evidence__apprenticeship").get(latest_of=locked)


def _open_draft_with(attachment: Attachment, by: User) -> None:
    draft = _open_draft(attachment.revision.evidence, by)
    if draft.pk != attachment.revision_id:
        raise Refused("This file belongs to an earlier version, which is kept as it is.", HTTPStatus.CONFLICT)


def _record(attachment: Attachment, act: str, *, by: User, **detail: Any) -> None:
    evidence = attachment.revision.evidence
    provider_id = evidence.apprenticeship.provider_id
    record(attachment, act, provider_id=provider_id, by=by, evidence=str(evidence.pk), **detail)
