"""Ids that a browser made, so that a form which is sent twice makes one thing."""

from http import HTTPStatus
from uuid import UUID

from django.db.models import Model

from accounts.permissions import Refused

NOT_FREE = "This page could not have sent that. Nothing was changed. Load it again and send it once more."


def refuse_unless_free(model: type[Model], pk: UUID) -> None:
    """Call it for what is new: an id that belongs to something else, wherever, makes nothing."""
    if model._default_manager.filter(pk=pk).exists():
        raise Refused(NOT_FREE, HTTPStatus.CONFLICT)
