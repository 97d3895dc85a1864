"""A provider's draft of a small version, and what it takes to save a part of it."""

from uuid import uuid4

import pytest

from standards.own_parts import save_part
from standards.own_versions import draft_from
from standards.parts import KINDS, Wish, part_print
from tests.standards.drafts.asked import TODAY
from tests.standards.small import small_version


@pytest.fixture
def ours():
    return small_version()


@pytest.fixture
def draft(provider, admin, ours):
    return draft_from(provider=provider, source=ours, by=admin, new_id=uuid4(), starts_from=TODAY, why="Ours")


@pytest.fixture
def keep(provider, admin, draft):
    """Save a part: of a kind, the row or None, with these values and KSBs."""

    def saved(what, row=None, *, seen=None, ksbs=None, partner=None, pk=None, is_verified=None, **values):
        kind = KINDS[what]
        if row is not None:
            values = {name: getattr(row, name) for name in kind.fields} | values
            seen = part_print(kind, row) if seen is None else seen
            if kind.has_ksbs and ksbs is None:
                ksbs = row.ksbs.all()
        wish = Wish(
            kind,
            row.pk if row else pk or uuid4(),
            values,
            seen or "",
            [ksb.pk for ksb in ksbs or ()],
            partner,
            is_verified,
        )
        return save_part(provider=provider, version=draft, wish=wish, by=admin)

    return saved
