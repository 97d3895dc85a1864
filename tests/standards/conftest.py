"""The shipped packs, loaded."""

import pytest

from standards.models import StandardVersion
from tests.again import again
from tests.shipped import shipped


@pytest.fixture
def version(db) -> StandardVersion:
    return again(shipped)
