"""How long the whole official list takes: 1,500 made-up records of its size and shape.

    python -m bench.imports            1,500 records
    python -m bench.imports --quick    150

The list is loaded by the command that operators use, in a process of its own whose memory is watched, then
loaded again, which has to write nothing. The yardstick is reading the same file with the standard library and
doing nothing with it. Ends with 1 when a target is missed. The last line holds the figures as JSON.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from bench.shared import ROOT, Figure, finish, manage

SEED, WHOLE, QUICK = 20261122, 1_500, 150
MOST_SECONDS, MOST_GROWTH_MEGABYTES = 60, 60
WORDS = (
    *("know", "how", "to", "plan", "check", "record", "work", "safely", "with", "customers", "colleagues"),
    *("tools", "systems", "data", "following", "procedures", "policies", "law", "quality", "standards"),
    *("and", "agreed", "targets", "while", "keeping", "others", "informed", "of", "what", "was", "done"),
)


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randrange(12, 45))).capitalize() + "."


def record(chance: random.Random, number: int) -> dict[str, object]:
    """As large as those of the list: three dozen KSBs, duties, and a page of markup."""
    lists = (("knowledges", "knowledgeId", 16), ("skills", "skillId", 14), ("behaviours", "behaviourId", 6))
    duties = [{"dutyId": n, "dutyDetail": sentence(chance), "ksbs": ["K1", "S1"]} for n in range(12)]
    return {
        "referenceNumber": f"ST{number:04}",
        "title": f"Made-up practitioner {number}",
        "level": str(chance.randrange(2, 8)),
        "larsCode": number,
        "version": "1.0",
        "status": "Approved for delivery",
        "typicalDuration": "18",
        "minimumHoursForCompliance": "",
        "earliestStartDate": "2024-09-01",
        "latestStartDate": "",
        "duties": duties,
        "standardInformation": "&lt;h2&gt;Duties&lt;/h2&gt;" + sentence(chance) * 60,
        **{
            name: [
                {identifier: str(UUID(int=chance.getrandbits(128))), "detail": sentence(chance)}
                for _ in range(count)
            ]
            for name, identifier, count in lists
        },
    }


def write_list(path: Path, records: int) -> None:
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, records + 1):
            file.write("[" if number == 1 else ",")
            json.dump(record(chance, number), file)
        file.write("]")


def seconds_to_read(path: Path) -> float:
    began = time.monotonic()
    json.loads(path.read_text(encoding="utf-8"))
    return time.monotonic() - began


def load(path: Path, environment: dict[str, str], *options: str) -> tuple[float, float, str]:
    """Seconds, megabytes at most, and what the command said last."""
    command = [sys.executable, "-m", "bench.imports", "--load", str(path), *options]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    *said, megabytes = done.stdout.splitlines()
    return time.monotonic() - began, float(megabytes), said[-1] if said else ""


def load_here(path: str, options: list[str]) -> None:
    import django  # only in the process that is measured
    from django.core.management import call_command

    django.setup()
    call_command("import_standards", path, *options)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure(records: int, folder: Path) -> tuple[list[Figure], dict[str, object]]:
    environment = {**os.environ, "WAYMARK_DEMO": "1", "WAYMARK_DATA": str(folder), "LOG_LEVEL": "ERROR"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    manage(environment, "migrate", "--verbosity=0")
    few, whole = folder / "few.json", folder / "whole.json"
    write_list(few, 3)
    write_list(whole, records)
    _, small, _ = load(few, environment, "--dry-run")
    seconds, large, said = load(whole, environment)
    assert said == f"loaded: {records}", said
    again, _, said_again = load(whole, environment)
    figures = [
        Figure("loading the list", seconds, "s", MOST_SECONDS),
        Figure("memory beyond that of three records", large - small, "MB", MOST_GROWTH_MEGABYTES),
        Figure("records written by loading it again", float(said_again != f"unchanged: {records}"), "", 0),
        Figure("loading it again", again, "s"),
        Figure("reading it and doing nothing", seconds_to_read(whole), "s"),
    ]
    return figures, {"records": records, "megabytes": round(whole.stat().st_size / 1e6, 1)}


def main(*, quick: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        figures, about = measure(QUICK if quick else WHOLE, Path(folder))
    for figure in figures:
        print(f"  {figure}")
    missed = [figure.name for figure in figures if not figure.is_met]
    finish({**about, **{figure.name: round(figure.value, 1) for figure in figures}}, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer records")
    parser.add_argument("--load", metavar="FILE", help=argparse.SUPPRESS)
    asked, rest = parser.parse_known_args()
    if asked.load:
        load_here(asked.load, rest)
    else:
        main(quick=asked.quick)
