"""Has a stranger's file of standards read by a process apart, and takes what that process found."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from config.apart import run_apart
from standards.records.values import Problem

log = structlog.get_logger("waymark.records")

# A second for as much as is read, cleaned and written again in it on a busy machine.
BYTES_A_SECOND = 500_000
# Waiting for the disk is not the file's fault, so that the clock allows more than the processor.
CLOCK_FACTOR = 2
LARGEST_LINES = 200_000_000
EMPTY = Problem("", "This file is empty.")
TOOK_TOO_LONG = Problem("", "This file took too long to read. Send fewer standards at once.")
BROKE = Problem("", "This file cannot be read. Save it once more where it comes from, and send it again.")


@dataclass(frozen=True)
class Reading:
    """dialect: blank where it was not found out. problem: with the whole file; None where it was read."""

    dialect: str
    problem: Problem | None


def read_apart(path: Path, dialect: str, said: Mapping[str, Any], out: Path) -> Reading:
    """Never raises for what the file holds. out: a line for each record, see `lines_of`."""
    size = path.stat().st_size
    if size == 0:
        return Reading(dialect, EMPTY)
    seconds = math.ceil(settings.WAYMARK_CHECK_SECONDS + size / BYTES_A_SECOND)
    order = {
        "file": str(path),
        "dialect": dialect,
        "said": dict(said),
        "out": str(out),
        "seconds": seconds,
        "megabytes": settings.WAYMARK_CHECK_MEGABYTES,
        "copy_bytes": LARGEST_LINES,
    }
    status, answer = run_apart(["standards.records.apart", json.dumps(order)], clock=seconds * CLOCK_FACTOR)
    if status is None:
        log.warning("file of standards took too long to read", size=size)
        return Reading(dialect, TOOK_TOO_LONG)
    if status != 0:
        log.warning("file of standards broke its reader", size=size, status=status)
        return Reading(dialect, BROKE)
    found = json.loads(answer)
    return Reading(found["dialect"], Problem(**found["problem"]) if found["problem"] else None)


def lines_of(out: Path) -> Iterator[dict[str, Any]]:
    """What was read: `record`, or None where nothing could be made of it, `problems`, and how many `ksbs`."""
    if not out.exists():
        return
    with out.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.endswith("\n"))
