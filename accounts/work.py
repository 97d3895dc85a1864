"""What waits for the background worker and for the mail server, and when something was last finished."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import Letter

LATE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Work:
    """known: whether the queue is ours to count. waiting_since: set when something has waited too long."""

    known: bool = False
    waiting: int = 0
    waiting_since: datetime | None = None
    finished_at: datetime | None = None


def work_now() -> Work:
    if "DatabaseBackend" not in settings.TASKS["default"]["BACKEND"]:
        return Work()
    try:
        return _counted()
    except DatabaseError:
        return Work()


def _counted() -> Work:
    ready = Q(status=TaskResultStatus.READY)
    facts = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready),
        oldest=Min("enqueued_at", filter=ready),
        finished=Max("finished_at"),
    )
    return Work(
        known=True,
        waiting=facts["waiting"],
        waiting_since=_if_late(facts["oldest"]),
        finished_at=facts["finished"],
    )


def _if_late(oldest: datetime | None) -> datetime | None:
    if oldest is None or (timezone.now() - oldest).total_seconds() < LATE_SECONDS:
        return None
    return oldest


@dataclass(frozen=True, slots=True)
class Post:
    """Letters that should have left. waiting_since: set when one has waited too long. failed: given up."""

    waiting: int
    waiting_since: datetime | None
    failed: int


def post_now() -> Post:
    due = Q(state__in=[Letter.State.WAITING, Letter.State.SENDING], due_at__lte=timezone.now())
    facts = Letter.objects.aggregate(
        waiting=Count("pk", filter=due),
        oldest=Min("due_at", filter=due),
        failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
    )
    return Post(facts["waiting"], _if_late(facts["oldest"]), facts["failed"])
