"""The methods of a plan, and the criteria by which each is judged."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from .ksb import Area, Ksb
from .querysets import PartQuerySet


class MethodQuerySet(PartQuerySet["Method"]):
    whole = "plan__"

    def with_ksb_count(self) -> Self:
        return self.annotate(ksb_count=models.Count("ksbs")).order_by("position")

    def for_ksb_page(self) -> Self:
        return self.select_related("plan")


class Method(models.Model):
    class Kind(models.TextChoices):
        SHOWCASE = "showcase", "Showcase"
        OBSERVATION = "observation", "Practical observation"
        DISCUSSION = "discussion", "Professional discussion"
        ASSIGNMENT = "assignment", "Assignment"

    class Moment(models.TextChoices):
        """When it is assessed."""

        ON_PROGRAMME = "on-programme", "During the programme"
        AFTER_GATEWAY = "after-gateway", "After the gateway"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey("AssessmentPlan", on_delete=models.CASCADE, related_name="methods")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    moment = models.CharField(max_length=15, choices=Moment.choices, default=Moment.AFTER_GATEWAY)
    position = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Percent.")
    distinction_threshold = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Percent of the method's distinction criteria."
    )
    duration_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    has_confirmed_figures = models.BooleanField(
        default=False, help_text="Whether weight, threshold and duration come from the plan itself."
    )
    ksbs = models.ManyToManyField(Ksb, related_name="methods")

    objects = MethodQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_has_each_method_once"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__lte=100),
                name="method_weight_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(distinction_threshold__isnull=True) | Q(distinction_threshold__lte=100),
                name="distinction_threshold_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_programme(self) -> bool:
        return self.moment == self.Moment.ON_PROGRAMME


class CriterionQuerySet(PartQuerySet["Criterion"]):
    whole = "method__plan__"

    def said_first(self) -> Self:
        """Own versions of a plan carry the same criteria; once is enough where no plan is meant.

        Those of the plans that came with their version of the standard, ours or a provider's.
        """
        stems = Q(method__plan__replaces__version=F("method__plan__version"))
        return self.filter(Q(method__plan__replaces__isnull=True) | ~stems)

    def for_ksb_page(self) -> Self:
        return self.select_related("method")

    def for_area_page(self) -> Self:
        return self.select_related("method").prefetch_related("ksbs")


class Criterion(models.Model):
    class Grade(models.TextChoices):
        PASS = "pass", "Pass"
        DISTINCTION = "distinction", "Distinction"

    class Status(models.TextChoices):
        OFFICIAL = "official", "Official"
        INDICATIVE = "indicative", "Indicative"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="criteria")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="criteria", null=True, blank=True)
    outcome = models.CharField(
        max_length=160,
        blank=True,
        help_text="The assessment outcome, where a plan goes by these and not by area.",
    )
    code = models.CharField(max_length=12)
    grade = models.CharField(max_length=12, choices=Grade.choices)
    text = models.TextField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.INDICATIVE)
    source = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    ksbs = models.ManyToManyField(Ksb, related_name="criteria")

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("method__position", "position")
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["method", "area", "code"], name="area_has_each_criterion_once"),
            models.UniqueConstraint(
                fields=["method", "code"],
                condition=Q(area__isnull=True),
                name="method_has_each_criterion_without_area_once",
            ),
            models.CheckConstraint(
                name="criterion_goes_by_area_or_by_outcome", condition=Q(area__isnull=True) | Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def heading(self) -> str:
        """The area or the outcome under which it stands; blank where it has neither. Needs the area."""
        return self.area.title if self.area else self.outcome
