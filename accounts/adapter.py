"""How allauth behaves here: nobody signs up alone, guessing passwords ends soon, mail leads to this site."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.browsers import SIGN_PATH, remember_person
from accounts.models import Role, User


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's interface
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return on_this_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        return on_this_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = {"name": "Waymark", "domain": urlsplit(settings.SITE_URL).netloc}
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """An apprentice's browser is known later, should somebody else's testimony be signed in it."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.memberships.active().filter(role=Role.APPRENTICE).exists():
            remember_person(response, user.pk, path=SIGN_PATH)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:  # too many wrong passwords; allauth would answer 200
            page = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            raise ImmediateHttpResponse(page) from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Counted by network as well: a stranger elsewhere locks nobody out of their own account.

        Not by the Host header, as allauth does: whoever changes its port would be counted anew.
        """
        return f"{self.get_client_ip(request)} {credentials.get('email', '').lower()}"


def on_this_site(address: str) -> str:
    """The address we are known by, whatever host and port the request claimed to ask."""
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return urljoin(str(settings.SITE_URL), path)
