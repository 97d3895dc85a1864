"""Checking one stored file: open it in a limited process, keep safe copies, say whether it can be used."""

import datetime as dt
import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.leases import take_lease
from portfolio import scanning
from portfolio.models import FileText, StoredFile
from portfolio.opener import Examination, examine
from portfolio.rules import FILE_STATES
from portfolio.scanning import Verdict
from portfolio.search import index_file
from portfolio.storage import on_this_disk

log = structlog.get_logger("waymark.files")

LEASE = dt.timedelta(minutes=3)
LEASED_BYTES_A_SECOND = 7_000_000
MOST_ATTEMPTS = 3
WAITS_FOR_SCANNER = "The virus scanner does not answer. This file waits and is looked at again by itself."
SCANNER_REFUSED = {
    Verdict.FOUND: "The virus scanner found something harmful in this file. Remove it and add a clean copy.",
    Verdict.TOO_LARGE: "This file is larger than the virus scanner here can look at. Save a smaller copy.",
}
COULD_NOT_BE_READ = "This file could not be read. Remove it and try another copy."


def check_stored_file(file: StoredFile) -> None:
    """Safe to call twice: only the holder of the lease looks at the file and writes down what it saw."""
    leased_until = lease(file, timezone.now())
    if leased_until is None:
        return
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        out_dir = Path(folder)
        path = on_this_disk(file.key, out_dir)
        verdict = scanning.scan(path) if scanning.is_on() else Verdict.CLEAN
        if verdict == Verdict.UNKNOWN:
            give_back(file, leased_until)
            return
        if verdict == Verdict.CLEAN:
            found = examine(path, file.media_type, out_dir)
        else:
            found = Examination(ok=False, reason=SCANNER_REFUSED[verdict])
        keep_copies(file, found)
        finish(file, leased_until, found)
    index_file(file)


def give_back(file: StoredFile, leased_until: dt.datetime) -> None:
    """The scanner did not answer, which is not the file's fault: no attempt counts, the sweep tries again."""
    held = StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.CHECKING, leased_until=leased_until)
    held.update(
        state=FILE_STATES[StoredFile.State.CHECKING, "wait"],
        attempts=F("attempts") - 1,
        leased_until=None,
        reason=WAITS_FOR_SCANNER,
    )


def lease(file: StoredFile, now: dt.datetime) -> dt.datetime | None:
    """Until when the file is ours alone; None when somebody else has it or nothing is left to do."""
    free = StoredFile.objects.filter(pk=file.pk).free_to_check(now)
    given_up = free.filter(attempts__gte=MOST_ATTEMPTS)
    rejected = FILE_STATES[StoredFile.State.CHECKING, "reject"]
    if given_up.update(state=rejected, reason=COULD_NOT_BE_READ, checked_at=now, leased_until=None):
        log.error("file could not be checked", file_id=str(file.pk), attempts=MOST_ATTEMPTS)
        return None
    until = now + LEASE + dt.timedelta(seconds=file.size // LEASED_BYTES_A_SECOND)
    checking = FILE_STATES[StoredFile.State.RECEIVED, "check"]
    return until if take_lease(free, until, state=checking) else None


def keep_copies(file: StoredFile, found: Examination) -> None:
    copies = {file.picture_key: found.picture, file.thumbnail_key: found.thumbnail}
    copies |= {file.page_key(number): page for number, page in enumerate(found.page_pictures, start=1)}
    if found.clean not in (None, found.picture):  # a picture's clean copy is the picture itself
        copies[file.clean_key] = found.clean
    for key, path in copies.items():
        if path is not None:
            with path.open("rb") as copy:
                default_storage.save(key, File(copy))


@transaction.atomic
def finish(file: StoredFile, leased_until: dt.datetime, found: Examination) -> None:
    """Write down what was seen, unless the lease ran out and the file is in other hands."""
    held = StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.CHECKING, leased_until=leased_until)
    is_ours = held.update(
        state=FILE_STATES[StoredFile.State.CHECKING, "pass" if found.ok else "reject"],
        media_type=found.media_type or file.media_type,
        reason=found.reason,
        width=found.width,
        height=found.height,
        pages=found.pages,
        seconds=found.seconds,
        has_picture=found.picture is not None,
        page_pictures=len(found.page_pictures),
        **about_clean_copy(found),
        leased_until=None,
        checked_at=timezone.now(),
    )
    if is_ours and found.text:
        text = found.text.read_text(encoding="utf-8")
        FileText.objects.update_or_create(file=file, defaults={"text": text})


def about_clean_copy(found: Examination) -> dict[str, Any]:
    if found.clean is None:
        return {"has_clean_copy": False, "clean_media_type": "", "clean_size": 0, "clean_sha256": ""}
    with found.clean.open("rb") as copy:
        sha256 = hashlib.file_digest(copy, "sha256").hexdigest()
    return {
        "has_clean_copy": True,
        "clean_media_type": found.clean_media_type,
        "clean_size": found.clean.stat().st_size,
        "clean_sha256": sha256,
    }
