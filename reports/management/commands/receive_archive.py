"""Puts an archive down that is larger than a form takes; an administrator decides about it on its page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Provider, User
from accounts.permissions import Refused
from reports.actions.arrivals import receive_archive


class Command(BaseCommand):
    help = "Receive an archive from this machine's disk for a training provider."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--provider", required=True, help="The provider's name.")
        parser.add_argument("--by", required=True, help="The e-mail address of one of its administrators.")

    def handle(self, *_args: Any, **options: Any) -> None:
        provider = Provider.objects.filter(name=options["provider"]).first()
        person = User.objects.filter(email=options["by"].lower()).first()
        path: Path = options["file"]
        if provider is None or person is None or not path.is_file():
            raise CommandError("The file, the provider or the person is not there. Nothing was received.")
        try:
            with path.open("rb") as content:
                arrival = receive_archive(
                    provider=provider, source=File(content), name=path.name, in_form=False, by=person
                )
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"Received. It is looked at now; see {arrival.get_absolute_url()}")
