"""Background work of the reports app: the shell that fetches nothing and calls one function."""

from uuid import UUID

from django_tasks import task

from reports import arrivals
from reports.exports import make_next


@task()
def make_export(export_id: str) -> None:
    """export_id: which export brought this nudge; another may be made first, and then one more follows."""
    if make_next():
        make_export.enqueue(export_id=export_id)


@task()
def work_on_arrival(arrival_id: str) -> None:
    arrivals.work(UUID(arrival_id))
