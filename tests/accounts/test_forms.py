"""Answers to a passkey's question that no browser gives."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NONSENSE = [
    "[" * 100_000,
    "[]",
    "{}",
    "null",
    '{"id": {"a": 1}}',
    '{"id": "x", "rawId": "x", "response": {}}',
]


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_instead_of_a_passkey_logs_nobody_in(client, answer):
    response = client.post(reverse("mfa_login_webauthn"), {"credential": answer})

    assert (response.status_code, response["Location"]) == (302, reverse("account_login"))


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_instead_of_a_passkey_adds_none(client, answer):
    client.post(reverse("account_login"), {"login": UserFactory().email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    response = client.post(reverse("mfa_add_webauthn"), {"credential": answer})

    assert response.status_code == 200
    assert "credential" in response.context["form"].errors
