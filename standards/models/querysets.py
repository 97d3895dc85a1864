"""The queryset that every model of the standards app starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

Row = TypeVar("Row", bound=models.Model)


class ReferenceQuerySet(models.QuerySet[Row]):
    """Standards are public to everyone who is logged in, and to nobody else."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.all() if user.is_authenticated else self.none()
