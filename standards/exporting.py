"""A version of a standard as a file for other systems, and who took it away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from django.db import transaction

from accounts.audit import record
from accounts.models import User
from accounts.people import providers_held
from standards.belongings import belongings_taken
from standards.models import StandardVersion
from standards.records.writing import case_of, version_pack_of

WIDTH = 110


class Format(StrEnum):
    YAML = "yaml"
    JSON = "json"
    CASE = "case"


@dataclass(frozen=True)
class Taken:
    name: str
    media_type: str
    text: str


def as_yaml(pack: dict[str, Any]) -> str:
    return yaml.safe_dump(pack, allow_unicode=True, sort_keys=False, width=WIDTH)


def as_json(values: dict[str, Any]) -> str:
    """Days are written as 2026-11-24."""
    return json.dumps(values, ensure_ascii=False, indent=2, default=str)


@transaction.atomic
def take_version(*, version: StandardVersion, form: Format, by: User) -> Taken:
    """version: as `for_pack` gives it. Written down at the provider whose it is; of ours, at the taker's.

    What that one provider has of its own beside the standard goes along.
    """
    owners = [version.provider] if version.provider else providers_held(by)
    for provider in sorted(owners, key=lambda each: str(each.pk)):
        record(version, "took a version away", provider_id=provider.pk, by=by, format=form.value)
    name = f"{version.standard.reference}-{version.version}".lower()
    if form == Format.CASE:
        return Taken(f"{name}.case.json", "application/json", as_json(case_of(version)))
    pack = version_pack_of(version, belongings_taken(version, owners[0]) if len(owners) == 1 else None)
    if form == Format.JSON:
        return Taken(f"{name}.json", "application/json", as_json(pack))
    return Taken(f"{name}.yaml", "application/yaml", as_yaml(pack))
