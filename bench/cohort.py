"""How long boards and readiness take with ten thousand apprentices of forty pieces each.

    python -m bench.cohort            10,000 on PostgreSQL, 1,000 on SQLite
    python -m bench.cohort --quick    60 on SQLite alone

The cohort is written in bulk from a seed. Pages are asked by one client over a kept connection, through the
real server. “Marking a piece” is the whole action with everything it brings up to date: decisions, progress,
counted words, audit, notices, and whether the apprentice is ready. Ends with 1 when a target is missed. The
last line holds the figures as JSON.
"""

import argparse
import json
import subprocess
import sys
import time

from bench.clients import Site, ask, signed_in
from bench.pages import web_processes
from bench.shared import ROOT, Figure, finish, percentile, running_site
from bench.writers import scratch_database

LARGE, SMALL, QUICK = 10_000, 1_000, 60
BOARD_MS, HEAT_MS, READINESS_MS, MARKING_MS, MOST_QUERIES = 500, 1_000, 150, 100, 12
MARKINGS = 100


def made_by(module: str, argument: int, environment: dict[str, str]) -> object:
    command = [sys.executable, "-m", module, str(argument)]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(made.stdout.splitlines()[-1])


def measure(apprentices: int, seconds: float, **settings: str) -> tuple[list[Figure], dict[str, object]]:
    module = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    with running_site(**module, **settings) as (port, pid, environment):
        rows = made_by("bench.cohort_rows", apprentices, environment)
        assert isinstance(rows, dict)
        site, cookie = Site(port, web_processes(pid)), signed_in(port, "admin")
        pages = {
            "provider board": ("/boards/", BOARD_MS),
            "provider board, at risk, page 3": ("/boards/?risk=at-risk&page=3", BOARD_MS),
            "heat map": ("/boards/ksbs/", HEAT_MS),
            "list behind a cell": (f"/boards/ksbs/gaps/?ksb={rows['code']}", HEAT_MS),
            "gateways": ("/boards/gateways/", HEAT_MS),
            "assessors": ("/boards/assessors/", None),
            "readiness page": (f"/apprenticeships/{rows['apprentice']}/readiness/", READINESS_MS),
        }
        figures = []
        for name, (path, most) in pages.items():
            found = ask(site, path, cookie, clients=1, seconds=seconds)
            figures.append(Figure(f"{name}: p95", found.milliseconds(0.95), "ms", most))
            figures.append(Figure(f"{name}: failed answers", len(found.failures), "", 0))
        marked = made_by("bench.cohort_marking", MARKINGS, environment)
        assert isinstance(marked, list)
    figures.append(Figure("marking a piece: p95", percentile(marked, 0.95), "ms", MARKING_MS))
    figures += [Figure(f"{name}: queries", n, "", MOST_QUERIES) for name, n in rows["queries"].items()]
    return figures, {"apprentices": apprentices, "seeded_in_seconds": rows["seconds"]}


def main(*, quick: bool) -> None:
    began, told, missed = time.monotonic(), {}, []
    with scratch_database() as address:
        engines = {"sqlite": ({}, QUICK if quick else SMALL)}
        if address and not quick:
            engines["postgresql"] = ({"DATABASE_URL": address}, LARGE)
        elif not address:
            print("SKIPPED: no PostgreSQL answers, so nothing is known about it.")
        for engine, (settings, number) in engines.items():
            figures, about = measure(number, 0.6 if quick else 6.0, **settings)
            print(f"{engine}, {number} apprentices")
            for figure in figures:
                print(f"  {figure}")
            told[engine] = {**about, **{figure.name: round(figure.value, 1) for figure in figures}}
            missed += [f"{engine}: {figure.name}" for figure in figures if not figure.is_met]
    finish({**told, "seconds": round(time.monotonic() - began)}, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer apprentices, less time")
    main(quick=parser.parse_args().quick)
