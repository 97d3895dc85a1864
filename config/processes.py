"""Processes that are kept running: started, watched, started again, asked to stop."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import structlog
from django.conf import settings

log = structlog.get_logger("waymark.processes")

SIGNAL_WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl(2)
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
SETTLED_AFTER_SECONDS = 10.0
SWEEP_EVERY_SECONDS = 60.0


class Child:
    """A process that is started again when it ends; ever later if it keeps ending at once."""

    def __init__(self, name: str, arguments: Sequence[str], *, descriptors: Sequence[int] = ()) -> None:
        self.name, self.arguments, self.descriptors = name, arguments, descriptors
        self.process: subprocess.Popen[bytes] | None = None
        self.pause, self.started_at, self.start_at = SHORTEST_PAUSE, 0.0, 0.0

    def look_after(self, now: float) -> None:
        if self.process and self.process.poll() is not None:
            self.note_end(now)
        if self.process is None and now >= self.start_at:
            self.start(now)

    def start(self, now: float) -> None:
        self.started_at = now
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            cwd=settings.BASE_DIR,
            pass_fds=self.descriptors,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops these in order
            preexec_fn=end_with_parent,  # noqa: PLW1509  # this process has one thread
        )

    def note_end(self, now: float) -> None:
        if self.process is None:
            return
        log.warning("process ended", name=self.name, status=self.process.returncode)
        self.pause = SHORTEST_PAUSE if now - self.started_at > SETTLED_AFTER_SECONDS else self.pause * 2
        self.start_at = now + min(self.pause, LONGEST_PAUSE)
        self.process = None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()


class Sweep(Child):
    """A process that is meant to end, and comes again every minute."""

    def note_end(self, _now: float) -> None:
        self.start_at = self.started_at + SWEEP_EVERY_SECONDS
        self.process = None


def end_with_parent() -> None:
    """Nothing goes on serving when the supervisor itself is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SIGNAL_WHEN_PARENT_DIES, signal.SIGTERM)
