"""Making an export of any kind, and keeping it. Safe to run twice, and by two workers at once."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.leases import take_lease
from reports import rules
from reports.issuing import Sealed, hold_issues, issue, seal_made
from reports.makers import MAKERS, Made, MakingFailedError
from reports.models import Export
from reports.permissions.exports import can_ask_for, subject_of
from reports.seals.serials import new_serial
from reports.sheets.again import can_still_have
from reports.telling import tell_failed, tell_ready

log = structlog.get_logger("waymark.exports")

INTERRUPTED = "Making it was interrupted three times, so it was stopped. Tell your provider’s administrator."
NO_LONGER_VISIBLE = "You may no longer read this portfolio, so no export was made."
NO_LONGER_YOURS = "You may no longer take this away, so no file was made. {}"
STARTING, SIGNING, STORING = "Starting", "Signing the file", "Storing the file"
SECONDS_BETWEEN_NOTES = 0.7
TRIES = 5


class LeaseLostError(Exception):
    """Somebody else is making this export now, or nobody should: it was cancelled."""


def make_next() -> bool:
    """Make one of the exports that wait: not what was asked for first, but what is fairest.

    So ten tasks of one person make way for the one of another. True when there is more to do just now.
    """
    at_once = settings.WAYMARK_EXPORTS_AT_ONCE
    waiting = Export.objects.in_turn(timezone.now(), at_once).values_list("pk", flat=True)
    any(make(export_id) for export_id in waiting[:TRIES])
    return Export.objects.in_turn(timezone.now(), at_once).exists()


def make(export_id: UUID) -> bool:
    """Make the export that waits under this id. False when it is done or somebody else is at it."""
    attempt = take(export_id, timezone.now())
    if attempt is None:
        return False
    export = Export.objects.for_work().get(pk=export_id)
    try:
        require_right(export)
        Making(export, attempt).run()
    except MakingFailedError as error:
        fail_and_tell(export, attempt, str(error))
    except LeaseLostError:
        log.warning("export was taken over or cancelled", export_id=str(export.pk))
    return True


@transaction.atomic
def fail_and_tell(export: Export, attempt: int, reason: str) -> None:
    if fail(held(export.pk, attempt), reason):
        tell_failed(export)
    log.warning("export failed", export_id=str(export.pk), reason=reason)


def require_right(export: Export) -> None:
    """Who asked may have lost their role, or what it allowed, while the export waited or was made."""
    asker = export.requested_by
    if not Export.objects.visible_to(asker).filter(pk=export.pk).exists():
        raise MakingFailedError(NO_LONGER_VISIBLE)
    may = can_ask_for(export.kind, asker, subject_of(export)) and can_still_have(asker, export)
    if may.status == HTTPStatus.FORBIDDEN and not may:
        raise MakingFailedError(NO_LONGER_YOURS.format(may.reason))


def take(export_id: UUID, now: dt.datetime) -> int | None:
    """The number of this attempt; None when the export is not ours. After three attempts it is parked."""
    free = Export.objects.filter(pk=export_id).free(now)
    if park(free.filter(attempts__gte=rules.MAXIMUM_ATTEMPTS), export_id):
        return None
    taken = take_lease(
        free,
        rules.lease_until(now),
        state=rules.EXPORT_STATES[Export.State.QUEUED, "take"],
        touched_at=now,
        stage=STARTING,
        serial=new_serial(),
        stage_since=now,
        done=0,
        total=0,
    )
    return Export.objects.values_list("attempts", flat=True).get(pk=export_id) if taken else None


@transaction.atomic
def park(tired: QuerySet[Export], export_id: UUID) -> bool:
    if not fail(tired, INTERRUPTED):
        return False
    tell_failed(Export.objects.for_work().get(pk=export_id))
    log.error("export parked", export_id=str(export_id))
    return True


def held(export_id: UUID, attempt: int) -> QuerySet[Export]:
    """The row, as long as nobody has begun another attempt or cancelled it."""
    return Export.objects.filter(pk=export_id, state=Export.State.RUNNING, attempts=attempt)


def fail(exports: QuerySet[Export], reason: str) -> int:
    failed = rules.EXPORT_STATES[Export.State.RUNNING, "fail"]
    return exports.update(
        state=failed, reason=reason, finished_at=timezone.now(), leased_until=None, stage=""
    )


class Making:
    """One attempt at one export, under one lease."""

    def __init__(self, export: Export, attempt: int) -> None:
        self.export = export
        self.row = held(export.pk, attempt)
        self.stage, self.noted_at = "", 0.0
        self.issued: Sealed | None = None

    def run(self) -> None:
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="export-") as folder:
            made = MAKERS[self.export.kind].make(self.export, Path(folder), self.note)
            require_right(Export.objects.for_work().get(pk=self.export.pk))
            self.issued = self.sealed(made)
            self.hold(rules.STORING_LEASE, stage=STORING, stage_since=timezone.now(), done=0, total=0)
            self.keep(made)

    def sealed(self, made: Made) -> Sealed | None:
        if not self.export.is_issued:
            return None
        self.hold(rules.STORING_LEASE, stage=SIGNING, stage_since=timezone.now(), done=0, total=0)
        return seal_made(self.export, made)

    def note(self, stage: str = "", done: int = 0, total: int = 0) -> None:
        """As `makers.Note` promises."""
        is_new = bool(stage) and stage != self.stage
        if not is_new and time.monotonic() - self.noted_at < SECONDS_BETWEEN_NOTES:
            return
        fields: dict[str, object] = {"stage": stage, "done": done, "total": total} if stage else {}
        if is_new:
            self.stage = stage
            fields["stage_since"] = timezone.now()
        self.hold(rules.LEASE, **fields)

    def hold(self, lease: dt.timedelta, **fields: object) -> None:
        self.noted_at, now = time.monotonic(), timezone.now()
        if not self.row.update(touched_at=now, leased_until=rules.lease_until(now, lease), **fields):
            raise LeaseLostError

    def keep(self, made: Made) -> None:
        """Store the file, and only then say that it is ready."""
        export = self.export
        export.media_type, export.sha256 = made.media_type, sha256_of(made.path)
        with made.path.open("rb") as content:
            default_storage.save(export.key, File(content))
        try:
            self.announce(made)
        except LeaseLostError:
            default_storage.delete(export.key)
            raise

    @transaction.atomic
    def announce(self, made: Made) -> None:
        export = self.export
        if self.issued is not None:
            hold_issues(export)
        self.finish(made)
        record(
            export,
            "made",
            provider_id=export.of_provider_id,
            by=export.requested_by,
            sha256=export.sha256,
            pages=made.pages,
        )
        if self.issued is not None:
            issue(export, self.issued)
        tell_ready(export)

    def finish(self, made: Made) -> None:
        now = timezone.now()
        finished = self.row.update(
            state=rules.EXPORT_STATES[Export.State.RUNNING, "finish"],
            sha256=self.export.sha256,
            size=made.path.stat().st_size,
            media_type=made.media_type,
            fingerprint=made.fingerprint,
            expires_at=now + dt.timedelta(days=settings.WAYMARK_EXPORT_DAYS),
            pages=made.pages,
            is_chosen=made.is_chosen,
            filename=made.filename,
            finished_at=now,
            touched_at=now,
            leased_until=None,
            stage="",
            reason="",
        )
        if not finished:
            raise LeaseLostError


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def overdue_ids(now: dt.datetime) -> Iterable[UUID]:
    return Export.objects.overdue(now).values_list("pk", flat=True)
