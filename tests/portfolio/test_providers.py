"""What an administrator sets for the whole provider."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Nation, Provider, Role
from accounts.permissions import Refused
from portfolio.models import StoredFile
from portfolio.provider_actions import change_provider
from tests.factories import MembershipFactory, ProviderFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(name="Larkmoor Training")


@pytest.fixture
def admin(provider):
    return member(provider, Role.PROVIDER_ADMIN)


def page_of(provider):
    return reverse("portfolio:provider", args=[provider.pk])


def test_index_leads_straight_to_the_only_provider(as_user, provider, admin):
    assert as_user(admin).get("/provider/").url == page_of(provider)


def test_index_lists_several_providers(as_user, provider, admin):
    other = MembershipFactory(user=admin, role=Role.PROVIDER_ADMIN).provider
    page = as_user(admin).get("/provider/").content.decode()
    assert page_of(provider) in page
    assert page_of(other) in page


def test_index_is_for_administrators(as_user, provider):
    assert as_user(member(provider, Role.ASSESSOR)).get("/provider/").status_code == 403


def test_page_is_not_there_for_others_of_the_provider(as_user, provider):
    assert as_user(member(provider, Role.IQA)).get(page_of(provider)).status_code == 404


def test_page_shows_what_is_used(as_user, provider, admin):
    StoredFile.objects.create(provider=provider, sha256="0" * 64, media_type="text/plain", size=1_500_000)
    client = as_user(admin)
    assert "1.5 MB used. There is no limit" in client.get(page_of(provider)).content.decode()
    Provider.objects.update(storage_bytes=3_000_000)
    assert "1.5 MB of 3 MB used" in client.get(page_of(provider)).content.decode()


def test_page_asks_six_queries(as_user, provider, admin, django_assert_num_queries):
    client = as_user(admin)
    with django_assert_num_queries(6):
        client.get(page_of(provider))


def test_settings_are_saved_and_recorded(as_user, provider, admin):
    as_user(admin).post(page_of(provider), {"nation": "scotland", "largest_megabytes": "250"})
    provider.refresh_from_db()
    assert (provider.nation, provider.largest_file_bytes) == (Nation.SCOTLAND, 250_000_000)
    event = AuditEvent.objects.get(act="changed settings")
    assert (event.by, event.detail) == (admin, {"nation": "scotland", "largest_file_bytes": 250_000_000})


def test_empty_size_means_what_the_site_takes(as_user, provider, admin):
    Provider.objects.update(largest_file_bytes=5_000_000)
    as_user(admin).post(page_of(provider), {"nation": "scotland", "largest_megabytes": ""})
    provider.refresh_from_db()
    assert provider.largest_file_bytes is None


@pytest.mark.parametrize(
    "typed",
    [
        {"nation": "narnia", "largest_megabytes": ""},
        {"nation": "scotland", "largest_megabytes": "0"},
        {"nation": "scotland", "largest_megabytes": "9" * 30},
        {"nation": "scotland", "largest_megabytes": "many"},
    ],
    ids=["nation", "nothing", "too-much", "words"],
)
def test_odd_settings_are_explained_and_change_nothing(as_user, provider, admin, typed):
    response = as_user(admin).post(page_of(provider), typed)
    assert response.status_code == 422
    assert "Please put this right first" in response.content.decode()
    provider.refresh_from_db()
    assert (provider.nation, provider.largest_file_bytes) == (Nation.ENGLAND_AND_WALES, None)


def test_only_an_administrator_changes_the_provider(provider):
    with pytest.raises(Refused, match="Only an administrator"):
        change_provider(
            provider=provider, nation="scotland", largest_file_bytes=None, by=member(provider, Role.ASSESSOR)
        )
