"""Guessing passwords: stopped soon, without stopping anybody else."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_earlier_attempts():
    cache.clear()
    yield
    cache.clear()


def log_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **extra)


def guess(client, user, times=30, **extra):
    return [log_in(client, user, f"guess {number}", **extra).status_code for number in range(times)]


def test_thirty_wrong_passwords_are_five_answers_and_then_429(client):
    assert guess(client, UserFactory()) == [200] * 5 + [429] * 25


def test_guessing_stops_the_right_password_too(client):
    user = UserFactory()
    guess(client, user, 5)

    assert log_in(client, user).status_code == 429


def test_guessing_at_one_account_leaves_the_others_on_that_network_alone(client):
    guess(client, UserFactory())

    assert log_in(client, UserFactory()).status_code == 302


def test_guessing_from_elsewhere_locks_nobody_out(client):
    user = UserFactory()
    guess(client, user, REMOTE_ADDR="203.0.113.9")

    assert log_in(client, user).status_code == 302


def test_changing_headers_do_not_begin_a_new_count(client):
    user = UserFactory()
    answers = [
        guess(client, user, 1, HTTP_HOST=f"localhost:{port}", HTTP_X_FORWARDED_FOR=f"10.0.0.{port}")
        for port in range(1, 10)
    ]

    assert answers == [[200]] * 5 + [[429]] * 4
