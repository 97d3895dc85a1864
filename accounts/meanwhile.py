"""What somebody else removed while a page was open."""

from http import HTTPStatus
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.permissions import Refused

GONE = "Somebody removed this since you opened the page. Nothing was changed."

Row = TypeVar("Row", bound=Model)


def still_there(rows: QuerySet[Row], **which: Any) -> Row:
    """The one row asked for, once nobody else is at it. Raises Refused where it is gone by now."""
    found = rows.filter(**which).first()
    if found is None:
        raise Refused(GONE, HTTPStatus.CONFLICT)
    return found
