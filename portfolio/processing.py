"""Checking one stored file: open it in a limited process, keep safe copies, say whether it can be used."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from portfolio.models import StoredFile
from portfolio.opener import Examination, examine
from portfolio.rules import FILE_STATES
from portfolio.storage import on_this_disk

log = structlog.get_logger("waymark.files")

LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 3
COULD_NOT_BE_READ = "This file could not be read. Remove it and try another copy."


def check_stored_file(file: StoredFile) -> None:
    """Safe to call twice: only the holder of the lease looks at the file and writes down what it saw."""
    leased_until = lease(file, timezone.now())
    if leased_until is None:
        return
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        out_dir = Path(folder)
        found = examine(on_this_disk(file.key, out_dir), file.media_type, out_dir)
        keep_copies(file, found)
    finish(file, leased_until, found)


def lease(file: StoredFile, now: dt.datetime) -> dt.datetime | None:
    """Until when the file is ours alone; None when somebody else has it or nothing is left to do."""
    free = StoredFile.objects.filter(pk=file.pk).free_to_check(now)
    given_up = free.filter(attempts__gte=MOST_ATTEMPTS)
    rejected = FILE_STATES[StoredFile.State.CHECKING, "reject"]
    if given_up.update(state=rejected, reason=COULD_NOT_BE_READ, checked_at=now, leased_until=None):
        log.error("file could not be checked", file_id=str(file.pk), attempts=MOST_ATTEMPTS)
        return None
    until = now + LEASE
    checking = FILE_STATES[StoredFile.State.RECEIVED, "check"]
    taken = free.update(state=checking, attempts=F("attempts") + 1, leased_until=until)
    return until if taken else None


def keep_copies(file: StoredFile, found: Examination) -> None:
    for key, path in ((file.picture_key, found.picture), (file.thumbnail_key, found.thumbnail)):
        if path is not None:
            with path.open("rb") as copy:
                default_storage.save(key, File(copy))


def finish(file: StoredFile, leased_until: dt.datetime, found: Examination) -> None:
    """Write down what was seen, unless the lease ran out and the file is in other hands."""
    held = StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.CHECKING, leased_until=leased_until)
    held.update(
        state=FILE_STATES[StoredFile.State.CHECKING, "pass" if found.ok else "reject"],
        reason=found.reason,
        width=found.width,
        height=found.height,
        pages=found.pages,
        has_picture=found.picture is not None,
        leased_until=None,
        checked_at=timezone.now(),
    )
