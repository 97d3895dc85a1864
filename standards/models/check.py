"""A provider's stamps on a plan: who compared it with the official document, when, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, Provider

from .plan import AssessmentPlan

if TYPE_CHECKING:
    from accounts.models import User

SOURCE_LIMIT = 300
CHECK_REASON_LIMIT = 1000


class PlanCheckQuerySet(models.QuerySet["PlanCheck"]):
    def visible_to(self, user: User) -> Self:
        """Those of the providers where this person holds any role."""
        if not user.is_authenticated:
            return self.none()
        held = Membership.objects.active().filter(user=user.pk)
        return self.filter(provider__in=held.values("provider"))

    def in_force(self) -> Self:
        """The last word of each provider on each plan."""
        return self.filter(superseded_by__isnull=True)

    def standing(self) -> Self:
        """Stamps that hold: neither corrected, taken back nor lapsed."""
        return self.in_force().filter(act=PlanCheck.Act.CHECKED)

    def for_history(self) -> Self:
        return self.select_related("by").order_by("-at", "-pk")


class PlanCheck(models.Model):
    """One word of one provider on one plan. Rows are only added: a later one supersedes, with a reason.

    A stamp speaks for its own provider alone. by: None where a plan that changed let the stamp lapse.
    """

    class Act(models.TextChoices):
        CHECKED = "checked", "Stamped as checked"
        TAKEN_BACK = "taken_back", "Stamp taken back"
        LAPSED = "lapsed", "Stamp lapsed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="checks")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="plan_checks")
    act = models.CharField(max_length=12, choices=Act)
    checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=SOURCE_LIMIT, blank=True)
    reason = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_checks", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)

    objects = PlanCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(
                name="stamp_has_who_when_and_source",
                condition=~Q(act="checked") | (Q(by__isnull=False, checked_on__isnull=False) & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="ended_stamp_has_a_reason",
                condition=Q(act="checked") | (Q(supersedes__isnull=False) & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                name="provider_first_checks_a_plan_once",
                fields=["provider", "plan"],
                condition=Q(supersedes__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.plan_id}"
