"""Time on programme: what was agreed at the start, training away from the job, and breaks in learning."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from portfolio.models.apprenticeships import Apprenticeship
from portfolio.spans import Break, minutes_in_words
from standards.models import Ksb


class TrainingPlan(models.Model):
    """What was agreed and found at the start, and where English and maths stand since.

    age_at_start decides whether English and maths are compulsory; a date of birth is not needed for that.
    weekly_hours: normal paid hours a week. A row that is missing means that nothing is recorded yet.
    """

    class Status(models.TextChoices):
        """Where English or maths stands. What each of them is worth is said by the assessment plan."""

        UNKNOWN = "", "Not recorded yet"
        EXEMPT_BY_AGE = "exempt_by_age", "Not needed: 19 or over at the start"
        OPTED_IN = "opted_in", "Chosen, not started"
        IN_PROGRESS = "in_progress", "In progress"
        LEVEL_1 = "level_1_achieved", "Level 1 achieved"
        LEVEL_2_ATTEMPTED = "level_2_attempted", "Level 1 achieved, level 2 attempted"
        COMPLETE = "complete", "Complete"
        EVIDENCE_MISSING = "evidence_missing", "Achieved, but the evidence is missing"

    apprenticeship = models.OneToOneField(
        Apprenticeship, on_delete=models.CASCADE, related_name="training_plan", primary_key=True
    )
    age_at_start = models.PositiveSmallIntegerField(null=True, blank=True)
    english = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN, blank=True)
    maths = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN, blank=True)
    english_maths_evidence = models.TextField(blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    prior_learning_hours = models.PositiveSmallIntegerField(default=0)
    prior_learning_evidence = models.TextField(blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="training_plans_changed")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prior_learning_is_evidenced",
                condition=Q(prior_learning_hours=0) | ~Q(prior_learning_evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Training plan of {self.apprenticeship_id}"

    @property
    def version(self) -> str:
        """Another one after every change; blank while nothing is recorded."""
        return self.changed_at.isoformat() if self.changed_by_id else ""


class BreakInLearningQuerySet(models.QuerySet["BreakInLearning"]):
    def visible_to(self, user: User) -> "BreakInLearningQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user))

    def lasting(self) -> "BreakInLearningQuerySet":
        return self.filter(back_on__isnull=True, withdrawn_at__isnull=True)


class BreakInLearning(models.Model):
    """Time in which somebody was not learning. back_on: the first day back; None while it lasts.

    One that was recorded by mistake is withdrawn with a reason, stays visible and no longer counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.CASCADE, related_name="breaks")
    began_on = models.DateField()
    back_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="breaks_recorded")
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="breaks_withdrawn", null=True, blank=True
    )
    withdrawn_because = models.TextField(blank=True)

    objects = BreakInLearningQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaks in learning"
        constraints = [
            models.CheckConstraint(
                name="break_ends_after_it_began",
                condition=Q(back_on__isnull=True) | Q(back_on__gt=F("began_on")),
            ),
            models.CheckConstraint(name="break_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="only_one_break_lasts",
                fields=["apprenticeship"],
                condition=Q(back_on__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="withdrawn_break_says_who_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Break from {self.began_on}"

    @property
    def span(self) -> Break:
        return Break(self.began_on, self.back_on)

    @property
    def lasts(self) -> bool:
        return self.back_on is None and self.withdrawn_at is None


class TrainingEntryQuerySet(models.QuerySet["TrainingEntry"]):
    def visible_to(self, user: User) -> "TrainingEntryQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user))

    def counting(self) -> "TrainingEntryQuerySet":
        """Without those that were struck out."""
        return self.filter(struck_at__isnull=True)

    def for_list(self) -> "TrainingEntryQuerySet":
        return (
            self.select_related("by", "struck_by")
            .prefetch_related(models.Prefetch("ksbs", Ksb.objects.order_by("position")))
            .order_by("-trained_on", "-created_at", "pk")
        )

    def minutes(self) -> int:
        return self.counting().aggregate(sum=models.Sum("minutes"))["sum"] or 0


class TrainingEntry(models.Model):
    """Training away from the job: when, how long, of what sort, and what was learned.

    An entry never changes: one that is wrong is struck out with a reason, stays visible and no longer counts.
    """

    class Kind(models.TextChoices):
        THEORY = "theory", "Teaching or e-learning"
        PRACTICE = "practice", "Practical training"
        SHADOWING = "shadowing", "Shadowing"
        MENTORING = "mentoring", "Mentoring"
        VISIT = "visit", "Visit or event"
        STUDY = "study", "Directed study"
        ASSIGNMENT = "assignment", "Writing assignments"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="training_entries"
    )
    trained_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    learned = models.TextField()
    ksbs = models.ManyToManyField(Ksb, related_name="training_entries", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="training_entries")
    created_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="training_entries_struck", null=True, blank=True
    )
    struck_because = models.TextField(blank=True)

    objects = TrainingEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "training entries"
        constraints = [
            models.CheckConstraint(
                name="training_takes_some_minutes_of_a_day", condition=Q(minutes__gt=0, minutes__lte=960)
            ),
            models.CheckConstraint(name="training_says_what_was_learned", condition=~Q(learned="")),
            models.CheckConstraint(
                name="struck_entry_says_who_and_why",
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_because="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_because="")),
            ),
        ]
        indexes = [models.Index(name="training_by_newest", fields=["apprenticeship", "-trained_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.trained_on}"

    @property
    def length(self) -> str:
        return minutes_in_words(self.minutes)


def breaks_of(apprenticeship: Apprenticeship) -> list[Break]:
    """Those that count, in order of time. One query, or none where they were fetched along."""
    counting = (each.span for each in apprenticeship.breaks.all() if each.withdrawn_at is None)
    return sorted(counting, key=lambda each: each.began_on)
