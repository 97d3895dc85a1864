"""Makes a certificate that nobody vouches for, so that PDFs can be signed where there is no bought one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.seals.certificates import self_made
from reports.seals.keys import write_private


class Command(BaseCommand):
    help = "Make a self-made certificate with which PDFs are signed; one that is there is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Who signs, as a PDF reader shows it.")
        parser.add_argument("--provider", default="default", help="The provider's id; else for all of them.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        path = Path(settings.WAYMARK_CERTIFICATES, f"{options['provider']}.pem")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            write_private(path, self_made(options["name"], timezone.now()))
        except FileExistsError as error:
            raise CommandError(f"{path} is there already. Move it away first.") from error
        self.stdout.write(f"Wrote {path}.")
