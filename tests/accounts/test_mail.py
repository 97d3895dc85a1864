"""Mail that allauth sends in our name."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_reset_mail_leads_to_the_site_we_are_known_by(client, settings):
    settings.SITE_URL = "https://portfolio.college.example"

    client.post(reverse("account_reset_password"), {"email": UserFactory().email}, HTTP_HOST="localhost:6666")

    (message,) = mail.outbox
    assert "https://portfolio.college.example/accounts/password/reset/key/" in message.body
    assert "6666" not in message.subject + message.body


def test_confirmation_mail_leads_to_the_site_we_are_known_by(client, settings):
    settings.SITE_URL = "https://portfolio.college.example"
    client.force_login(UserFactory())

    client.post(
        reverse("account_email"),
        {"email": "new.address@college.example", "action_add": ""},
        HTTP_HOST="localhost:6666",
    )

    (body,) = [message.body for message in mail.outbox if "new.address@college.example" in message.to]
    assert "https://portfolio.college.example/accounts/" in body
    assert "6666" not in body
