"""After 10,000 random events: what the actions kept up equals what the decisions alone give.

    python -m bench.rebuild            10,000 events, by apprenticeships of 250 each
    python -m bench.rebuild --quick    300 events

Every event goes through the real actions: starting, saving, submitting, marking (also declined and added),
correcting, opening again, revising, deleting, choosing for the showcase. Then progress, outcomes and accepted
words are worked out again and compared, and the audit trail is followed. On SQLite; and on PostgreSQL when
BENCH_POSTGRES_URL answers. Ends with 1 when anything differs; the last line holds the figures as JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from bench.shared import ROOT, finish, manage
from bench.writers import scratch_database

EVENTS, QUICK_EVENTS, EVENTS_EACH = 10_000, 300, 250


def lives(events: int) -> dict[str, object]:
    """In this process and its database: so many events, then the comparison."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction

    from accounts.audit import broken_links
    from assessments.models import Decision
    from tests.assessments.rebuilding import what_rebuilding_changes
    from tests.assessments.worlds import Chance, World

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in here
    began, refused, different, broken = time.monotonic(), 0, 0, 0
    for seed, first in enumerate(range(0, events, EVENTS_EACH)):
        with transaction.atomic():
            world = World(ksbs=6, looks=False)
            refused += Chance(world, seed).live(min(EVENTS_EACH, events - first))
            different += len(what_rebuilding_changes(world))
            broken += len(broken_links(world.provider))
    return {
        "events": events,
        "refused": refused,
        "decisions": Decision.objects.count(),
        "tables_that_differ": different,
        "breaks_in_the_audit_trail": broken,
        "seconds": round(time.monotonic() - began),
    }


def measure(events: int, **settings: str) -> dict[str, object]:
    """In a process of its own, because a process knows one database."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WAYMARK_DEMO": "1",
            "WAYMARK_DATA": folder,
            "LOG_LEVEL": "ERROR",
            **settings,
        }
        manage(environment, "migrate", "--verbosity=0")
        command = [sys.executable, "-m", "bench.rebuild", "--here", str(events)]
        answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout.splitlines()[-1])


def main(events: int) -> None:
    figures: dict[str, object] = {"sqlite": measure(events)}
    with scratch_database() as address:
        if address:
            figures["postgresql"] = measure(events, DATABASE_URL=address)
        else:
            print("SKIPPED: no PostgreSQL answers, so nothing is known about it.")
    for engine, found in figures.items():
        word = "equals" if not found["tables_that_differ"] else "DIFFERS"
        print(f"{engine}: progress rebuilt from decisions {word} after {events:,} random events.")
    missed = [
        f"{engine}: {found[name]} {name.replace('_', ' ')}"
        for engine, found in figures.items()
        for name in ("tables_that_differ", "breaks_in_the_audit_trail")
        if found[name]
    ]
    finish(figures, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="300 events")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(lives(asked.here)))
    else:
        main(QUICK_EVENTS if asked.quick else EVENTS)
