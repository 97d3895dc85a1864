"""The pages for logging in, as restyled."""

import re

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OUTSIDE = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
INSIDE = ["account_logout", "account_email", "account_change_password", "mfa_index", "account_reauthenticate"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_entrance_page_wears_the_frame(client, name):
    assert_is_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", INSIDE)
def test_account_page_wears_the_frame(client, name):
    client.force_login(UserFactory())

    assert_is_ours(client.get(reverse(name)))


def assert_is_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert "· Waymark</title>" in page
    assert page.count("<h1") == 1
    assert_strict(page)


def assert_strict(page):
    """Nothing inline: no style, no handler, no script but data."""
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert [s for s in scripts if "src=" not in s and "application/json" not in s] == []


def test_sign_up_is_by_invitation(client):
    assert "By invitation" in client.get(reverse("account_signup")).content.decode()


def test_log_in_page_names_the_demo_log_ins_only_in_the_demo(client, settings):
    address = reverse("account_login")

    assert "waymark-demo" not in client.get(address).content.decode()
    settings.WAYMARK_DEMO = True
    assert "apprentice@" in client.get(address).content.decode()


def test_log_in_with_a_wrong_password_says_so_and_keeps_the_address(client):
    user = UserFactory()

    page = client.post(reverse("account_login"), {"login": user.email, "password": "wrong"}).content.decode()

    assert user.email in page
    assert "not correct" in page


def test_log_in_leads_home(client):
    user = UserFactory()

    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    assert response["Location"] == "/"


def test_authenticator_app_is_set_up_without_a_link_by_email(client):
    client.post(reverse("account_login"), {"login": UserFactory().email, "password": PASSWORD})

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse("mfa_activate_totp"))

    assert_is_ours(response)
    assert response.context["form"].secret in response.content.decode()


def test_logging_out_tells_the_browser_to_forget_but_keeps_the_colours(client):
    client.force_login(UserFactory())
    client.cookies["theme"] = "dark"
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert "theme" not in answer.cookies
    assert 'data-theme="dark"' in client.get(answer.url, follow=True).content.decode()


def test_asking_whether_to_log_out_forgets_nothing(client):
    client.force_login(UserFactory())
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
