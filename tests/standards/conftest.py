"""The shipped packs, loaded."""

from pathlib import Path

import pytest
from django.conf import settings

from standards.importers import load_packs
from standards.models import StandardVersion

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@pytest.fixture
def version(db) -> StandardVersion:
    """ST0072 version 1.1, with everything that is shipped beside it."""
    load_packs(FIXTURES)
    return StandardVersion.objects.get(standard__reference="ST0072", version="1.1")
