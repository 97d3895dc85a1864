"""Apprenticeships moved from one assessment plan to another, each with who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.models import Apprenticeship
from standards.models import AssessmentPlan

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
