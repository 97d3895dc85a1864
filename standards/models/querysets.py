"""What every queryset of the standards app starts from, and who sees what a provider made of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from accounts.people import providers_held, providers_where

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

Row = TypeVar("Row", bound=models.Model)


class ReferenceQuerySet(models.QuerySet[Row]):
    """Standards are public to everyone who is logged in, and to nobody else."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.all() if user.is_authenticated else self.none()


def open_to(user: AbstractBaseUser | AnonymousUser, prefix: str = "") -> Q:
    """The condition for ours, for what their own providers published, and for drafts where they administer.

    prefix: the path to the plan or version from the rows being filtered, such as "method__plan__".
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    person = cast("User", user)
    held = [provider.pk for provider in providers_held(person)]
    kept = providers_where(person, Role.PROVIDER_ADMIN)
    return (
        Q(**{f"{prefix}provider__isnull": True})
        | Q(**{f"{prefix}provider__in": held, f"{prefix}published_at__isnull": False})
        | Q(**{f"{prefix}provider__in": kept})
    )


class PartQuerySet(ReferenceQuerySet[Row]):
    """What belongs to a version or a plan is seen by whoever sees that. whole: the path to it."""

    whole: ClassVar[str]

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, self.whole))


class OwnQuerySet(ReferenceQuerySet[Row]):
    """Rows that are ours, in the shared library, where `provider` is null, else made by that provider."""

    def ours(self) -> Self:
        return self.filter(provider__isnull=True)

    def kept_at(self, provider_id: UUID) -> Self:
        """Ours and this provider's own, its drafts too."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id))


class DraftedQuerySet(OwnQuerySet[Row]):
    """Versions and plans: a provider drafts one of its own, then publishes it."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user))

    def usable_at(self, provider_id: UUID) -> Self:
        """Ours, and what this provider has published: what its apprentices can be on."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id, published_at__isnull=False))

    def with_apprentices_at(self, provider_id: UUID) -> Self:
        """Adds `apprentice_count`: how many of the provider's apprenticeships are on it."""
        theirs = Q(apprenticeships__provider=provider_id)
        return self.annotate(apprentice_count=models.Count("apprenticeships", filter=theirs))
