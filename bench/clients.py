"""People who ask for one page again and again over a kept connection, as cheaply as a client can."""

import http.client
import os
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from bench.shared import HOST, percentile

DRAFT = """
    SELECT piece.id FROM portfolio_evidence AS piece
    JOIN portfolio_revision AS draft ON draft.id = piece.latest_id AND draft.state = 'draft'
    JOIN portfolio_apprenticeship AS whose ON whose.id = piece.apprenticeship_id
    JOIN accounts_user AS apprentice ON apprentice.id = whose.apprentice_id
    WHERE apprentice.email LIKE 'apprentice@%' LIMIT 1
"""

PASSWORD = "waymark-demo"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """Where to ask, and the processes that answer."""

    port: int
    processes: Sequence[int]


@dataclass
class Figures:
    """What came of asking for one page with so many clients."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lasted: float = 0.0
    size: int = 0
    asked: int = 0
    cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    @property
    def cpu_milliseconds(self) -> float:
        """What one page costs the server, whatever else the machine is doing."""
        return self.cpu * 1000 / self.asked if self.asked else 0.0

    def milliseconds(self, share: float) -> float:
        return percentile(self.seconds, share) * 1000 if self.seconds else 0.0


def signed_in(port: int, role: str) -> str:
    """The Cookie header of somebody who has just logged in through the page."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/accounts/login/")
    token = _cookies(_answer(connection))["csrftoken"]
    form = {"login": f"{role}@demo.waymark.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/accounts/login/", urlencode(form), headers)
    cookies = _cookies(_answer(connection))
    connection.close()
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def demonstration_draft(data: str) -> UUID:
    """A draft that the demonstration's apprentice may still change, by the folder of the site's data."""
    with sqlite3.connect(Path(data) / "waymark.sqlite3") as database:
        found = database.execute(DRAFT).fetchone()
    if found is None:
        raise SystemExit("The demonstration has no draft.")
    return UUID(found[0])


def _answer(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    response = connection.getresponse()
    response.read()
    return response


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    pairs = [line.split(";")[0].partition("=") for line in response.headers.get_all("Set-Cookie") or []]
    return {name: value for name, _, value in pairs}


def cpu_seconds(processes: Sequence[int]) -> float:
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ask(site: Site, path: str, cookie: str, *, clients: int, seconds: float) -> Figures:
    """Several clients at once, a connection each; all have had one answer before time runs."""
    cpu_before = cpu_seconds(site.processes)
    figures, start = Figures(lasted=seconds), threading.Barrier(clients)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
    arguments = (site.port, request, start, figures)
    askers = [threading.Thread(target=_keep_asking, args=arguments) for _ in range(clients)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    figures.cpu = cpu_seconds(site.processes) - cpu_before
    return figures


def _keep_asking(port: int, request: bytes, start: threading.Barrier, figures: Figures) -> None:
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _ask_once(connection, request, figures)
        start.wait()
        until = time.monotonic() + figures.lasted
        while (began := time.monotonic()) < until:
            _ask_once(connection, request, figures)
            figures.seconds.append(time.monotonic() - began)


def _ask_once(connection: socket.socket, request: bytes, figures: Figures) -> None:
    connection.sendall(request)
    status, figures.size = _read(connection)
    figures.asked += 1
    if status != b"200":
        figures.failures.append(f"{request.split()[1].decode()} answered {status.decode()}")


def _read(connection: socket.socket) -> tuple[bytes, int]:
    """The status, and how many bytes the page itself has."""
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    length = LENGTH.search(received, 0, end)
    size = int(length[1]) if length else 0
    missing = end + 4 + size - len(received)
    while missing > 0:
        missing -= len(_more(connection))
    return bytes(received[9:12]), size


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(262_144)
    if not chunk:
        raise ConnectionError("The server closed the connection.")
    return chunk
