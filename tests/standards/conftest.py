"""A provider with its administrator, and the shipped packs, loaded."""

import pytest

from accounts.models import Provider, Role, User
from standards.models import StandardVersion
from tests.again import again
from tests.factories import ProviderFactory, member
from tests.shipped import shipped


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory(name="Harbour Training")


@pytest.fixture
def admin(provider: Provider) -> User:
    return member(provider, Role.PROVIDER_ADMIN)


@pytest.fixture
def version(db) -> StandardVersion:
    return again(shipped)
