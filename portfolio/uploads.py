"""What an apprentice does with an upload: begin it, add to it, finish it, cancel it; and what sweeps them."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Refused, not_now
from portfolio import rules
from portfolio.file_actions import attach_kept, keep_file, open_draft, refuse_too_many
from portfolio.file_types import BY_EXTENSION, HEAD_BYTES, NOT_ACCEPTED, clean_name, detect, extension_of
from portfolio.holding import hold_evidence
from portfolio.keeping import EMPTY, FileRefused
from portfolio.models import Attachment, Evidence, Revision, Upload
from portfolio.parts import (
    CutShortError,
    Part,
    Stream,
    WholeFile,
    WrongDigestError,
    held,
    parts_folder,
    require_disk,
)
from portfolio.permissions import can_cancel, can_edit
from portfolio.quota import limits_at
from portfolio.storage import make_folder

KEPT_FOR = dt.timedelta(days=7)
MOST_AT_ONCE = 64_000_000
GONE = "This upload is no longer there: it was cancelled, or its piece was deleted."
REMOVED = "This file arrived, and was removed from the piece again."
OTHER_SIZE = "A file of the same name and date but of another size is on its way already. Remove it first."
DAMAGED = "A part of the file was damaged on its way. Nothing of that part was kept; it is sent again."
CUT_SHORT = "The connection broke in the middle of a part. Nothing of that part was kept; it is sent again."


class OutOfStep(Refused):
    """The sender and this side disagree about how much has arrived; `upload` says how much that is."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(
            f"{rules.size_in_words(upload.received)} have arrived; go on from there.", HTTPStatus.CONFLICT
        )
        self.upload = upload


class Damaged(Refused):
    """What arrived of a chunk was thrown away; the same chunk may be sent once more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, HTTPStatus.UNPROCESSABLE_ENTITY)


@dataclass(frozen=True)
class Chunk:
    """Some bytes of a file: where they belong, how many they are, their SHA-256, where they come from."""

    offset: int
    length: int
    digest: bytes
    stream: Stream


def begin_upload(
    *, evidence: Evidence, name: str, size: int, fingerprint: str, by: User
) -> tuple[Upload, bool]:
    """The upload for this file, and whether it is new. The same file from another tab is one upload."""
    can_edit(by, evidence).require()
    known = _known(evidence, fingerprint, by)
    if known:
        return _same_file(known, size), False
    _refuse_hopeless(evidence, name, size)
    make_folder(parts_folder())
    require_disk(size, parts_folder())
    with transaction.atomic():
        draft = open_draft(evidence, by)
        _refuse_too_many(draft, name)
        upload, is_new = Upload.objects.get_or_create(
            evidence=evidence,
            by=by,
            fingerprint=fingerprint,
            finished_at=None,
            defaults={"name": clean_name(name), "size": size},
        )
    return _same_file(upload, size), is_new


def _known(evidence: Evidence, fingerprint: str, by: User) -> Upload | None:
    """The same file under way, or there already: a device that never heard that it had arrived asks again."""
    same = Upload.objects.filter(evidence=evidence, by=by, fingerprint=fingerprint)
    here = same.filter(attachment__revision=evidence.latest_id)
    return same.under_way().first() or here.order_by("-finished_at").first()


def _same_file(upload: Upload, size: int) -> Upload:
    if upload.size != size:
        not_now(OTHER_SIZE).require()
    return upload


def _refuse_hopeless(evidence: Evidence, name: str, size: int) -> None:
    """What can be known before a byte is sent."""
    called = clean_name(name)
    if extension_of(name) and extension_of(name) not in BY_EXTENSION:
        raise FileRefused(called, NOT_ACCEPTED)
    if size <= 0:
        raise FileRefused(called, EMPTY)
    limits = limits_at(evidence.apprenticeship.provider)
    reason = limits.why_too_large(size) or limits.why_no_room(size)
    if reason:
        raise FileRefused(called, reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _refuse_too_many(draft: Revision, name: str) -> None:
    under_way = Upload.objects.under_way().filter(evidence=draft.evidence_id).count()
    refuse_too_many(draft.attachments.count() + under_way, clean_name(name))


def receive_chunk(*, upload: Upload, chunk: Chunk, by: User) -> Upload:
    """Add a chunk where the file stands. First it is on the disk, then it counts.

    No transaction is open while bytes arrive. Raises OutOfStep when the chunk belongs elsewhere.
    """
    if upload.is_finished:
        return upload
    can_edit(by, upload.evidence).require()
    with held(upload.pk) as part:
        upload = _as_it_stands(upload, part)
        if upload.is_finished:
            return upload
        _refuse_misplaced(upload, chunk)
        _write(part, chunk)
        _count(upload, chunk, part)
        _refuse_other_contents(upload, part)
    return upload


def _as_it_stands(upload: Upload, part: Part) -> Upload:
    """Read again under the lock, and brought to what row and disk both have."""
    now = Upload.objects.for_receiving().filter(pk=upload.pk).first()
    if now is None:
        part.discard()
        raise Refused(GONE, HTTPStatus.CONFLICT)
    if not now.is_finished:
        part.cut(now.received)
        if part.size < now.received:  # the disk lost it, or is another machine's
            now.received = part.size
            Upload.objects.filter(pk=now.pk).update(received=now.received)
    return now


def _refuse_misplaced(upload: Upload, chunk: Chunk) -> None:
    if chunk.offset != upload.received:
        raise OutOfStep(upload)
    if chunk.length > min(upload.size - upload.received, MOST_AT_ONCE):
        reason = "This part is larger than what is missing of the file, or than one part may be."
        raise FileRefused(upload.name, reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _write(part: Part, chunk: Chunk) -> None:
    require_disk(chunk.length, parts_folder())
    try:
        part.append(chunk.stream, chunk.length, chunk.digest)
    except WrongDigestError:
        raise Damaged(DAMAGED) from None
    except CutShortError:
        raise Damaged(CUT_SHORT) from None


def _count(upload: Upload, chunk: Chunk, part: Part) -> None:
    """Compare and set: whoever moved the row meanwhile was right, and this chunk is cut off again."""
    before, upload.received = upload.received, upload.received + chunk.length
    upload.touched_at = timezone.now()
    unmoved = Upload.objects.under_way().filter(pk=upload.pk, received=before)
    if not unmoved.update(received=upload.received, touched_at=upload.touched_at):
        raise OutOfStep(_as_it_stands(upload, part))


def _refuse_other_contents(upload: Upload, part: Part) -> None:
    """As soon as its beginning is there: nobody sends two gigabytes to hear that the kind is wrong."""
    if part.size < min(HEAD_BYTES, upload.size) or detect(part.head(HEAD_BYTES), upload.name):
        return
    _drop(upload, part)
    raise FileRefused(upload.name, NOT_ACCEPTED)


def finish_upload(*, upload: Upload, by: User) -> tuple[Attachment, bool]:
    """Attach the whole file, and whether this call did it; asked again, the same attachment.

    A file that turns out to be unacceptable ends the upload, with FileRefused.
    """
    with held(upload.pk) as part:
        upload = _as_it_stands(upload, part)
        if upload.is_finished:
            part.discard()
            return _attached(upload), False
        can_edit(by, upload.evidence).require()
        if upload.received != upload.size:
            raise OutOfStep(upload)
        try:
            attachment = _attach(upload, part, by)
        except FileRefused:
            _drop(upload, part)
            raise
        part.discard()
    return attachment, True


def _attached(upload: Upload) -> Attachment:
    if upload.attachment is None:
        raise Refused(REMOVED, HTTPStatus.CONFLICT)
    return upload.attachment


def _attach(upload: Upload, part: Part, by: User) -> Attachment:
    with WholeFile(part.path, upload.name) as source:
        kept = keep_file(evidence=upload.evidence, source=source, name=upload.name)
        with transaction.atomic():
            hold_evidence(upload.evidence_id)
            attachment = attach_kept(evidence=upload.evidence, kept=kept, by=by)
            now = timezone.now()
            finished = Upload.objects.under_way().filter(pk=upload.pk)
            if not finished.update(attachment=attachment, finished_at=now, touched_at=now):
                raise Refused(GONE, HTTPStatus.CONFLICT)
    return attachment


def cancel_upload(*, upload: Upload, by: User) -> None:
    """Forget what has arrived. A file that is attached already stays."""
    can_cancel(by, upload).require()
    with held(upload.pk) as part:
        Upload.objects.under_way().filter(pk=upload.pk).delete()
        part.discard()


def _drop(upload: Upload, part: Part) -> None:
    Upload.objects.under_way().filter(pk=upload.pk).delete()
    part.discard()


def sweep_uploads(now: dt.datetime) -> int:
    """Forget uploads that nobody went on with for a week, and part files without one; answers how many."""
    forgotten, _ = Upload.objects.left_alone(now - KEPT_FOR).delete()
    return forgotten + _discard_orphans()


def _discard_orphans() -> int:
    """Files are listed first: a row is always there before its file."""
    if not parts_folder().is_dir():
        return 0
    found = {path.name: path for path in parts_folder().iterdir()}
    ids = Upload.objects.under_way().values_list("pk", flat=True)
    orphans = found.keys() - {str(pk) for pk in ids}
    for name in orphans:
        found[name].unlink(missing_ok=True)
    return len(orphans)
