"""The packs that are shipped, loaded."""

from pathlib import Path

from django.conf import settings

from standards.importers import load_packs
from standards.models import StandardVersion

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def shipped() -> StandardVersion:
    """ST0072 version 1.1, with everything that is shipped beside it."""
    load_packs(FIXTURES)
    return StandardVersion.objects.get(standard__reference="ST0072", version="1.1")
