"""Founds a training provider with its first administrator, and prints the link that sets a password."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.urls import reverse

from accounts.actions import found_provider
from accounts.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The provider's name.")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, **options: Any) -> None:
        try:
            provider, admin = found_provider(
                name=options["name"], admin_email=options["admin_email"], admin_name=options["admin_name"]
            )
        except IntegrityError as error:
            raise CommandError(f"There is a provider called {options['name']} already.") from error
        self.stdout.write(f"{provider} is ready. {admin.email} sets a password here, once, within an hour:")
        self.stdout.write(password_link(admin))


def password_link(user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return str(settings.SITE_URL) + path.replace("UID-KEY", key)
