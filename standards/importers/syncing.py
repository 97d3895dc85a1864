"""Bringing rows in line with a pack: what is equal stays untouched, so a second load writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from standards.pack_reading import Node, PackError

Row = TypeVar("Row", bound=models.Model)
Wanted = Sequence[tuple[Node, Row]]
Key = Callable[[Row], Hashable]


@dataclass
class Changes:
    """What a load has done, one line each, for the person who started it."""

    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, verb: str, row: models.Model) -> None:
        self.lines.append(f"{verb} {row._meta.verbose_name}: {row}")
        self.counts[f"{verb} {row._meta.verbose_name}"] += 1

    def summary(self) -> list[str]:
        return [f"{title}: {number}" for title, number in self.counts.items()] or ["Nothing to change."]


def sync(
    changes: Changes,
    existing: models.QuerySet[Row],
    key: Key[Row],
    fields: Sequence[str],
    wanted: Wanted[Row],
) -> list[Row]:
    """Create or update rows so that they hold what is wanted; answer them in the wanted order."""
    present = {key(row): row for row in existing}
    created, updated, rows = [], [], []
    for draft in checked_drafts(key, wanted):
        row = present.get(key(draft))
        if row is None:
            created.append(draft)
        elif differs(row, draft, fields):
            updated.append(take_over(row, draft, fields))
        rows.append(row or draft)
    existing.model._default_manager.bulk_create(created)
    if updated:
        existing.model._default_manager.bulk_update(updated, fields)
    for verb, touched in (("Added", created), ("Changed", updated)):
        for row in touched:
            changes.note(verb, row)
    return rows


def checked_drafts(key: Key[Row], wanted: Wanted[Row]) -> Iterable[Row]:
    seen = set()
    for node, draft in wanted:
        check_fields(node, draft)
        if key(draft) in seen:
            raise node.error(f'"{draft}" is there twice.')
        seen.add(key(draft))
        yield draft


def check_fields(node: Node, draft: models.Model) -> None:
    relations = [each.name for each in draft._meta.fields if each.is_relation]
    try:
        draft.clean_fields(exclude=relations)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise node.error(f'"{name}" is not right: {" ".join(messages)}') from error
    for each in draft._meta.fields:
        if not each.is_relation and not is_fitting_blank(each, getattr(draft, each.attname)):
            raise node.error(f'"{each.name}" is empty. Leave it out, or say it.')


def is_fitting_blank(field: models.Field[Any, Any], value: object) -> bool:
    """What is blank is not looked at by Django: a list stands there as well, or words for a number."""
    if value is None or value not in field.empty_values or isinstance(field, models.JSONField):
        return True
    return isinstance(field, models.CharField | models.TextField) and isinstance(value, str)


def differs(row: Row, draft: Row, fields: Sequence[str]) -> bool:
    return any(getattr(row, name) != getattr(draft, name) for name in fields)


def take_over(row: Row, draft: Row, fields: Sequence[str]) -> Row:
    for name in fields:
        setattr(row, name, getattr(draft, name))
    return row


def remove_others(changes: Changes, existing: models.QuerySet[Row], kept: Iterable[Row]) -> None:
    """Remove what the pack no longer names."""
    leftovers = list(existing.exclude(pk__in=[row.pk for row in kept]))
    for row in leftovers:
        changes.note("Removed", row)
    try:
        existing.filter(pk__in=[row.pk for row in leftovers]).delete()
    except models.ProtectedError as error:
        raise PackError(f"{leftovers[0]}: this is in use and cannot be removed.") from error


def link(
    changes: Changes,
    relation: type[models.Model],
    owner: str,
    member: str,
    wanted: Sequence[tuple[models.Model, Sequence[models.Model]]],
    called: str = "KSBs",
) -> None:
    """Bring a many-to-many table in line for these owners. called: what is linked, for people."""
    links = relation._default_manager.filter(**{f"{owner}__in": [row.pk for row, _ in wanted]})
    present = {(getattr(each, f"{owner}_id"), getattr(each, f"{member}_id")): each for each in links}
    needed = {(row.pk, each.pk): row for row, members in wanted for each in members}
    missing = needed.keys() - present.keys()
    extra = [each.pk for pair, each in present.items() if pair not in needed]
    relation._default_manager.bulk_create(
        [relation(**{f"{owner}_id": first, f"{member}_id": second}) for first, second in sorted(missing)]
    )
    links.filter(pk__in=extra).delete()
    if missing or extra:
        title = wanted[0][0]._meta.verbose_name_plural
        changes.lines.append(f"{called} of {title}: {len(missing)} linked, {len(extra)} unlinked")
        changes.counts[f"{called} of {title} linked or unlinked"] += len(missing) + len(extra)
