"""Cues: the words by which a piece gives away which KSBs it may show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import Provider

from .ksb import Ksb
from .querysets import OwnQuerySet, open_to

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class KsbCueQuerySet(OwnQuerySet["KsbCue"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "ksb__version__"))


class KsbCue(models.Model):
    """Ways in which people write about one thing that a KSB asks for. Ours where `provider` is null.

    `reason` says what the words show, in words for the apprentice; `weight` runs from 1, a hint, to 4,
    hardly ever about anything else.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ksb = models.ForeignKey(Ksb, on_delete=models.CASCADE, related_name="cues")
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="cues", null=True, blank=True
    )
    reason = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField()
    words = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    objects = KsbCueQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name = "cue"
        constraints = [
            models.UniqueConstraint(
                name="ksb_has_each_of_our_cues_once",
                fields=["ksb", "reason"],
                condition=Q(provider__isnull=True),
            ),
            models.UniqueConstraint(
                name="provider_has_each_cue_of_a_ksb_once", fields=["provider", "ksb", "reason"]
            ),
            models.CheckConstraint(name="cue_weighs_one_to_four", condition=Q(weight__gte=1, weight__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.ksb.code}: {self.reason}"
