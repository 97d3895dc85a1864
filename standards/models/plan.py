"""How a version is assessed: its plans, ours or of a provider's own."""

from __future__ import annotations

import datetime as dt
from typing import Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Provider
from standards.words import Words

from .method import Criterion, Method
from .querysets import DraftedQuerySet
from .version import StandardVersion


class AssessmentPlanQuerySet(DraftedQuerySet["AssessmentPlan"]):
    def for_start(
        self, version: StandardVersion, provider_id: UUID, started_on: dt.date
    ) -> AssessmentPlan | None:
        """The plan of a new apprenticeship: the newest in force at its original start.

        The provider's own comes before ours of the same day, and its newest before its earlier ones.
        """
        found = self.usable_at(provider_id).filter(version=version, in_force_from__lte=started_on)
        return found.order_by("-in_force_from", F("published_at").desc(nulls_last=True), "pk").first()

    def beside(self, plan_id: UUID) -> Self:
        """All of the same version of the standard, that one included."""
        return self.filter(version__in=AssessmentPlan.objects.filter(pk=plan_id).values("version"))

    def for_version_page(self) -> Self:
        return self.prefetch_related(
            models.Prefetch("methods", Method.objects.with_ksb_count()), "gateway_requirements"
        )

    def for_list(self) -> Self:
        return self.select_related("version__standard", "checked_by", "provider", "replaces").order_by(
            "version__standard__reference", "-version__starts_from", "-in_force_from", "-published_at", "pk"
        )

    def for_figures(self) -> Self:
        """With the rows on which a plan's figures lie."""
        return self.select_related("version__standard", "checked_by", "provider").prefetch_related(
            "methods", "gateway_requirements"
        )

    def for_review(self) -> Self:
        """The same, of the plan that it stems from as well."""
        stems = self.for_figures().select_related("replaces")
        return stems.prefetch_related("replaces__methods", "replaces__gateway_requirements")

    def for_page(self) -> Self:
        criteria = Criterion.objects.select_related("area").prefetch_related("ksbs")
        return self.select_related(
            "version__standard", "checked_by", "provider", "replaces", "published_by"
        ).prefetch_related("methods", models.Prefetch("methods__criteria", criteria), "gateway_requirements")


class AssessmentPlan(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(max_length=160)
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        related_name="own_plans",
        null=True,
        blank=True,
        help_text="None for ours.",
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    plan_version = models.CharField(max_length=20)
    in_force_from = models.DateField()
    vocabulary = models.JSONField(
        default=dict, blank=True, help_text="The plan's own words, such as assessment, organisation, gateway."
    )
    overall_grade_rule = models.JSONField(default=dict, blank=True)
    evidence_rules = models.JSONField(default=dict, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="checked_plans",
        null=True,
        blank=True,
    )
    checked_on = models.DateField(null=True, blank=True)
    check_source = models.CharField(max_length=300, blank=True)

    why = models.TextField(blank=True, help_text="Why a provider made this version of its own.")
    saves = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="published_plans",
        null=True,
        blank=True,
    )

    objects = AssessmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-in_force_from",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "plan_version"],
                condition=Q(provider__isnull=True),
                name="version_has_each_plan_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "version", "plan_version"],
                name="provider_has_each_version_of_a_plan_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "version"],
                condition=Q(provider__isnull=False, published_at__isnull=True),
                name="provider_drafts_one_plan_at_a_time",
            ),
            models.CheckConstraint(
                name="shared_plan_stems_from_none_of_a_provider",
                condition=Q(provider__isnull=False) | Q(replaces__isnull=True, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="published_plan_has_who_and_when",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_on__isnull=True, check_source="")
                | (Q(checked_by__isnull=False, checked_on__isnull=False) & ~Q(check_source="")),
                name="stamped_plan_has_who_when_and_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("standards:plan", args=[self.pk])

    @property
    def words(self) -> Words:
        """The plan's own words for what every plan has."""
        return Words.of(self.vocabulary)

    @property
    def is_draft(self) -> bool:
        return self.provider_id is not None and self.published_at is None

    @property
    def is_checked_for_all(self) -> bool:
        """By whoever ships it. Whether it is checked for one provider is for `standards.checks` to say."""
        return self.checked_on is not None
