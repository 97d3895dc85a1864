"""Sixteen clients read and write the same row through the real server: no error, no lost update.

Run: python -m bench.writers [--quick]. On SQLite; and on PostgreSQL when BENCH_POSTGRES_URL (by default the
server on loopback) answers, in a database of its own.
"""

import argparse
import contextlib
import http.client
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from bench.shared import HOST, finish, get, percentile, running_site

CLIENTS = 16
SLOWEST_ALLOWED = 1.0
POSTGRES = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@dataclass
class Tally:
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def write_often(port: int, times: int, tally: Tally) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    for _ in range(times):
        started = time.monotonic()
        try:
            connection.request("POST", "/add", body=b"")
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                tally.errors.append(str(response.status))
        except OSError as error:
            tally.errors.append(type(error).__name__)
        tally.seconds.append(time.monotonic() - started)
    connection.close()


def write_all(port: int, times: int) -> Tally:
    tally = Tally()
    clients = [threading.Thread(target=write_often, args=(port, times, tally)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return tally


def measure(times: int, **settings: str) -> dict[str, object]:
    module = {"DJANGO_SETTINGS_MODULE": "bench.counter.settings"}
    with running_site(**module, **settings) as (port, _, _):
        get(port, "/state")
        started = time.monotonic()
        tally = write_all(port, times)
        seconds = time.monotonic() - started
        state = json.loads(get(port, "/state")[1])
    return {
        "requests": len(tally.seconds),
        "errors": len(tally.errors),
        "kinds_of_error": sorted(set(tally.errors)),
        "lost_updates": len(tally.seconds) - len(tally.errors) - state["value"],
        "a_second": round(len(tally.seconds) / seconds),
        "median_seconds": round(percentile(tally.seconds, 0.5), 3),
        "p99_seconds": round(percentile(tally.seconds, 0.99), 3),
    }


@contextlib.contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database that is gone afterwards; empty when no server answers."""
    name = f"waymark_bench_{os.getpid()}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield ""
        return
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def missed_by(engine: str, figures: dict[str, object]) -> list[str]:
    missed = []
    if figures["errors"]:
        missed.append(f"{engine}: {figures['errors']} errors")
    if figures["lost_updates"]:
        missed.append(f"{engine}: {figures['lost_updates']} lost updates")
    if figures["p99_seconds"] >= SLOWEST_ALLOWED:
        missed.append(f"{engine}: one in a hundred took {figures['p99_seconds']} s")
    return missed


def main(times: int) -> None:
    figures: dict[str, object] = {"sqlite": measure(times)}
    missed = missed_by("sqlite", figures["sqlite"])
    with scratch_database() as address:
        if address:
            figures["postgresql"] = measure(times, DATABASE_URL=address)
            missed += missed_by("postgresql", figures["postgresql"])
        else:
            print("SKIPPED: no PostgreSQL answers, so nothing is known about it.")
            figures["postgresql"] = "skipped"
    finish(figures, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    main(times=10 if parser.parse_args().quick else 100)
