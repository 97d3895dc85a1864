"""Load standards as other systems write them into the shared library."""

from argparse import ArgumentTypeError
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from standards.records import fields
from standards.records.comparing import Change
from standards.records.files import Dialect, Said, dialect_of, records_in
from standards.records.keeping import Intake, intake_of, keep
from standards.records.text import UnreadableError
from standards.records.values import Problem, Record


def first_day(text: str) -> object:
    found = fields.day(text)
    if found is None:
        raise ArgumentTypeError(f"“{text}” is no date.")
    return found


class Command(BaseCommand):
    help = (
        "Loads the official record (one or the whole list), a CASE package, a framework of Moodle or Mahara,"
        " or a spreadsheet of KSBs. Safe to repeat: what is equal is left untouched. A record with something"
        " wrong is named and left out, and the others are loaded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dialect", choices=list(Dialect), help="left out: told by the file itself")
        parser.add_argument("--only", nargs="+", default=[], metavar="ST0000", help="these standards alone")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        for name in ("reference", "title", "version-number"):
            parser.add_argument(f"--{name}", default="", help="where the file does not say it")
        parser.add_argument("--level", type=int)
        parser.add_argument("--starts-from", type=first_day, metavar="2026-08-01")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        said = Said(
            options["reference"],
            options["title"],
            options["version_number"],
            options["level"],
            options["starts_from"],
        )
        self.counts: Counter[str] = Counter()
        self.seen: defaultdict[str, list[Record]] = defaultdict(list)
        try:
            with options["file"].open("rb") as file:
                found = records_in(file, Dialect(options["dialect"] or dialect_of(file)), said)
                for record, problems in found:
                    if record is None:
                        self.leave_out("", problems)
                    elif not options["only"] or record.reference in options["only"]:
                        beside = self.seen[record.reference]
                        self.take(intake_of(record, problems, beside), is_trial=options["dry_run"])
                        beside.append(replace(record, ksbs=()))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from error
        except UnreadableError as error:
            raise CommandError(f"{options['file']}: {error.problem}") from error
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in sorted(self.counts.items())))
        if self.counts["left out"]:
            raise CommandError("What was left out is named above.")

    def take(self, intake: Intake, *, is_trial: bool) -> None:
        name = f"{intake.record.reference} {intake.record.version}"
        if not intake.can_be_kept:
            self.leave_out(name, intake.problems)
            return
        self.tell(name, intake.problems)
        if is_trial:
            counted = ", ".join(f"{len(intake.changed(change))} {change}" for change in Change)
            self.stdout.write(f"{name}: {counted}")
            self.counts["would be loaded"] += 1
            return
        is_changed = bool(keep(intake).lines)
        self.counts["loaded" if is_changed else "unchanged"] += 1

    def leave_out(self, name: str, problems: Iterable[Problem]) -> None:
        self.counts["left out"] += 1
        self.tell(f"Left out: {name}".rstrip(": "), problems)

    def tell(self, name: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.stderr.write(f"{name}: {problem}")
