"""Hundreds of clients that send or read a byte a second must not keep anybody else waiting.

Run: python -m bench.slow_clients [--quick]. Everything stays on loopback.
"""

import argparse
import asyncio
import contextlib
import socket
import threading
import time

from bench.shared import HOST, finish, get, memory_of_family, percentile, running_site

NORMAL_PAGE = "/accounts/login/"
LARGE_FILE = "/static/bootstrap/css/bootstrap-grid.min.css.map"
SLOWEST_ALLOWED = 1.0
MOST_MEMORY_MEGABYTES = 600


async def slow_headers(port: int) -> None:
    _, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    while True:
        writer.write(b"X-Slow: 1\r\n")
        await writer.drain()
        await asyncio.sleep(1)


async def slow_body(port: int) -> None:
    _, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


async def slow_read(port: int) -> None:
    """Asks for a large file with the smallest window, and takes ten bytes a second of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, (HOST, port))
    await loop.sock_sendall(connection, f"GET {LARGE_FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 5)
    with connection:
        while await loop.sock_recv(connection, 10):
            await asyncio.sleep(1)


async def crowd(port: int, clients: int, seconds: float) -> int:
    """Answers how many of the slow clients were still connected at the end."""
    kinds = (slow_headers, slow_body, slow_read)
    tasks = [asyncio.create_task(kinds[number % 3](port)) for number in range(clients)]
    await asyncio.sleep(seconds)
    still_there = sum(not task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return still_there


def keep_asking(port: int, stop: threading.Event, seconds: list[float], failures: list[str]) -> None:
    while not stop.is_set():
        started = time.monotonic()
        status = "no answer"
        with contextlib.suppress(OSError):
            status = str(get(port, NORMAL_PAGE)[0])
        seconds.append(time.monotonic() - started)
        if status != "200":
            failures.append(status)
        stop.wait(0.1)


def measure(clients: int, seconds: float) -> None:
    waits: list[float] = []
    failures: list[str] = []
    stop = threading.Event()
    with running_site() as (port, pid, _):
        get(port, NORMAL_PAGE)
        memory_before = memory_of_family(pid)
        asker = threading.Thread(target=keep_asking, args=(port, stop, waits, failures))
        asker.start()
        still_there = asyncio.run(crowd(port, clients, seconds))
        memory = memory_of_family(pid)
        stop.set()
        asker.join()
    report(clients, still_there, waits, failures, (memory_before, memory))


def report(
    clients: int, still_there: int, waits: list[float], failures: list[str], memory: tuple[int, int]
) -> None:
    figures = {
        "slow_clients": clients,
        "still_connected": still_there,
        "pages": len(waits),
        "failed": len(failures),
        "median_seconds": round(percentile(waits, 0.5), 3),
        "slowest_seconds": round(max(waits), 3),
        "megabytes_before": memory[0],
        "megabytes": memory[1],
    }
    missed = []
    if max(waits) >= SLOWEST_ALLOWED:
        missed.append(f"a page took {max(waits):.2f} s")
    if failures:
        missed.append(f"pages failed with {sorted(set(failures))}")
    if memory[1] > MOST_MEMORY_MEGABYTES:
        missed.append(f"{memory[1]} MB held")
    finish(figures, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer clients, less time")
    quick = parser.parse_args().quick
    measure(clients=90 if quick else 300, seconds=4 if quick else 15)
