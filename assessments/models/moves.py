"""Apprenticeships moved from one plan or version of a standard to another, each with who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.talking import EvidenceRequest
from portfolio.models import Apprenticeship
from portfolio.models.evidence import Claim
from standards.models import AssessmentPlan, Ksb

if TYPE_CHECKING:
    from accounts.models import User


class PlanMoveQuerySet(models.QuerySet["PlanMove"]):
    def visible_to(self, user: User) -> Self:
        """Whoever works with the portfolio."""
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user).values("pk"))

    def about(self, plan: AssessmentPlan) -> Self:
        return self.filter(Q(left=plan) | Q(joined=plan))

    def for_list(self) -> Self:
        return self.select_related("apprenticeship__apprentice", "left", "joined", "by").order_by(
            "-at", "-pk"
        )


class PlanMove(models.Model):
    """One move. Rows are only added; moving back is another move."""

    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="plan_moves")
    left = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="moves_away")
    joined = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="moves_here")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_moves")
    at = models.DateTimeField(default=timezone.now)

    objects = PlanMoveQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(name="move_between_plans_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="move_leads_to_another_plan", condition=~Q(left=F("joined"))),
        ]

    def __str__(self) -> str:
        return f"{self.apprenticeship_id} moved to {self.joined_id}"


class VersionMoveQuerySet(models.QuerySet["VersionMove"]):
    def visible_to(self, user: User) -> Self:
        """Whoever works with the portfolio."""
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user).values("pk"))

    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undoing__isnull=True)

    def for_list(self) -> Self:
        return self.select_related(
            "apprenticeship__apprentice",
            "left__version__standard",
            "joined__version__standard",
            "by",
            "undoing__by",
        ).order_by("-at", "-pk")


class VersionMove(models.Model):
    """One apprenticeship moved from one version of its standard to another. Rows are only added.

    batch: the same for all that were moved at once, made by the browser, so that sending twice is once.
    choices: what was chosen for each KSB, by the codes of both versions, with how many decisions that was
    about. readiness: KSBs ready and asked before and after.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.UUIDField(db_index=True)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="version_moves")
    left = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="version_moves_away")
    joined = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="version_moves_here")
    choices: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    readiness: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="version_moves")
    at = models.DateTimeField(default=timezone.now)

    objects = VersionMoveQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(name="move_between_versions_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="version_move_leads_elsewhere", condition=~Q(left=F("joined"))),
            models.UniqueConstraint(
                name="apprenticeship_moves_once_in_a_batch", fields=["batch", "apprenticeship"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apprenticeship_id} moved to {self.joined_id}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:version-move", args=[self.pk])

    @property
    def undone(self) -> UndoneMove | None:
        return getattr(self, "undoing", None)


class ClaimMove(models.Model):
    """What a move between versions did to one claim. Rows are only added.

    claim: its id, which stays here when the apprentice takes the claim back from a draft. outcome,
    decided_on: as they stood before, so that undoing brings them back.
    """

    class Act(models.TextChoices):
        CARRIED = "carried", "Carried as it stood"
        ASKED = "asked", "Carried, and the assessor is asked again"
        COPIED = "copied", "Made anew for one more KSB"
        JOINED = "joined", "Made one with another claim of its piece"
        ASIDE = "aside", "Set aside"

    move = models.ForeignKey(VersionMove, on_delete=models.PROTECT, related_name="claims")
    claim = models.UUIDField(db_index=True)
    act = models.CharField(max_length=8, choices=Act)
    left = models.ForeignKey(Ksb, on_delete=models.PROTECT, related_name="claim_moves_away")
    joined = models.ForeignKey(
        Ksb, on_delete=models.PROTECT, related_name="claim_moves_here", null=True, blank=True
    )
    outcome = models.CharField(max_length=10, choices=Claim.Outcome, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_set_aside_leads_nowhere",
                condition=Q(act="aside", joined__isnull=True) | (~Q(act="aside") & Q(joined__isnull=False)),
            ),
            models.UniqueConstraint(name="move_carries_each_claim_once", fields=["move", "claim"]),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.get_act_display()}"


class RequestMove(models.Model):
    """What a move between versions made of an open request for evidence. Rows are only added.

    left, joined: ids of the KSBs that it named before, and that it names since.
    """

    move = models.ForeignKey(VersionMove, on_delete=models.PROTECT, related_name="requests")
    request = models.ForeignKey(EvidenceRequest, on_delete=models.PROTECT, related_name="moves")
    left: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    joined: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="move_carries_each_request_once", fields=["move", "request"]),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} in {self.move_id}"


class UndoneMove(models.Model):
    """A move between versions that was taken back, by whom and why. Rows are only added."""

    move = models.OneToOneField(VersionMove, on_delete=models.PROTECT, related_name="undoing")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="moves_undone")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="undone_move_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.move_id} undone"
