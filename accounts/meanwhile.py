"""Other people at the same thing at once: waiting for them, and what they removed meanwhile."""

from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import Provider
from accounts.permissions import Refused

GONE = "Somebody removed this since you opened the page. Nothing was changed."

Row = TypeVar("Row", bound=Model)


def still_there(rows: QuerySet[Row], **which: Any) -> Row:
    """The one row asked for, once nobody else is at it. Raises Refused where it is gone by now."""
    found = rows.filter(**which).first()
    if found is None:
        raise Refused(GONE, HTTPStatus.CONFLICT)
    return found


def hold_provider(provider_id: UUID) -> Provider:
    """As it is now. Whoever else changes what belongs to it takes turns."""
    return Provider.objects.select_for_update(no_key=True).get(pk=provider_id)
