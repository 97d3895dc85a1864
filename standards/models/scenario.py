"""Scenario cards: situations to practise by role-play, in our own words. A practice form, not a method."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from standards.choices import ContactChannel

from .ksb import Ksb
from .querysets import PartQuerySet
from .version import StandardVersion


class ScenarioCardQuerySet(PartQuerySet["ScenarioCard"]):
    whole = "version__"

    def offered_for(self, version: StandardVersion) -> Self:
        return self.filter(version=version, is_offered=True)

    def for_list(self) -> Self:
        ksbs = models.Prefetch("ksbs", Ksb.objects.order_by("position"))
        return self.order_by("position").prefetch_related(ksbs)

    def for_page(self) -> Self:
        return self.prefetch_related(models.Prefetch("ksbs", Ksb.objects.order_by("position")))


class ScenarioCard(models.Model):
    """One situation: what the apprentice knows, whom somebody else plays, and what a good answer shows.

    criteria: what the card lets somebody show, each as its area's key and its code ("communication P2"), so
    that the same card serves every plan of the version. good_answer and watch_for: lists of sentences.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="scenarios")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, choices=ContactChannel.choices)
    place = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField(default=10)
    situation = models.TextField()
    customer = models.TextField()
    opening_line = models.TextField()
    good_answer = models.JSONField(default=list)
    watch_for = models.JSONField(default=list, blank=True)
    criteria = models.JSONField(default=list)
    ksbs = models.ManyToManyField(Ksb, related_name="scenarios")
    is_offered = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()

    objects = ScenarioCardQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name = "scenario card"
        constraints = [
            models.UniqueConstraint(name="version_has_each_scenario_once", fields=["version", "key"]),
            models.CheckConstraint(
                name="scenario_takes_one_to_sixty_minutes", condition=Q(minutes__gte=1, minutes__lte=60)
            ),
        ]

    def __str__(self) -> str:
        return self.title
