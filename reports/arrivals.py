"""Looking at what came in and bringing it in: each a job under a lease, safe to run twice."""

import contextlib
import datetime as dt
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.leases import take_lease
from accounts.models import NoticeKind
from accounts.telling import tell
from portfolio.keeping import FileRefused
from portfolio.storage import on_this_disk
from reports.archive.opening import ArchiveRefusedError, Limits
from reports.arriving import archives, leap2a
from reports.arriving.archives import ChosenNoLongerError
from reports.models import Arrival
from reports.rules import ARRIVAL_STATES

log = structlog.get_logger("waymark.arrivals")

LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_NOTES = 0.7
INTERRUPTED = (
    "This was interrupted three times, so it was stopped. Your file is kept. Try again; if that does not "
    "help, tell whoever runs this site the reference {}."
)
UNFORESEEN = (
    "Something in this file was not foreseen, so it was stopped. Your file is kept. Try again; if that does "
    "not help, tell whoever runs this site the reference {}: by it they find what happened."
)
GONE = "The file is no longer there. Send it again."
NO_LONGER_YOURS = "Whoever sent this may no longer bring it in, so nothing was brought in."
STOPPED = "was stopped. Its page says why"
CONTRADICTS = "What the archive says contradicts itself, so nothing was brought in. Ask for it once more."


class LeaseLostError(Exception):
    """Somebody else is at this one now, or nobody should be."""


# Each is told in words of its own.
FORESEEN = (
    ArchiveRefusedError,
    ChosenNoLongerError,
    DataError,
    FileNotFoundError,
    FileRefused,
    IntegrityError,
    LeaseLostError,
)


def new_reference() -> str:
    """Short enough to be read out on the telephone."""
    return secrets.token_hex(4)


@dataclass(frozen=True)
class Steps:
    """look: what is inside, as values for the preview. bring: makes it somebody's, and writes down where."""

    look: Callable[[Arrival, Path, Limits, "Job"], Mapping[str, Any]]
    bring: Callable[[Arrival, Path, Limits, "Job"], None]


STEPS: Mapping[str, Steps] = {
    Arrival.Kind.WAYMARK: Steps(archives.look, archives.bring),
    Arrival.Kind.LEAP2A: Steps(leap2a.look, leap2a.bring),
}


class Unforeseen:
    """What no rule names ends an attempt with a sentence and a reference, under which the log tells the rest.

    A database that does not answer is left to the next attempt.
    """

    def __init__(self, job: "Job") -> None:
        self.job = job

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or isinstance(error, (*FORESEEN, OperationalError)):
            return False
        reference = new_reference()
        log.error("arrival stopped", arrival_id=str(self.job.arrival.pk), reference=reference, exc_info=error)
        with contextlib.suppress(LeaseLostError):
            self.job.end("stop", reason=UNFORESEEN.format(reference))
            tell_ended(self.job.arrival, STOPPED)
        return True


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
        with Unforeseen(job):
            attempt(arrival, job)
    except ChosenNoLongerError as error:
        job.end("ask again", reason=str(error))
        tell_ended(arrival, "needs you once more. Its page says why")
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
    reference = new_reference()
    if tired.update(
        state=Arrival.State.STOPPED,
        reason=INTERRUPTED.format(reference),
        finished_at=now,
        touched_at=now,
        leased_until=None,
    ):
        log.error("arrival stopped", arrival_id=str(arrival_id), reference=reference)
        tell_ended(Arrival.objects.for_page().get(pk=arrival_id), STOPPED)
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
        discard_file(job.arrival)
        tell_ended(job.arrival, "could not be brought in. Its page says why")
    log.info("arrival refused", arrival_id=str(job.arrival.pk))


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
