"""How a version is assessed: plans, methods, criteria and what the gateway asks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Provider
from standards.words import Words

from .querysets import ReferenceQuerySet, open_to
from .standard import Area, Ksb, StandardVersion

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

WHY_LIMIT = 1000


class AssessmentPlanQuerySet(ReferenceQuerySet["AssessmentPlan"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user))

    def ours(self) -> Self:
        return self.filter(provider__isnull=True)

    def usable_at(self, provider_id: UUID) -> Self:
        """Ours, and what this provider has published: what its apprentices can be on."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id, published_at__isnull=False))

    def kept_at(self, provider_id: UUID) -> Self:
        """The same, and the provider's drafts."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id))

    def for_start(
        self, version: StandardVersion, provider_id: UUID, started_on: dt.date
    ) -> AssessmentPlan | None:
        """The plan of a new apprenticeship: the newest in force at its original start.

        The provider's own comes before ours of the same day, and its newest before its earlier ones.
        """
        found = self.usable_at(provider_id).filter(version=version, in_force_from__lte=started_on)
        return found.order_by("-in_force_from", F("published_at").desc(nulls_last=True), "pk").first()

    def with_apprentices_at(self, provider_id: UUID) -> Self:
        """Adds `apprentice_count`: how many of the provider's apprenticeships are on it."""
        theirs = Q(apprenticeships__provider=provider_id)
        return self.annotate(apprentice_count=models.Count("apprenticeships", filter=theirs))

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


class MethodQuerySet(ReferenceQuerySet["Method"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "plan__"))

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
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.CASCADE, related_name="methods")
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


class CriterionQuerySet(ReferenceQuerySet["Criterion"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "method__plan__"))

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


class GatewayRequirementQuerySet(ReferenceQuerySet["GatewayRequirement"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "plan__"))


class GatewayRequirement(models.Model):
    class Rule(models.TextChoices):
        MINIMUM_TIME = "minimum-time", "Minimum time on programme"
        EMPLOYER_CONFIRMATION = "employer-confirmation", "Employer's confirmation"
        ENGLISH_MATHS = "english-maths", "English and maths"
        OFF_THE_JOB = "off-the-job", "Off-the-job training"
        EVERY_KSB_MET = "every-ksb-met", "Every applicable KSB met"
        SHOWCASE_COMPLETE = "showcase-complete", "Showcase complete"
        DECLARATIONS = "declarations", "Declarations signed"
        BEHAVIOURS_VERIFIED = "behaviours-verified", "Behaviours verified by the employer"
        ON_PROGRAMME_PASSED = "on-programme-passed", "On-programme assessment passed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.CASCADE, related_name="gateway_requirements")
    rule = models.SlugField(max_length=40, choices=Rule.choices)
    title = models.CharField(max_length=120)
    explanation = models.TextField()
    parameters = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = GatewayRequirementQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "rule"], name="plan_has_each_gateway_rule_once"),
        ]

    def __str__(self) -> str:
        return self.title
