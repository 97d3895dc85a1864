"""The answers to whether an apprentice is ready: every one ever given, and the one that stands."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship


class ReadinessAnswerQuerySet(models.QuerySet["ReadinessAnswer"]):
    def visible_to(self, user: User) -> "ReadinessAnswerQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.read_by(user))

    def in_force_on(self, day: object) -> "ReadinessAnswerQuerySet":
        """The newest given on that day or before comes first. day: a date, or an expression for one."""
        return self.filter(answered_on__lte=day).order_by("-answered_at", "-pk")


class ReadinessAnswer(models.Model):
    """One answer with all that it rested on. Rows are only added, and only when the answer changed.

    inputs, answer: as `rules.readiness` keeps them; the one gives the other again. digest: over both.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="readiness_answers"
    )
    answered_on = models.DateField()
    answered_at = models.DateTimeField(default=timezone.now)
    inputs = models.JSONField()
    answer = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = ReadinessAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at"]
        indexes = [models.Index(name="readiness_by_day", fields=["apprenticeship", "answered_on"])]

    def __str__(self) -> str:
        return f"{self.answer['ready']} of {self.answer['asked']} KSBs ready"


class ReadinessStandingQuerySet(models.QuerySet["ReadinessStanding"]):
    def visible_to(self, user: User) -> "ReadinessStandingQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.read_by(user))


class ReadinessStanding(models.Model):
    """How one apprentice stands today: maintained by `assessments.standing`, never edited by hand.

    asked, ready: KSBs. methods, methods_ready: assessment methods. next_code: the KSB of the next step,
    which is never about a draft. as_of: the day it was worked out for. turns_on: the first day on which time
    alone may change it. asked_digest: of what the plan asked then. missing: codes by cause.
    """

    apprenticeship = models.OneToOneField(
        Apprenticeship, on_delete=models.CASCADE, related_name="readiness", primary_key=True
    )
    answer = models.ForeignKey(ReadinessAnswer, on_delete=models.PROTECT, related_name="standings")
    asked = models.PositiveSmallIntegerField()
    ready = models.PositiveSmallIntegerField()
    methods = models.PositiveSmallIntegerField()
    methods_ready = models.PositiveSmallIntegerField()
    is_ready = models.BooleanField()
    missing: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    next_step = models.CharField(max_length=200)
    next_why = models.CharField(max_length=300)
    next_code = models.CharField(max_length=6, blank=True)
    as_of = models.DateField()
    turns_on = models.DateField(null=True, blank=True)
    asked_digest = models.CharField(max_length=64)
    refreshed_at = models.DateTimeField(default=timezone.now)

    objects = ReadinessStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_ksbs_are_ready_than_asked", condition=Q(ready__lte=F("asked"))
            ),
            models.CheckConstraint(
                name="no_more_methods_are_ready_than_asked", condition=Q(methods_ready__lte=F("methods"))
            ),
        ]
        indexes = [
            models.Index(name="readiness_by_turn", fields=["turns_on"]),
            models.Index(name="readiness_by_result", fields=["is_ready"]),
        ]

    def __str__(self) -> str:
        return f"{self.ready} of {self.asked} KSBs ready"

    @property
    def cause_of(self) -> dict[str, str]:
        """For each KSB that is not ready, its cause by code."""
        return {code: cause for cause, codes in self.missing.items() for code in codes}
