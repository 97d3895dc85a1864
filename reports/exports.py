"""Making an export: data, page, paper, storage. Safe to run twice, and by two workers at once."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.audit import record
from accounts.leases import take_lease
from portfolio.models import Apprenticeship
from portfolio.storage import on_this_disk
from reports import press, rules
from reports.building import build_showcase
from reports.models import Export
from reports.showcase import Showcase

log = structlog.get_logger("waymark.exports")

INTERRUPTED = "Making it was interrupted three times, so it was stopped. Tell your provider’s administrator."
NO_LONGER_VISIBLE = "You may no longer read this portfolio, so no export was made."
COLLECTING, SETTING, STORING = "Collecting the evidence", "Setting the pages", "Storing the file"
SECONDS_BETWEEN_NOTES = 0.7


class LeaseLostError(Exception):
    """Somebody else is making this export now, or nobody should."""


def make(export_id: UUID) -> None:
    """Make the export that waits under this id. Does nothing when it is done or somebody else is at it."""
    attempt = take(export_id, timezone.now())
    if attempt is None:
        return
    export = Export.objects.for_work().get(pk=export_id)
    try:
        require_sight(export)
        Making(export, attempt).run()
    except press.PrintFailedError as error:
        fail(held(export.pk, attempt), str(error))
        log.warning("export failed", export_id=str(export.pk), reason=str(error))
    except LeaseLostError:
        log.warning("export was taken over", export_id=str(export.pk))


def require_sight(export: Export) -> None:
    """Who asked may have lost their role while the export waited."""
    visible = Apprenticeship.objects.visible_to(export.requested_by)
    if not visible.filter(pk=export.apprenticeship_id).exists():
        raise press.PrintFailedError(NO_LONGER_VISIBLE)


def take(export_id: UUID, now: dt.datetime) -> int | None:
    """The number of this attempt; None when the export is not ours. After three attempts it is parked."""
    free = Export.objects.filter(pk=export_id).free(now)
    if fail(free.filter(attempts__gte=rules.MAXIMUM_ATTEMPTS), INTERRUPTED):
        log.error("export parked", export_id=str(export_id))
        return None
    taken = take_lease(
        free,
        rules.lease_until(now),
        state=rules.EXPORT_STATES[Export.State.QUEUED, "take"],
        touched_at=now,
        stage=COLLECTING,
        done=0,
        total=0,
    )
    return Export.objects.values_list("attempts", flat=True).get(pk=export_id) if taken else None


def held(export_id: UUID, attempt: int) -> QuerySet[Export]:
    """The row, as long as nobody has begun another attempt."""
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
        self.noted_at = 0.0

    def run(self) -> None:
        showcase = build_showcase(self.export.apprenticeship, made_on=timezone.localdate())
        html = render_to_string("reports/showcase_print.html", {"showcase": showcase})
        total = rules.estimated_pages(len(showcase.evidence), len(html), showcase.file_count)
        self.note(stage=SETTING, done=0, total=total)
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="export-") as folder:
            out = Path(folder, "showcase.pdf")
            printed = self.set_pages(html, showcase, out, total)
            self.note(stage=STORING, done=printed.pages, total=printed.pages)
            self.keep(showcase, printed, out)

    def set_pages(self, html: str, showcase: Showcase, out: Path, total: int) -> press.PressResult:
        return press.to_pdf(
            html,
            pictures=pictures_of(showcase, out.parent),
            attachments=originals_of(showcase, out.parent),
            out=out,
            limits=press.Limits(settings.WAYMARK_PDF_SECONDS, settings.WAYMARK_PDF_MEGABYTES),
            on_page=lambda page: self.note_page(page, total),
            on_wait=self.note,
        )

    def note_page(self, page: int, total: int) -> None:
        if time.monotonic() - self.noted_at >= SECONDS_BETWEEN_NOTES:
            self.note(done=page, total=max(page, total))

    def note(self, **fields: object) -> None:
        """Say how far it is, and keep the lease."""
        self.noted_at, now = time.monotonic(), timezone.now()
        if not self.row.update(touched_at=now, leased_until=rules.lease_until(now), **fields):
            raise LeaseLostError

    def keep(self, showcase: Showcase, printed: press.PressResult, out: Path) -> None:
        """Store the file, and only then say that it is ready."""
        export = self.export
        export.sha256 = sha256_of(out)
        with out.open("rb") as content:
            default_storage.save(export.key, File(content))
        with transaction.atomic():
            self.finish(showcase, printed)
            record(
                export,
                "made",
                provider_id=export.apprenticeship.provider_id,
                by=export.requested_by,
                sha256=export.sha256,
                pages=printed.pages,
            )

    def finish(self, showcase: Showcase, printed: press.PressResult) -> None:
        now = timezone.now()
        finished = self.row.update(
            state=rules.EXPORT_STATES[Export.State.RUNNING, "finish"],
            sha256=self.export.sha256,
            size=printed.size,
            pages=printed.pages,
            is_chosen=showcase.is_chosen,
            filename=rules.showcase_filename(showcase.apprentice, showcase.reference, showcase.made_on),
            finished_at=now,
            touched_at=now,
            leased_until=None,
            stage="",
            reason="",
        )
        if not finished:
            raise LeaseLostError


def pictures_of(showcase: Showcase, folder: Path) -> dict[str, Path]:
    """The safe copies, never the originals, by the key that the page calls them by."""
    pictures = {file.sha256: file.picture_key for file in showcase.files if file.picture_key}
    sheets = (sheet for piece in showcase.evidence for sheet in piece.sheets)
    pictures |= {sheet.address: sheet.picture_key for sheet in sheets}
    return {address: printable(key, folder) for address, key in pictures.items()}


def originals_of(showcase: Showcase, folder: Path) -> list[press.Original]:
    return [
        press.Original(
            path=str(printable(file.key, folder)),
            name=file.embedded_as,
            media_type=file.media_type,
            description=f"Piece {piece.number}: {file.name}. SHA-256 {file.sha256}",
        )
        for piece, file in showcase.embedded
    ]


def printable(key: str, folder: Path) -> Path:
    """A stored file as one that the printer can open."""
    try:
        return on_this_disk(key, folder)
    except FileNotFoundError as error:
        raise press.PrintFailedError("A file of this portfolio is missing from storage.") from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def overdue_ids(now: dt.datetime) -> Iterable[UUID]:
    return Export.objects.overdue(now).values_list("pk", flat=True)
