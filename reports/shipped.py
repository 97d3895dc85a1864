"""The house rules that are shipped, brought into the database and kept equal there."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reports.models import HouseRules

SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "house_rules.json"


@transaction.atomic
def load_house_rules(path: Path = SHIPPED) -> None:
    """Safe to repeat. What is shipped no longer stays for the exports made by it, and is offered no more."""
    rows = json.loads(path.read_text())
    for position, row in enumerate(rows, start=1):
        values = {**row, "position": position, "is_offered": True}
        HouseRules.objects.update_or_create(provider=None, key=row["key"], defaults=values)
    kept = {row["key"] for row in rows}
    HouseRules.objects.filter(provider=None).exclude(key__in=kept).update(is_offered=False)
