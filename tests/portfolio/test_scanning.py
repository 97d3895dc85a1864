"""The virus scanner: only its plain “OK” is clean, and whatever else happens a file waits."""

import contextlib
import datetime as dt
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone

from portfolio import scanning
from portfolio.models import StoredFile
from portfolio.processing import WAITS_FOR_SCANNER
from portfolio.scanning import Verdict, scan
from tests.portfolio.files import picture, saved
from tests.portfolio.test_processing import checked, stored

State = StoredFile.State
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def take(connection: socket.socket, size: int) -> bytes:
    taken = b""
    while len(taken) < size and (part := connection.recv(size - len(taken))):
        taken += part
    return taken


def whole_stream(connection: socket.socket) -> bytes:
    """Reads INSTREAM as clamd does: the command, then chunks with their lengths, then a length of nothing."""
    assert take(connection, 10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", take(connection, 4))[0]:
        content += take(connection, size)
    return content


def as_clamd(connection: socket.socket) -> None:
    content = whole_stream(connection)
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


def answering(answer: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        whole_stream(connection)
        connection.sendall(answer)

    return talk


def with_a_limit(connection: socket.socket) -> None:
    take(connection, 10_000)
    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def hanging(connection: socket.socket) -> None:
    whole_stream(connection)
    connection.settimeout(5)
    with contextlib.suppress(OSError):
        connection.recv(1)


@contextlib.contextmanager
def scanner(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A little server of the real protocol, answering one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp:127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


@pytest.fixture(autouse=True)
def heard_again():
    cache.delete(scanning.SILENT)
    yield
    cache.delete(scanning.SILENT)


@pytest.mark.parametrize(
    ("talk", "content", "verdict"),
    [
        (as_clamd, b"harmless" * 100_000, Verdict.CLEAN),
        (as_clamd, b"before" + EICAR, Verdict.FOUND),
        (answering(b"stream: OK"), b"x", Verdict.UNKNOWN),
        (answering(b"stream: OKAY\0"), b"x", Verdict.UNKNOWN),
        (answering(b"OK\0"), b"x", Verdict.UNKNOWN),
        (answering(b"HTTP/1.1 200 OK\r\n\r\n\0"), b"x", Verdict.UNKNOWN),
        (answering(b"stream: lstat() failed ERROR\0"), b"x", Verdict.UNKNOWN),
        (answering(b""), b"x", Verdict.UNKNOWN),
        (answering(b"\0" * 10_000), b"x", Verdict.UNKNOWN),
    ],
)
def test_scan_takes_only_a_plain_ok_for_clean(talk, content, verdict, tmp_path, settings):
    with scanner(talk) as settings.WAYMARK_CLAMD:
        assert scan(saved(tmp_path, content)) == verdict


def test_scan_hears_that_a_file_is_too_large(tmp_path, settings):
    with scanner(with_a_limit) as settings.WAYMARK_CLAMD:
        assert scan(saved(tmp_path, b"x" * 20_000)) in {Verdict.TOO_LARGE, Verdict.UNKNOWN}


def test_scan_does_not_wait_for_a_scanner_that_hangs(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    with scanner(hanging) as settings.WAYMARK_CLAMD:
        assert scan(saved(tmp_path, b"x")) == Verdict.UNKNOWN


def test_scan_speaks_through_a_unix_socket(tmp_path, settings):
    address = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(address))
        server.listen()
        server.settimeout(10)

        def serve() -> None:
            with server.accept()[0] as connection:
                as_clamd(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        settings.WAYMARK_CLAMD = f"unix:{address}"
        assert scan(saved(tmp_path, b"x")) == Verdict.CLEAN
        thread.join(timeout=5)


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:1", "tcp:127.0.0.1", "tcp:"])
def test_scan_knows_nothing_where_nobody_answers(address, tmp_path, settings):
    settings.WAYMARK_CLAMD = address
    assert scan(saved(tmp_path, b"x")) == Verdict.UNKNOWN


# What becomes of the file


@pytest.mark.django_db
def test_file_that_the_scanner_finds_clean_is_opened(settings):
    with scanner(as_clamd) as settings.WAYMARK_CLAMD:
        assert checked(stored(picture(), "image/png")).state == State.SAFE


@pytest.mark.django_db
def test_file_that_the_scanner_refuses_is_rejected_in_words(settings):
    with scanner(as_clamd) as settings.WAYMARK_CLAMD:
        file = checked(stored(EICAR, "text/plain"))
    assert (file.state, file.has_picture) == (State.REJECTED, False)
    assert file.reason.startswith("The virus scanner found something harmful")


@pytest.mark.django_db
def test_file_waits_while_the_scanner_is_down_and_goes_on_when_it_is_back(settings):
    settings.WAYMARK_CLAMD = "tcp:127.0.0.1:1"
    file = stored(b"A note.", "text/plain")
    for _ in range(5):
        file = checked(file)
        assert (file.state, file.attempts, file.leased_until) == (State.RECEIVED, 0, None)
    assert file.reason == WAITS_FOR_SCANNER
    assert file in StoredFile.objects.overdue(timezone.now() + dt.timedelta(minutes=2))
    cache.delete(scanning.SILENT)
    with scanner(as_clamd) as settings.WAYMARK_CLAMD:
        file = checked(file)
    assert (file.state, file.attempts, file.reason) == (State.SAFE, 1, "")


@pytest.mark.django_db
def test_file_checked_before_the_scanner_came_stays_as_it_is(settings):
    file = checked(stored(b"A note.", "text/plain"))
    settings.WAYMARK_CLAMD = "tcp:127.0.0.1:1"
    assert checked(file).state == State.SAFE
