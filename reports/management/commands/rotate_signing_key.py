"""Replaces the site's signing key by a fresh one; the old one is kept, and what it signed stays checkable."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.seals.keys import key_id, key_path, read_private_key, site_key


class Command(BaseCommand):
    help = "Sign what is issued from now on with a new key."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        path = key_path()
        if settings.WAYMARK_SIGNING_KEY:
            raise CommandError("The key is named by WAYMARK_SIGNING_KEY: replace that file yourself.")
        if path.exists():
            old = key_id(read_private_key(path).public_key())
            path.rename(path.with_name(f"signing-{old}.pem"))
        self.stdout.write(f"Signing with key {key_id(site_key().public_key())} from now on.")
