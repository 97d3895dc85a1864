"""Background work of the reports app: the shell that fetches nothing and calls one function."""

from uuid import UUID

from django_tasks import task

from reports.exports import make


@task()
def make_export(export_id: str) -> None:
    make(UUID(export_id))
