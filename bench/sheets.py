"""A long audit trail as files: how long each takes, and how much memory more than a short one.

    python -m bench.sheets            100,000 events
    python -m bench.sheets --quick    10,000 events

CSV as it is streamed and XLSX as the background job writes it, each in a process of its own, on SQLite. Aims:
the memory grows by less than 20 MB from 1,000 events to all of them; CSV within 20 s, XLSX within 60 s. Ends
with 1 when one is missed; the last line holds the figures as JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.shared import ROOT, finish, manage

EVENTS, QUICK_EVENTS, FEW = 100_000, 10_000, 1_000
AIMS = {"csv": 20, "xlsx": 60}
MOST_GROWTH = 20  # MB


def write_trail(events: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from accounts.models import AuditEvent, Provider

    provider = Provider.objects.create(name=f"{events} events")
    hashes = {"previous_hash": "0" * 64, "hash": "1" * 64}
    rows = (
        AuditEvent(
            provider=provider,
            number=number,
            at=timezone.now(),
            act="submitted",
            subject_type="portfolio.evidence",
            subject_id=str(provider.pk),
            detail={"claims": number % 9, "files": [number, number + 1]},
            **hashes,
        )
        for number in range(1, events + 1)
    )
    AuditEvent.objects.bulk_create(rows, batch_size=2_000)


def take(events: int, kind: str) -> dict[str, float]:
    """In this process: the trail of the provider with so many events as one file."""
    import django

    django.setup()
    from accounts.models import Provider
    from portfolio.sheets import csv_lines, write_book
    from reports.sheets.trail import provider_trail

    sheet = provider_trail(Provider.objects.get(name=f"{events} events"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "trail")
        if kind == "csv":
            with out.open("w", encoding="utf-8", newline="") as target:
                target.writelines(csv_lines(sheet))
        else:
            write_book([sheet], out)
        size = out.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(time.monotonic() - began, 1),
        "megabytes": round(peak),
        "file_mb": round(size / 1e6, 1),
    }


def apart(environment: dict[str, str], *arguments: str) -> bytes:
    command = [sys.executable, "-m", "bench.sheets", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout


def main(events: int) -> None:
    figures: dict[str, object] = {"events": events}
    missed = []
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WAYMARK_DEMO": "1",
            "WAYMARK_DATA": folder,
            "LOG_LEVEL": "ERROR",
        }
        manage(environment, "migrate", "--verbosity=0")
        for number in (FEW, events):
            apart(environment, "--write", str(number))
        for kind, seconds in AIMS.items():
            few, many = (json.loads(apart(environment, "--take", str(n), kind)) for n in (FEW, events))
            growth = many["megabytes"] - few["megabytes"]
            figures[kind] = {**many, "growth_mb": growth}
            print(
                f"{kind}: {many['seconds']} s, {many['megabytes']} MB, {growth} MB more than {FEW:,} events."
            )
            if growth > MOST_GROWTH or many["seconds"] > seconds:
                missed.append(f"{kind}: {many['seconds']} s, {growth} MB more")
    finish(figures, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 events")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--take", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write_trail(asked.write)
    elif asked.take:
        print(json.dumps(take(int(asked.take[0]), asked.take[1])))
    else:
        main(QUICK_EVENTS if asked.quick else EVENTS)
