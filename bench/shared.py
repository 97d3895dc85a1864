"""What every measurement needs: a site of its own on loopback, and figures as the last line."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Figure:
    """One measured value and what was promised for it. `most`: a value above the target misses it, not below.

    target: None where the value is only told.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    most: bool = True

    @property
    def is_met(self) -> bool:
        if self.target is None:
            return True
        return self.value <= self.target if self.most else self.value >= self.target

    def __str__(self) -> str:
        bound = "at most" if self.most else "at least"
        promised = "" if self.target is None else f"{bound} {self.target:g}"
        missed = "" if self.is_met else "MISSED"
        return f"{self.name:<58}{self.value:>10.1f} {self.unit:<6}{promised:<16}{missed}".rstrip()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return server.getsockname()[1]


def manage(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


@contextlib.contextmanager
def running_site(*commands: str, **settings: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """A fresh site under its real supervisor: gives port, process id and environment."""
    folder = tempfile.mkdtemp(prefix="waymark-bench-")
    port = free_port()
    environment = {
        **os.environ,
        "WAYMARK_DEMO": "1",
        "WAYMARK_DATA": folder,
        "WAYMARK_HOST": HOST,
        "WAYMARK_PORT": str(port),
        "LOG_LEVEL": "ERROR",
        **settings,
    }
    try:
        manage(environment, "migrate", "--run-syncdb", "--verbosity=0")
        manage(environment, "createcachetable")
        manage(environment, "collectstatic", "--noinput", "--verbosity=0")
        for command in ("load_standards", *commands):
            manage(environment, command)
        with supervised(environment, port) as pid:
            yield port, pid, environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def supervised(environment: Mapping[str, str], port: int) -> Iterator[int]:
    command = [sys.executable, "-m", "config.supervisor"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def wait_until_ready(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if get(port, "/readyz")[0] == 200:
                return
        time.sleep(0.1)
    sys.exit("The site did not get ready.")


def get(port: int, path: str, *, timeout: float = 10) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def memory_of_family(pid: int) -> int:
    """Megabytes held by a process and its children together."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for member in [str(pid), *children]:
        with contextlib.suppress(OSError):
            pages = int(Path(f"/proc/{member}/statm").read_text().split()[1])
            total += pages * os.sysconf("SC_PAGE_SIZE")
    return total // 1_000_000


def finish(figures: Mapping[str, object], *, missed: list[str]) -> None:
    """The last line holds the figures as JSON; the exit status is 1 when a promise was missed."""
    print(json.dumps({**figures, "missed": missed}))
    sys.exit(1 if missed else 0)
