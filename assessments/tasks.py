"""Background work of the assessments app: shells that call one function, and the sweep behind them."""

import datetime as dt
from uuid import UUID

from django_tasks import task

from assessments.mails import send_sign_letter
from assessments.models import SignRequest


@task()
def send_link(request_id: str) -> None:
    send_sign_letter(UUID(request_id))


def sweep_links(now: dt.datetime) -> int:
    """Send again what could not leave, or whose sender died; answers how many letters that were."""
    waiting = list(SignRequest.objects.waiting_to_leave(now).values_list("pk", flat=True))
    for pk in waiting:
        send_link.enqueue(request_id=str(pk))
    return len(waiting)
