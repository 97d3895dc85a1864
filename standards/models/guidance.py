"""The guidance library: help in our own words, never the official criteria."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models

from .plan import Method
from .querysets import ReferenceQuerySet
from .standard import Area, Ksb


class GuidanceEntry(models.Model):
    class Kind(models.TextChoices):
        AREA = "area", "Area"
        METHOD = "method", "Assessment method"
        TOPIC = "topic", "Topic"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    synopsis = models.TextField()
    last_checked = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    ksbs = models.ManyToManyField(Ksb, related_name="guidance", blank=True)
    methods = models.ManyToManyField(Method, related_name="guidance", blank=True)

    objects = ReferenceQuerySet["GuidanceEntry"].as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name_plural = "guidance entries"

    def __str__(self) -> str:
        return self.title


class GuidancePointQuerySet(ReferenceQuerySet["GuidancePoint"]):
    def about_ksb(self, ksb: Ksb) -> Self:
        return self.filter(entry__ksbs=ksb)

    def about_area(self, area: Area) -> Self:
        return self.filter(entry__in=GuidanceEntry.objects.filter(ksbs__area=area))

    def for_page(self) -> Self:
        return self.select_related("entry").order_by("entry__position", "position")


class GuidancePoint(models.Model):
    class Section(models.TextChoices):
        KEY_CONCEPTS = "key_concepts", "Key ideas"
        GOOD_EVIDENCE = "good_evidence", "What good evidence looks like"
        EXAM_TIPS = "exam_tips", "Tips for the assessment"
        MISCONCEPTIONS = "misconceptions", "Common misconceptions"
        MARKING_POINTS = "marking_points", "What assessors look for"
        PRACTICE_PROMPTS = "practice_prompts", "Practise"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(GuidanceEntry, on_delete=models.CASCADE, related_name="points")
    section = models.CharField(max_length=20, choices=Section.choices)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()

    objects = GuidancePointQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "position"], name="entry_has_one_point_at_each_position"
            ),
        ]

    def __str__(self) -> str:
        return self.text
