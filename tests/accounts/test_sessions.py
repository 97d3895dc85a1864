"""Session keys that no browser was ever given."""

import pytest
from django.urls import reverse

from accounts.sessions import SessionStore
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["\0" * 32, "a" * 31 + "\0", "../" * 11, "é" * 32, "short"])
def test_strange_session_key_is_taken_for_none(key):
    assert SessionStore(key).session_key is None


def test_own_session_key_is_known_again(client):
    client.force_login(UserFactory())
    key = client.session.session_key

    assert SessionStore(key).session_key == key
    assert client.get(reverse("assessments:home")).status_code == 200


def test_session_cookie_with_a_nul_leads_to_the_log_in(client):
    client.cookies["sessionid"] = "\0" + "a" * 31

    assert client.get(reverse("assessments:home")).status_code == 302
