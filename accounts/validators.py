"""What a password may not be."""

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User


class NotTheDemoPassword:
    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002  # Django's interface
        if password == settings.WAYMARK_DEMO_PASSWORD and not settings.WAYMARK_DEMO:
            raise ValidationError("This password is printed in our documentation. Choose another.")

    def get_help_text(self) -> str:
        return "Your password can’t be the one of the demonstration."
