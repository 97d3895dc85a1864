"""Looking at what came in and bringing it in: each a job under a lease, safe to run twice."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.leases import take_lease
from accounts.models import NoticeKind
from accounts.telling import tell
from portfolio.keeping import FileRefused
from portfolio.storage import on_this_disk
from reports.archive.opening import ArchiveRefusedError, Limits
from reports.arriving import archives, leap2a
from reports.models import Arrival
from reports.rules import ARRIVAL_STATES

log = structlog.get_logger("waymark.arrivals")

LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_NOTES = 0.7
INTERRUPTED = "Looking at it was interrupted three times, so it was stopped. Send the file again."
GONE = "The file is no longer there. Send it again."
NO_LONGER_YOURS = "Whoever sent this may no longer bring it in, so nothing was brought in."
CONTRADICTS = "What the archive says contradicts itself, so nothing was brought in. Ask for it once more."


class LeaseLostError(Exception):
    """Somebody else is at this one now, or nobody should be."""


@dataclass(frozen=True)
class Steps:
    """look: what is inside, as values for the preview. bring: makes it somebody's, and writes down where."""

    look: Callable[[Arrival, Path, Limits, "Job"], Mapping[str, Any]]
    bring: Callable[[Arrival, Path, Limits, "Job"], None]


STEPS: Mapping[str, Steps] = {
    Arrival.Kind.WAYMARK: Steps(archives.look, archives.bring),
    Arrival.Kind.LEAP2A: Steps(leap2a.look, leap2a.bring),
}


class Job:
    """One attempt, under one lease."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival, self.noted_at, self.stage = arrival, 0.0, ""

    @property
    def row(self) -> QuerySet[Arrival]:
        """As long as nobody else has begun."""
        arrival = self.arrival
        return Arrival.objects.filter(pk=arrival.pk, state=arrival.state, attempts=arrival.attempts)

    def __call__(self, stage: str = "", done: int = 0, total: int = 0) -> None:
        """Say how far it is, now and then, and keep the lease. Raises when it is no longer ours."""
        if stage == self.stage and time.monotonic() - self.noted_at < SECONDS_BETWEEN_NOTES:
            return
        self.stage, self.noted_at, now = stage, time.monotonic(), timezone.now()
        fields = {"stage": stage, "done": done, "total": total} if stage else {}
        if not self.row.update(touched_at=now, leased_until=now + LEASE, **fields):
            raise LeaseLostError

    def end(self, act: str, **fields: object) -> None:
        """The last thing that this attempt says. Raises when it was not ours any more."""
        now, state = timezone.now(), ARRIVAL_STATES[self.arrival.state, act]
        ended = self.row.update(
            state=state, attempts=0, stage="", leased_until=None, touched_at=now, finished_at=now, **fields
        )
        if not ended:
            raise LeaseLostError


def limits() -> Limits:
    return Limits(member=settings.WAYMARK_MAX_FILE_BYTES, total=settings.WAYMARK_MAX_ARCHIVE_BYTES)


def work(arrival_id: UUID) -> None:
    """Do whatever is next for what came in under this id. Nothing, when somebody else is at it."""
    arrival = take(arrival_id, timezone.now())
    if arrival is None:
        return
    job = Job(arrival)
    try:
        attempt(arrival, job)
    except (ArchiveRefusedError, FileRefused) as error:
        refuse(job, str(error))
    except FileNotFoundError:
        refuse(job, GONE)
    except (IntegrityError, DataError):
        refuse(job, CONTRADICTS)
    except LeaseLostError:
        log.warning("arrival was taken over", arrival_id=str(arrival_id))


def take(arrival_id: UUID, now: dt.datetime) -> Arrival | None:
    free = Arrival.objects.filter(pk=arrival_id).free(now)
    tired = free.filter(attempts__gte=MOST_ATTEMPTS)
    if tired.update(state=Arrival.State.REFUSED, reason=INTERRUPTED, finished_at=now, leased_until=None):
        give_up(Arrival.objects.for_page().get(pk=arrival_id))
        return None
    taken = take_lease(free, now + LEASE, touched_at=now, done=0, total=0)
    return Arrival.objects.for_page().get(pk=arrival_id) if taken else None


def attempt(arrival: Arrival, job: Job) -> None:
    if not Arrival.objects.visible_to(arrival.requested_by).filter(pk=arrival.pk).exists():
        raise ArchiveRefusedError(NO_LONGER_YOURS)
    steps = STEPS[arrival.kind]
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="arrival-") as folder:
        path = on_this_disk(arrival.key, Path(folder))
        if arrival.state == Arrival.State.RECEIVED:
            job.end("look", **steps.look(arrival, path, limits(), job))
            return
        steps.bring(arrival, path, limits(), job)
    discard_file(arrival)
    tell_ended(arrival, "was brought in")


def refuse(job: Job, reason: str) -> None:
    with contextlib.suppress(LeaseLostError):
        job.end("refuse", reason=reason[:600])
        give_up(job.arrival)
    log.info("arrival refused", arrival_id=str(job.arrival.pk))


def give_up(arrival: Arrival) -> None:
    discard_file(arrival)
    tell_ended(arrival, "could not be brought in. Its page says why")


def discard_file(arrival: Arrival) -> None:
    default_storage.delete(arrival.key)


def tell_ended(arrival: Arrival, what: str) -> None:
    tell(
        [arrival.requested_by],
        NoticeKind.EXPORT,
        f"“{arrival.name[:150]}” {what}.",
        url=arrival.get_absolute_url(),
        provider_id=arrival.provider_id,
        subject_id=f"{arrival.pk}-ended",
    )
