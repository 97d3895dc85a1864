"""Where an apprentice stands on each KSB: maintained by `portfolio.progress`, never edited by hand."""

from django.db import models

from accounts.models import User
from portfolio.models.apprenticeships import Apprenticeship
from standards.models import Ksb


class KsbProgressQuerySet(models.QuerySet["KsbProgress"]):
    def visible_to(self, user: User) -> "KsbProgressQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.visible_to(user))


class KsbProgress(models.Model):
    """Where one apprentice stands on one KSB: how many pieces stand how, and what follows.

    One that the employer verifies is met once it was seen, and by nothing else.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not-started", "Not started"
        DRAFTED = "drafted", "Drafted"
        SUBMITTED = "submitted", "Submitted"
        NOT_YET = "not-yet", "Not yet"
        MET = "met", "Met"

    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.CASCADE, related_name="ksb_progress")
    ksb = models.ForeignKey(Ksb, on_delete=models.CASCADE, related_name="progress")
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    drafted = models.PositiveSmallIntegerField(default=0)
    submitted = models.PositiveSmallIntegerField(default=0)
    not_yet = models.PositiveSmallIntegerField(default=0)
    met = models.PositiveSmallIntegerField(default=0)
    met_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(
        null=True,
        blank=True,
        help_text="The first day it was seen, where the plan has the employer verify it.",
    )

    objects = KsbProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "KSB progress"
        constraints = [
            models.UniqueConstraint(
                name="apprenticeship_has_one_progress_row_per_ksb", fields=["apprenticeship", "ksb"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ksb.code}: {self.get_state_display()}"
