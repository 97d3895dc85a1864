"""Leases: of all who find the same work to do, one has it for a while, and nobody waits for the dead."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet


def unleased(now: dt.datetime) -> Q:
    """In nobody's hands, or in those of somebody who held it for longer than they said."""
    return Q(leased_until__isnull=True) | Q(leased_until__lt=now)


def take_lease(
    free: QuerySet[Any], until: dt.datetime, *, counted_in: str = "attempts", **fields: object
) -> bool:
    """One conditional update: of all who try at once, one is told yes. free: the row, if it can be taken.

    counted_in: the field that holds the number of attempts. fields: what else is written down with it.
    """
    return bool(free.update(leased_until=until, **{counted_in: F(counted_in) + 1}, **fields))
