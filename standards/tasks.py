"""Background work of the standards app: shells that fetch nothing and call one function."""

import datetime as dt
from uuid import UUID

from django_tasks import task

from standards import importing


@task()
def read_import(import_id: str) -> None:
    importing.read_import(UUID(import_id))


def sweep_imports(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Nudge every file that waits without a task; forget what a fortnight has passed over."""
    overdue = importing.sweep(now, dry_run=dry_run)
    if not dry_run:
        for import_id in overdue:
            read_import.enqueue(import_id=str(import_id))
    return len(overdue)
