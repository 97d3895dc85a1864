"""Exports, each a row that says what is still to do."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import visited_by, worked_on_by

UNTOUCHED_FOR = dt.timedelta(seconds=60)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """Whoever works on the portfolio. Visitors: what is ready and holds the chosen pieces only."""
        if not user.is_authenticated:
            return self.none()
        finished = Q(state=Export.State.READY, is_chosen=True)
        path = "apprenticeship__"
        return self.filter(worked_on_by(user, path) | (finished & visited_by(user, path)))

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=[Export.State.QUEUED, Export.State.RUNNING])

    def free(self, now: dt.datetime) -> "ExportQuerySet":
        """Nobody is making it: it waits, or whoever had it let the lease run out."""
        return self.filter(Q(state=Export.State.QUEUED) | Q(state=Export.State.RUNNING, leased_until__lt=now))

    def overdue(self, now: dt.datetime) -> "ExportQuerySet":
        """Free, and untouched for so long that its task must have been lost."""
        forgotten = Q(state=Export.State.QUEUED, touched_at__lt=now - UNTOUCHED_FOR)
        return self.filter(forgotten | Q(state=Export.State.RUNNING, leased_until__lt=now))

    def for_list(self) -> "ExportQuerySet":
        return self.select_related("requested_by").order_by("-requested_at")

    def for_page(self) -> "ExportQuerySet":
        return self.select_related("requested_by", "apprenticeship__apprentice")

    def for_work(self) -> "ExportQuerySet":
        return self.select_related(
            "requested_by",
            "apprenticeship__apprentice",
            "apprenticeship__provider",
            "apprenticeship__employer",
            "apprenticeship__line_manager",
            "apprenticeship__assessor",
            "apprenticeship__iqa",
            "apprenticeship__plan",
            "apprenticeship__version__standard",
        )


class Export(models.Model):
    class Kind(models.TextChoices):
        SHOWCASE = "showcase", "Showcase PDF"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Did not work"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SHOWCASE)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="exports")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    requested_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    is_chosen = models.BooleanField(
        default=False, help_text="Made of the pieces the apprentice chose, and of no others."
    )
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="ready_export_has_a_file", condition=~Q(state="ready") | ~Q(sha256="")
            ),
            models.CheckConstraint(
                name="failed_export_has_a_reason", condition=~Q(state="failed") | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="same_export_waits_only_once",
                fields=["kind", "apprenticeship", "requested_by"],
                condition=Q(state__in=["queued", "running"]),
            ),
        ]
        indexes = [models.Index(name="export_by_state", fields=["state", "leased_until"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:export", args=[self.pk])

    @property
    def key(self) -> str:
        """Where the finished file lies: its contents name it, so no attempt overwrites another's."""
        return f"exports/{self.pk}/{self.sha256}.pdf"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}
