"""Addresses in bulk: a page that lists hundreds of rows works out the pattern once."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

_BLANK = UUID(int=0)


def addresses(name: str, *given: object) -> Callable[[object], str]:
    """What `reverse(name, args=[*given, id])` gives, for every id that comes last."""
    before, after = reverse(name, args=[*given, _BLANK]).rsplit(str(_BLANK), 1)
    return lambda pk: f"{before}{pk}{after}"
