"""What the gateway of a plan asks."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from .plan import AssessmentPlan
from .querysets import PartQuerySet


class GatewayRequirementQuerySet(PartQuerySet["GatewayRequirement"]):
    whole = "plan__"


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
