"""Reminds people of what is due today. The sweep does the same once each working morning."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.reminding import make_rounds


class Command(BaseCommand):
    help = "Remind people of what is due, at providers where that was not done today. Nobody hears twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how much there is to remind of.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        dry_run = options["dry_run"]
        number = make_rounds(timezone.now(), dry_run=dry_run)
        self.stdout.write(f"{'Would remind' if dry_run else 'Reminded'} of {number} things that are due.")
