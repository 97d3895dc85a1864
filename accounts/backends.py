"""Signing in by e-mail address, in any case, and keeping the demo's password inside the demo."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no type hints
    """allauth's own check, with one password refused outside the demonstration."""

    def authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        if credentials.get("password") == settings.WAYMARK_DEMO_PASSWORD and not settings.WAYMARK_DEMO:
            return None
        user: User | None = super().authenticate(request, **credentials)
        return user
