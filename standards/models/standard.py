"""A standard: the library's, or one that a provider brought in for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import Provider, Role, User
from accounts.people import providers_held, providers_where

from .querysets import OwnQuerySet
from .version import StandardVersion

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class StandardQuerySet(OwnQuerySet["Standard"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """A provider's own is seen there once a version of it is published; before, by administrators."""
        if not user.is_authenticated:
            return self.none()
        person = cast("User", user)
        held = [provider.pk for provider in providers_held(person)]
        published = StandardVersion.objects.filter(provider__in=held, published_at__isnull=False)
        kept = Q(provider__in=providers_where(person, Role.PROVIDER_ADMIN))
        return self.filter(Q(provider__isnull=True) | kept | Q(pk__in=published.values("standard")))

    def named(self, text: str) -> Self:
        """With each of these words in its reference or its title."""
        found = self
        for word in text.split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        return found

    def for_list(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """With the versions that this person sees."""
        versions = StandardVersion.objects.visible_to(user).select_related("provider").with_ksb_count()
        return self.select_related("provider").prefetch_related(models.Prefetch("versions", versions))


class Standard(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        related_name="own_standards",
        null=True,
        blank=True,
        help_text="None for the shared library.",
    )
    reference = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    larscode = models.PositiveIntegerField(null=True, blank=True)
    occupation_code = models.CharField(max_length=20, blank=True)
    route = models.CharField(max_length=120, blank=True)
    funding_band_pounds = models.PositiveIntegerField(null=True, blank=True)
    regulator = models.CharField(max_length=120, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(provider__isnull=True),
                name="library_has_each_standard_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"], name="provider_has_each_own_standard_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
