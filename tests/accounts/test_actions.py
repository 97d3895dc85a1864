"""Founding a provider, giving roles and ending them."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import end_role, find_or_add_person, give_role
from accounts.audit import broken_links
from accounts.models import AuditEvent, Membership, Provider, Role, User
from tests.factories import MembershipFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_find_or_add_person_knows_an_address_in_any_case():
    known = UserFactory(email="sam@test.example")
    assert find_or_add_person(email=" Sam@Test.example ", name="Somebody else") == known


def test_give_role_twice_gives_one_membership_and_one_event():
    user, provider = UserFactory(), ProviderFactory()
    once = give_role(user=user, provider=provider, role=Role.ASSESSOR, by=None)
    again = give_role(user=user, provider=provider, role=Role.ASSESSOR, by=None)
    assert once == again
    assert AuditEvent.objects.filter(provider=provider, act="given a role").count() == 1


def test_end_role_leaves_the_row_and_the_record():
    membership = MembershipFactory()
    end_role(membership=membership, by=None)
    assert not Membership.objects.active().exists()
    assert AuditEvent.objects.get().act == "lost a role"
    assert broken_links(membership.provider) == []


def test_create_provider_prints_a_link_that_sets_the_first_password():
    out = StringIO()
    call_command(
        "create_provider", "Harbour Training", admin_email="Ada@h.example", admin_name="Ada", stdout=out
    )
    admin = User.objects.get(email="ada@h.example")
    assert admin.memberships.get().role == Role.PROVIDER_ADMIN
    path = re.search(r"https?://[^/]+(/\S+)", out.getvalue()).group(1)
    client = Client()
    page = client.get(path, follow=True)
    client.post(
        page.request["PATH_INFO"],
        {"password1": "harbour-lights-at-dusk", "password2": "harbour-lights-at-dusk"},
    )
    assert client.login(email="ada@h.example", password="harbour-lights-at-dusk")
    assert Provider.objects.get().name == "Harbour Training"


def test_create_provider_refuses_a_name_that_is_taken():
    provider = ProviderFactory()
    with pytest.raises(CommandError, match="already"):
        call_command("create_provider", provider.name, admin_email="a@b.example", admin_name="A")


def test_the_demo_password_opens_nothing_outside_the_demo(settings):
    UserFactory(email="demo@test.example", password=settings.WAYMARK_DEMO_PASSWORD)
    client = Client()
    assert not client.login(email="demo@test.example", password=settings.WAYMARK_DEMO_PASSWORD)
    settings.WAYMARK_DEMO = True
    assert client.login(email="demo@test.example", password=settings.WAYMARK_DEMO_PASSWORD)
