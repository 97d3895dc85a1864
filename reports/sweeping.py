"""Finding work whose task was lost, and starting it again."""

import datetime as dt

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reports.exports import overdue_ids
from reports.models import Arrival, Export
from reports.rules import EXPORT_STATES
from reports.tasks import make_export, work_on_arrival

EXPIRED = EXPORT_STATES[Export.State.READY, "expire"]
TASK_MAY_RUN = dt.timedelta(minutes=15)
LOST = "The worker that ran this task is gone; what it did is done again by another task."


def sweep_exports(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Nudge every export that waits without a task or was left half made; answers how many."""
    overdue = list(overdue_ids(now))
    if not dry_run:
        Export.objects.filter(pk__in=overdue).update(touched_at=now)
        for export_id in overdue:
            make_export.enqueue(export_id=str(export_id))
    return len(overdue)


def remove_outlived(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Remove the files that were kept for as long as was promised; what was made and when stays known.

    The row says first that the file is gone; should we end in between, the next round removes it.
    """
    outlived = list(Export.objects.outlived(now))
    if not dry_run:
        for export in outlived:
            Export.objects.filter(pk=export.pk).update(state=EXPIRED)
            default_storage.delete(export.key)
            Export.objects.filter(pk=export.pk).update(expires_at=None)
    return len(outlived)


def sweep_arrivals(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Nudge what came in and waits without a task; drop what nobody decided about. Answers how many."""
    overdue = list(Arrival.objects.overdue(now).values_list("pk", flat=True))
    forgotten = list(Arrival.objects.forgotten(now))
    if not dry_run:
        Arrival.objects.filter(pk__in=overdue).update(touched_at=now)
        for arrival_id in overdue:
            work_on_arrival.enqueue(arrival_id=str(arrival_id))
        for arrival in forgotten:
            waiting = Arrival.objects.waiting().filter(pk=arrival.pk)
            # Somebody may have said yes since: then the file is needed.
            if waiting.update(state=Arrival.State.DROPPED, preview={}, finished_at=now):
                default_storage.delete(arrival.key)
    return len(overdue) + len(forgotten)


def close_lost_tasks(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Mark tasks that a killed worker left running as failed. Nothing reads them but the operator."""
    longest = max(TASK_MAY_RUN, dt.timedelta(seconds=settings.WAYMARK_PDF_SECONDS * 2))
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - longest)
    if dry_run:
        return lost.count()
    return lost.update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback=LOST)
