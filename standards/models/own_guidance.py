"""What a provider puts beside our guidance, and what its people say about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Provider, Role, User
from accounts.people import providers_held, providers_where

from .guidance import GuidanceEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

WORDS_LIMIT = 1000
SYNOPSIS = "synopsis"


class ProviderGuidanceQuerySet(models.QuerySet["ProviderGuidance"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Of the providers where this person holds a role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(provider__in=providers_held(cast("User", user)))

    def of_provider(self, provider_id: UUID) -> Self:
        return self.filter(provider=provider_id)

    def about(self, guids: Iterable[str]) -> Self:
        """On what is said about one of these KSBs, or about no standard: topics."""
        tied = GuidanceEntry.objects.filter(ksbs__guid__in=list(guids)).values("pk")
        return self.filter(Q(entry__in=tied) | Q(entry__kind=GuidanceEntry.Kind.TOPIC))


class ProviderGuidance(models.Model):
    """A provider's own words on one entry, over ours.

    additions: text by section. links: mappings of `title` and `url`, such as a local policy.
    hides_ours: ours is not shown to its people, so something of its own must be there.
    saves: how often it was saved, so that two people do not overwrite each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="own_guidance")
    entry = models.ForeignKey(GuidanceEntry, on_delete=models.CASCADE, related_name="additions")
    additions = models.JSONField(default=dict, blank=True)
    links = models.JSONField(default=list, blank=True)
    hides_ours = models.BooleanField(default=False)
    saves = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="changed_guidance"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProviderGuidanceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "provider guidance"
        constraints = [
            models.UniqueConstraint(fields=["provider", "entry"], name="provider_adds_to_each_entry_once"),
            models.CheckConstraint(
                name="guidance_is_hidden_only_behind_own_words",
                condition=Q(hides_ours=False) | ~Q(additions={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} at {self.provider_id}"


class GuidanceFeedbackQuerySet(models.QuerySet["GuidanceFeedback"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Whoever gave it reads it, and the administrators of the provider it was given at."""
        if not user.is_authenticated:
            return self.none()
        kept = providers_where(cast("User", user), Role.PROVIDER_ADMIN)
        return self.filter(Q(by=user.pk) | Q(provider__in=kept))

    def of_provider(self, provider_id: UUID) -> Self:
        return self.filter(provider=provider_id)

    def newest_first(self) -> Self:
        return self.select_related("by").order_by("-at", "pk")


class GuidanceFeedback(models.Model):
    """Whether an entry was of use to somebody: one answer a person, which they may change."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(GuidanceEntry, on_delete=models.CASCADE, related_name="feedback")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="guidance_feedback")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guidance_feedback"
    )
    is_useful = models.BooleanField()
    words = models.TextField(blank=True, max_length=WORDS_LIMIT)
    at = models.DateTimeField(auto_now=True)

    objects = GuidanceFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "guidance feedback"
        constraints = [
            models.UniqueConstraint(fields=["entry", "by"], name="person_judges_each_entry_once"),
        ]

    def __str__(self) -> str:
        return "Useful" if self.is_useful else "Not useful"
