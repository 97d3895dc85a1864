"""Background work of the portfolio app: shells that fetch and call, and the sweep that starts them again."""

import datetime as dt

from django_tasks import task

from portfolio.models import StoredFile
from portfolio.processing import check_stored_file


@task()
def check_file(file_id: str) -> None:
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is not None:
        check_stored_file(file)


def sweep_files(now: dt.datetime) -> int:
    """Start again what was never started or never finished; answers how many files that were."""
    overdue = list(StoredFile.objects.overdue(now).values_list("pk", flat=True))
    for pk in overdue:
        check_file.enqueue(file_id=str(pk))
    return len(overdue)
