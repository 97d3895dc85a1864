"""Two gigabytes sent in parts: what they cost the web processes, and everybody else's pages."""

import hashlib
import http.client
import json
import os
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.clients import Site, ask, demonstration_draft, signed_in
from bench.pages import web_processes
from bench.shared import HOST, Figure, percentile, running_site

HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
CHUNK = 8_000_000
PAGES = ("/", "/standards/")


class Apprentice:
    """A signed-in device that keeps one connection."""

    def __init__(self, port: int) -> None:
        self.cookie = signed_in(port, "apprentice")
        self.token = dict(pair.split("=", 1) for pair in self.cookie.split("; "))["csrftoken"]
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        own = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Accept": "application/json"}
        self.connection.request(method, path, body, {**own, **headers})
        response = self.connection.getresponse()
        return response.status, response.read()

    def post(self, path: str, body: bytes | None = None, **headers: str) -> dict[str, object]:
        status, answer = self.ask("POST", path, body, **headers)
        if status not in (200, 201):
            raise SystemExit(f"POST {path} answered {status}: {answer[:200]!r}")
        return json.loads(answer)


def draft_of_the_demonstration(environment: dict[str, str]) -> str:
    """Where an upload begins for a draft that the demonstration's apprentice may still change."""
    return f"/evidence/{demonstration_draft(environment['WAYMARK_DATA'])}/uploads/"


def send(device: Apprentice, address: str, size: int) -> None:
    """Each part is different, and none is held longer than it takes to send it."""
    about = {"name": "shift.mp4", "size": size, "fingerprint": hashlib.sha256(os.urandom(8)).hexdigest()}
    upload = device.post(address, json.dumps(about).encode(), **{"Content-Type": "application/json"})
    noise, sent = os.urandom(CHUNK), 0
    while sent < size:
        start = HEAD if sent == 0 else sent.to_bytes(24, "big")
        body = (start + noise[len(start) :])[: size - sent]
        digest = b64encode(hashlib.sha256(body).digest()).decode()
        headers = {
            "Content-Type": "application/octet-stream",
            "Upload-Offset": str(sent),
            "Content-Digest": f"sha-256=:{digest}:",
        }
        sent = int(str(device.post(str(upload["url"]), body, **headers)["received"]))
    device.post(f"{upload['url']}finish/")


def meanwhile(reader: Apprentice, act: Callable[[], None]) -> list[float]:
    """How long the reader's pages took while `act` ran, in seconds."""
    waits: list[float] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for page in PAGES:
                began = time.monotonic()
                status, _ = reader.ask("GET", page)
                waits.append(time.monotonic() - began if status == 200 else 60.0)
                stop.wait(0.05)

    asking = threading.Thread(target=read)
    asking.start()
    try:
        act()
    finally:
        stop.set()
        asking.join()
    return waits


def megabytes(processes: Sequence[int]) -> float:
    pages = sum(int(Path(f"/proc/{process}/statm").read_text().split()[1]) for process in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def watch_memory(processes: Sequence[int], stop: threading.Event, seen: list[float]) -> None:
    while not stop.wait(0.2):
        seen.append(megabytes(processes))


def measure(*, quick: bool) -> list[Figure]:
    size = 200_000_000 if quick else 2_000_000_000
    with running_site("seed_demo") as (port, pid, environment):
        address = draft_of_the_demonstration(environment)
        device, reader = Apprentice(port), Apprentice(port)  # a log-in costs 100 MB on purpose
        processes = web_processes(pid)
        send(device, address, 20_000_000)
        for page in PAGES:  # every process has loaded everything it will ever need
            ask(Site(port, processes), page, device.cookie, clients=8, seconds=2)
        before, seen, stop = megabytes(processes), [0.0], threading.Event()
        watch = threading.Thread(target=watch_memory, args=(processes, stop, seen))
        watch.start()
        began = time.monotonic()
        waits = meanwhile(reader, lambda: send(device, address, size))
        seconds = time.monotonic() - began
        stop.set()
        watch.join()
    return [
        Figure("upload: web memory growth", max(seen) - before, "MB", target=100),
        Figure("upload: p95 of other pages meanwhile", percentile(waits, 0.95) * 1000, "ms", target=300),
        Figure("upload: p50 of other pages meanwhile", percentile(waits, 0.5) * 1000, "ms"),
        Figure("upload: pages read meanwhile", len(waits), "pages"),
        Figure("upload: size", size / 1_000_000, "MB"),
        Figure("upload: speed", size / 1_000_000 / seconds, "MB/s"),
    ]
