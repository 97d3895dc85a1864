"""Usage: python -m standards.records.apart ORDER. Reads a stranger's file of standards, and prints JSON.

A process of its own with limits, as for everything that reads what strangers wrote. ORDER is JSON as well:
file, dialect, said, out, seconds, megabytes, copy_bytes. Each record becomes a line of `out`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from config.limits import leave_the_network, limit_this_process
from standards.records import fields
from standards.records.checks import MOST_KSBS, problems_beside, problems_of
from standards.records.files import Dialect, Said, dialect_of, records_in
from standards.records.storing import as_values, few, problems_as_values, without_ksbs
from standards.records.text import UnreadableError
from standards.records.values import Record

MOST_RECORDS = 3_000


def main(order: str) -> None:
    asked = json.loads(order)
    limit_this_process(seconds=asked["seconds"], megabytes=asked["megabytes"], copy_bytes=asked["copy_bytes"])
    leave_the_network()
    sys.stdout.write(json.dumps(read(asked)))


def read(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The dialect, and what is wrong with the file as a whole."""
    dialect = asked["dialect"]
    with Path(asked["file"]).open("rb") as file, Path(asked["out"]).open("w", encoding="utf-8") as out:
        try:
            dialect = Dialect(dialect or dialect_of(file))
            out.writelines(
                f"{json.dumps(line, allow_nan=False)}\n"
                for line in _lines(file, dialect, _said(asked["said"]))
            )
        except UnreadableError as error:
            return {"dialect": dialect, "problem": asdict(error.problem)}
    return {"dialect": dialect, "problem": None}


def _said(given: Mapping[str, Any]) -> Said:
    return Said(**{**given, "starts_from": fields.day(given.get("starts_from"))})


def _lines(file: IO[bytes], dialect: Dialect, said: Said) -> Iterator[dict[str, Any]]:
    seen: defaultdict[str, list[Record]] = defaultdict(list)
    for number, (record, problems) in enumerate(records_in(file, dialect, said), start=1):
        if number > MOST_RECORDS:
            raise UnreadableError(f"Only the first {MOST_RECORDS:,} records were read.")
        if record is None:
            yield {"record": None, "problems": problems_as_values(few(problems))}
            continue
        before = seen[record.reference]
        found = [*problems, *problems_of(record), *problems_beside(record, before)]
        before.append(without_ksbs(record))
        is_kept = len(record.ksbs) <= MOST_KSBS
        kept = record if is_kept else replace(record, ksbs=(), pack=None)
        yield {
            "record": as_values(kept),
            "problems": problems_as_values(few(found)),
            "ksbs": len(record.ksbs),
        }


if __name__ == "__main__":
    main(*sys.argv[1:])
