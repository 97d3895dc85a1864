"""Reading what a provider sent: a job under a lease, safe to run twice. Nothing of it becomes a standard."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.leases import take_lease
from standards.import_preview import preview_of
from standards.importers.inside import problems_inside
from standards.models import ImportedRecord, Standard, StandardImport
from standards.records.files import Dialect
from standards.records.reading import lines_of, read_apart
from standards.records.storing import few, problems_as_values, record_from
from standards.records.values import Problem

log = structlog.get_logger("waymark.imports")

# Longer than the reader may take for the largest file.
LEASE = dt.timedelta(minutes=8)
MOST_ATTEMPTS = 3
AT_ONCE = 100
INTERRUPTED = Problem("", "Reading it was interrupted three times, so it was stopped. Send the file again.")
GONE = Problem("", "The file is no longer there. Send it again.")
NOTHING = Problem("", "There is no standard in this file.")


def read_import(import_id: UUID) -> None:
    """Read the file that came in under this id. Nothing, when somebody else is at it or it was read."""
    now = timezone.now()
    free = StandardImport.objects.filter(pk=import_id).free(now)
    if not take_lease(free, now + LEASE, touched_at=now):
        return
    found = StandardImport.objects.get(pk=import_id)
    if found.attempts > MOST_ATTEMPTS:
        end(found, [], INTERRUPTED)
        return
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="import-") as folder:
        path, out = Path(folder) / "file", Path(folder) / "lines"
        try:
            copy_to(path, found.key)
        except FileNotFoundError:
            end(found, [], GONE)
            return
        reading = read_apart(path, found.dialect, found.said, out)
        found.dialect = reading.dialect
        end(found, lines_of(out), reading.problem)


def copy_to(path: Path, key: str) -> None:
    """The file itself may be kept elsewhere; the process that reads it knows no keys."""
    with default_storage.open(key) as source, path.open("wb") as target:
        target.writelines(source.chunks())


def end(found: StandardImport, lines: Iterable[dict[str, Any]], problem: Problem | None) -> None:
    """Keep what was read, and let go of the file. Nothing is kept when somebody dropped it meanwhile."""
    with transaction.atomic():
        held = StandardImport.objects.select_for_update().filter(pk=found.pk, attempts=found.attempts)
        if not held.at_work().exists():
            return
        count = keep_records(found, lines)
        count_notes_beside(found)
        if problem is None and not count:
            problem = NOTHING
        if problem is not None:
            found.problem = problems_as_values([problem])[0]
        found.state = StandardImport.State.READY if count else StandardImport.State.REFUSED
        found.leased_until, found.touched_at = None, timezone.now()
        found.save()
    with contextlib.suppress(FileNotFoundError):
        default_storage.delete(found.key)
    log.info("file of standards read", import_id=str(found.pk), records=count, state=found.state)


def keep_records(found: StandardImport, lines: Iterable[dict[str, Any]]) -> int:
    """In batches, so that the whole official list never lies in memory at once."""
    rows, count = _rows(found, lines), 0
    while batch := list(islice(rows, AT_ONCE)):
        ImportedRecord.objects.bulk_create(batch)
        count += len(batch)
    return count


def _rows(found: StandardImport, lines: Iterable[dict[str, Any]]) -> Iterator[ImportedRecord]:
    for number, line in enumerate(lines, start=1):
        content = line["record"]
        problems = [*line["problems"], *_problems_inside(found, content)]
        told = content or {"reference": "", "title": "", "version": ""}
        yield ImportedRecord(
            source=found,
            number=number,
            reference=told["reference"][:40],
            title=told["title"][:200],
            version=told["version"][:40],
            ksb_count=line.get("ksbs", 0),
            problem_count=len(problems),
            is_usable=bool(content) and not any(problem["stops"] for problem in problems),
            content=content or {},
            problems=problems,
        )


def count_notes_beside(found: StandardImport) -> None:
    """What the page of a record notes besides, beside what is here: asked of those that can have any."""
    known = Standard.objects.kept_at(found.provider_id).values("reference")
    rows = found.records.all() if found.dialect == Dialect.PACK else found.records.filter(reference__in=known)
    for row in rows:
        preview = preview_of(row, found.provider, found.requested_by)
        row.problem_count = len(preview.problems)
        row.save(update_fields=["problem_count"])


def _problems_inside(found: StandardImport, content: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What the process that read the file could not know, as it has no models."""
    if not content or not content["pack"]:
        return []
    return problems_as_values(few(problems_inside(record_from(content), found.provider)))


def sweep(now: dt.datetime, *, dry_run: bool = False) -> list[UUID]:
    """Forget what a fortnight has passed over; answers which wait without anybody at them."""
    overdue = list(StandardImport.objects.overdue(now).values_list("pk", flat=True))
    if not dry_run:
        StandardImport.objects.filter(pk__in=overdue).update(touched_at=now)
        for old in StandardImport.objects.outlived(now):
            forget(old)
    return overdue


def forget(found: StandardImport) -> None:
    """The rows first: a file without a row is found by nobody."""
    key = found.key
    found.delete()
    with contextlib.suppress(FileNotFoundError):
        default_storage.delete(key)
