"""How long it takes to move a cohort to another version of its standard, and to undo it.

    python -m bench.moves            200 apprentices of forty pieces each, on SQLite and PostgreSQL
    python -m bench.moves --quick    10 on SQLite alone

The next version is made up in bench/moves_rows.py: some KSBs are reworded, one is split, one is gone, two
became one. Pages are asked by one client through the real server. Moving and undoing are the whole actions,
with claims, progress, counted words, the search index, notices, audit and readiness; beside them, in the same
run, stands what marking one piece takes, which is the yardstick for a change of one apprentice. Ends with 1
when a target is missed. The last line holds the figures as JSON.
"""

import argparse
import time
from urllib.parse import urlencode

from bench.clients import Site, ask, signed_in
from bench.cohort import made_by
from bench.pages import web_processes
from bench.shared import Figure, finish, percentile, running_site
from bench.writers import scratch_database

COHORT, QUICK = 200, 10
PAGE_MS, MOVE_MS, REQUEST_SECONDS = 1_000, 250, 10
MARKINGS, FEW_MARKINGS = 30, 10


def measure(apprentices: int, seconds: float, **settings: str) -> list[Figure]:
    module = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    with running_site(**module, **settings) as (port, pid, environment):
        made_by("bench.cohort_rows", apprentices, environment)
        rows = made_by("bench.moves_rows", apprentices, environment)
        assert isinstance(rows, dict)
        site, cookie = Site(port, web_processes(pid)), signed_in(port, "admin")
        chosen = f"{rows['path']}?{urlencode({'who': rows['who']}, doseq=True)}"
        figures = []
        for name, path in {"whom to move": rows["path"], "what becomes of evidence": chosen}.items():
            found = ask(site, path, cookie, clients=1, seconds=seconds)
            figures.append(Figure(f"{name}: p95", found.milliseconds(0.95), "ms", PAGE_MS))
            figures.append(Figure(f"{name}: failed answers", len(found.failures), "", 0))
        done = made_by("bench.moves_done", apprentices, environment)
        markings = FEW_MARKINGS if apprentices == QUICK else MARKINGS
        marked = made_by("bench.cohort_marking", markings, environment)
        assert isinstance(done, dict)
        assert isinstance(marked, list)
    each = len(rows["who"])
    return [
        *figures,
        Figure(f"preview of {each}: p95", percentile(done["previews"], 0.95), "ms", PAGE_MS),
        Figure(f"move of {each} at once: slowest", max(done["moves"]) / 1000, "s", REQUEST_SECONDS),
        Figure("move: each apprentice", sum(done["moves"]) / done["moved"], "ms", MOVE_MS),
        Figure("undoing: each apprentice, p95", percentile(done["undone"], 0.95), "ms"),
        Figure("yardstick, marking one piece: p95", percentile(marked, 0.95), "ms"),
    ]


def main(*, quick: bool) -> None:
    began, told, missed = time.monotonic(), {}, []
    number, seconds = (QUICK, 0.6) if quick else (COHORT, 6.0)
    with scratch_database() as address:
        engines = {"sqlite": {}}
        if address and not quick:
            engines["postgresql"] = {"DATABASE_URL": address}
        elif not address:
            print("SKIPPED: no PostgreSQL answers, so nothing is known about it.")
        for engine, settings in engines.items():
            figures = measure(number, seconds, **settings)
            print(f"{engine}, {number} apprentices")
            for figure in figures:
                print(f"  {figure}")
            told[engine] = {figure.name: round(figure.value, 1) for figure in figures}
            missed += [f"{engine}: {figure.name}" for figure in figures if not figure.is_met]
    finish({**told, "apprentices": number, "seconds": round(time.monotonic() - began)}, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer apprentices, one database")
    main(quick=parser.parse_args().quick)
