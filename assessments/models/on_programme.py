"""Results of what a plan has assessed while the apprentice is still on programme."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.models.gateway import Grade
from portfolio.models import Apprenticeship
from standards.models import Method


class OnProgrammeResultQuerySet(models.QuerySet["OnProgrammeResult"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(apprenticeship__in=Apprenticeship.objects.read_by(user))

    def in_force(self) -> Self:
        """Without what was corrected since."""
        return self.filter(superseded_by__isnull=True)

    def in_order(self) -> Self:
        """Oldest first, with who entered it."""
        return self.select_related("method", "entered_by").order_by("held_on", "entered_at", "pk")


class OnProgrammeResult(models.Model):
    """What came of one method on one day of the programme. Rows are only added: a correction supersedes.

    told_on: the day of the notice.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="on_programme_results"
    )
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="on_programme_results")
    held_on = models.DateField()
    grade = models.CharField(max_length=12, choices=Grade)
    told_on = models.DateField()
    note = models.TextField(blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="on_programme_results_entered"
    )
    entered_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    reason = models.TextField(blank=True)

    objects = OnProgrammeResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="corrected_on_programme_result_has_a_reason",
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="on_programme_notice_follows_its_day",
                condition=Q(told_on__gte=models.F("held_on")) | Q(grade="withdrawn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()}, on {self.held_on}"
