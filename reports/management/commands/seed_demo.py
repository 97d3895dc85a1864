"""Fills an empty demonstration with made-up people and their year."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portfolio.models import Apprenticeship, Evidence, StoredFile
from reports.demo import library
from reports.demo.telling import is_seeded, seed


class Command(BaseCommand):
    help = "Adds the people of the demonstration, once. Only where WAYMARK_DEMO is on."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.WAYMARK_DEMO:
            raise CommandError("This is not a demonstration: WAYMARK_DEMO is off, so nobody was added.")
        if is_seeded():
            self.stdout.write("The people of the demonstration are there already.")
            return
        self.stdout.write("Adding the people of the demonstration; this takes about a minute …")
        self.stdout.flush()
        began = time.monotonic()
        seed(library.read("cast"))
        self.stdout.write(
            f"Added {Apprenticeship.objects.count()} apprentices, {Evidence.objects.count()} pieces and "
            f"{StoredFile.objects.count()} files in {time.monotonic() - began:.0f} seconds."
        )
