"""What assessors judge: markings, decisions and reopenings."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from portfolio.models import Claim, Revision, StoredFile


class MarkingQuerySet(models.QuerySet["Marking"]):
    def visible_to(self, user: User) -> "MarkingQuerySet":
        """Whoever sees the version that was marked, visitors to the showcase included."""
        return self.filter(revision__in=Revision.objects.visible_to(user))

    def made_here(self) -> "MarkingQuerySet":
        """Not those that came with an archive from another provider, which assured its own quality."""
        return self.filter(assessor__elsewhere="")

    def with_safe_voice(self) -> "MarkingQuerySet":
        """Those with spoken feedback that was checked, with its file."""
        return self.filter(voice__state=StoredFile.State.SAFE).select_related("voice")


class Marking(models.Model):
    """One assessor's judgement of one submitted revision, as a whole. There is never a second one.

    begun_at: when the assessor first opened the piece to mark it. voice: feedback that was spoken.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="marking")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="markings")
    outcome = models.CharField(max_length=10, choices=Outcome)
    feedback = models.TextField(blank=True)
    voice = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="voiced_markings", null=True, blank=True
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MarkingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="returned_marking_has_feedback", condition=~Q(outcome="returned") | ~Q(feedback="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} by {self.assessor}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        """Everybody who reads the portfolio; other visitors, the decisions in the showcase."""
        return self.filter(claim__in=Claim.objects.visible_to(user))

    def in_force(self) -> "DecisionQuerySet":
        """Not superseded by a later one."""
        return self.filter(superseded_by__isnull=True)

    def for_list(self) -> "DecisionQuerySet":
        return self.select_related("assessor", "claim__ksb").order_by("created_at")

    def for_page(self) -> "DecisionQuerySet":
        return self.select_related(
            "assessor", "claim__ksb", "claim__revision__evidence__apprenticeship__apprentice"
        )


class Decision(models.Model):
    """An assessor's judgement of a claim. Rows are only added: a correction supersedes, with a reason."""

    class Outcome(models.TextChoices):
        MET = "met", "Met"
        NOT_YET = "not_yet", "Not yet"
        DECLINED = "declined", "Does not belong here"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="decisions")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="not_yet_has_a_reason", condition=~Q(outcome="not_yet") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="declined_has_a_reason", condition=~Q(outcome="declined") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="correction_has_a_reason", condition=Q(supersedes__isnull=True) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="claim_has_one_first_decision",
                fields=["claim"],
                condition=Q(supersedes__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.claim}"


class Reopening(models.Model):
    """An accepted piece opened again by its assessor, with the reason; its decisions stop counting."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    marking = models.OneToOneField(Marking, on_delete=models.PROTECT, related_name="reopening")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="reopening_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Reopened by {self.by}"
