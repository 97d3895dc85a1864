"""Load the packs of standards, evidence templates and guidance into the database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from standards.importers import PackError, load_packs


class Command(BaseCommand):
    help = "Loads every pack below fixtures/. Safe to repeat: what is equal is left untouched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        try:
            changes = load_packs(options["folder"])
        except PackError as error:
            raise CommandError(str(error)) from error
        for line in changes.lines if options["verbosity"] > 1 else changes.summary():
            self.stdout.write(line)
