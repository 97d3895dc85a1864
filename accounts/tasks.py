"""Background work of the accounts app: the shell that sends one letter, and the sweep that nudges it."""

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django_tasks import task

from accounts.mails import send
from accounts.models import Letter

TASK_IS_LOST_AFTER = dt.timedelta(minutes=5)
MOST_AT_ONCE = 50


@task()
def send_letter(letter_id: str) -> None:
    send(UUID(letter_id))


def sweep_letters(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Nudge letters that are due and have no task; answers how many. Never so many that other work waits."""
    lost = Q(touched_at__isnull=True) | Q(touched_at__lt=now - TASK_IS_LOST_AFTER)
    due = Letter.objects.free_to_send(now).filter(lost).order_by("due_at", "pk")[:MOST_AT_ONCE]
    overdue = list(due.values_list("pk", flat=True))
    if not dry_run:
        Letter.objects.filter(pk__in=overdue).update(touched_at=now)
        for letter_id in overdue:
            send_letter.enqueue(letter_id=str(letter_id))
    return len(overdue)
