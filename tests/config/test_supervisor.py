"""The real supervisor on loopback: what dies comes back, what is asked to stop stops."""

import contextlib
import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from config import web
from config.processes import LONGEST_PAUSE, SHORTEST_PAUSE, Child
from config.supervisor import WORKERS


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def started(port: int, folder: Path, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WAYMARK_DATA": str(folder),
        "WAYMARK_HOST": "127.0.0.1",
        "WAYMARK_PORT": str(port),
        "WAYMARK_TASKS": "immediate",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "config.supervisor"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )


@contextlib.contextmanager
def supervising(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    with started(port, folder) as process:
        eventually(lambda: status(port) == 200)
        yield process, port
        process.terminate()
        process.wait(timeout=25)


@pytest.fixture
def supervisor(tmp_path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """For a test that ends it."""
    with supervising(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def lasting_supervisor(tmp_path_factory) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """For tests after which it goes on as before."""
    with supervising(tmp_path_factory.mktemp("supervisor")) as running:
        yield running


def status(port: int, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def web_processes(supervisor: int) -> list[int]:
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return [int(pid) for pid in children if b"config.web" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def eventually(is_so: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_supervisor_replaces_a_killed_web_process_and_answers_meanwhile(lasting_supervisor):
    process, port = lasting_supervisor
    eventually(lambda: len(web_processes(process.pid)) == 2)
    killed = web_processes(process.pid)[0]
    os.kill(killed, signal.SIGKILL)
    assert status(port) == 200
    eventually(lambda: len(set(web_processes(process.pid)) - {killed}) == 2)


def test_supervisor_stops_its_children_when_asked(supervisor):
    process, port = supervisor
    children = web_processes(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=25) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert status(port) == 0


def test_supervisor_takes_its_children_along_when_it_is_killed(supervisor):
    process, port = supervisor
    process.kill()
    eventually(lambda: status(port) == 0)


def test_supervisor_says_in_one_line_that_the_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with started(port, tmp_path, subprocess.PIPE) as process:
            _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said == f"Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


def test_web_refuses_a_large_request_before_reading_it(lasting_supervisor):
    _, port = lasting_supervisor
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\n"
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_web_believes_forwarded_headers_from_the_named_proxy_only(settings):
    assert "trusted_proxy" not in web.options()
    assert web.options()["clear_untrusted_proxy_headers"] is True
    settings.WAYMARK_TRUSTED_PROXY = "10.0.0.1"
    assert web.options()["trusted_proxy"] == "10.0.0.1"
    assert web.options()["trusted_proxy_headers"] == {"x-forwarded-for", "x-forwarded-proto"}


def test_child_that_keeps_ending_is_started_ever_later():
    child = Child("brief", ("-c", "raise SystemExit"))
    starts = []
    now = 0.0
    while now < 60:
        before = child.process
        child.look_after(now)
        if child.process is not before and child.process:
            starts.append(now)
            child.process.wait()
        now += SHORTEST_PAUSE
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert gaps == pytest.approx(sorted(gaps), abs=2 * SHORTEST_PAUSE)
    assert gaps[0] < 1
    assert LONGEST_PAUSE - 1 < gaps[-1] < LONGEST_PAUSE + 1


def test_every_kind_of_task_store_but_the_immediate_one_has_a_worker():
    assert set(WORKERS) == {"database", "redis"}
