"""Starts a fresh, limited process for work that may break it: a bomb or a crash ends that process alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

OUT_OF_TIME = {signal.SIGXCPU, signal.SIGKILL}


def run_apart(arguments: Sequence[str | Path], *, clock: float) -> tuple[int | None, bytes]:
    """A new interpreter without our secrets in its environment; forking a threaded server could hang.

    Answers its status and what it said; no status when it took too long. It leads a group of its own, so
    that what it started ends with it. The process sets its own limits before it looks at anything.
    """
    process = subprocess.Popen(
        [sys.executable, "-s", "-m", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process:
        try:
            said, _ = process.communicate(timeout=clock)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, b""
    if -process.returncode in OUT_OF_TIME:
        return None, b""
    return process.returncode, said
