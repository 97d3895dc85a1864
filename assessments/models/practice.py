"""Practice for the assessment methods: mocks, and their results criterion by criterion. Never evidence."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship, StoredFile
from standards.checks import plan_checked
from standards.models import Criterion, Method, ScenarioCard

# The kinds that a line manager may run; rules/practice.py says who may run which.
MANAGED = ("observation", "assignment", "role_play")


class MockAssessmentQuerySet(models.QuerySet["MockAssessment"]):
    def visible_to(self, user: User) -> "MockAssessmentQuerySet":
        """Finished ones: whoever works with the portfolio. Open ones: whoever may go on with them."""
        if not user.is_authenticated:
            return self.none()
        finished = Q(
            finished_at__isnull=False,
            apprenticeship__in=Apprenticeship.objects.worked_on_by(user).values("pk"),
        )
        return self.filter(finished | open_to(user))

    def open(self) -> "MockAssessmentQuerySet":
        return self.filter(finished_at__isnull=True)

    def finished(self) -> "MockAssessmentQuerySet":
        return self.filter(finished_at__isnull=False)

    def for_list(self) -> "MockAssessmentQuerySet":
        people = self.select_related("begun_by", "finished_by", "scenario", "method")
        return people.order_by("-finished_at", "-begun_at", "pk")

    def for_page(self) -> "MockAssessmentQuerySet":
        return self.select_related(
            "apprenticeship__apprentice",
            "apprenticeship__plan",
            "apprenticeship__provider",
            "begun_by",
            "finished_by",
            "saved_by",
            "method",
            "scenario",
            "recording",
        ).annotate(plan_checked=plan_checked("method__plan", "apprenticeship__provider"))


def open_to(user: User) -> Q:
    """Open mocks that this person may go on with: nobody else reads what is not finished."""
    return Q(finished_at__isnull=True) & run_by(user)


def run_by(user: User) -> Q:
    portfolios = Apprenticeship.objects
    alone = Q(apprenticeship__apprentice=F("begun_by"))
    own = alone & Q(apprenticeship__in=portfolios.belonging_to(user).values("pk"))
    assessed = ~alone & Q(apprenticeship__in=portfolios.assessed_by(user).values("pk"))
    as_manager = ~alone & Q(apprenticeship__in=portfolios.managed_by(user).values("pk"), kind__in=MANAGED)
    return own | assessed | as_manager


class MockAssessment(models.Model):
    """One practice: begun, half done while `content` is saved again and again, and finished once for all.

    method: None for a role-play, which is a form of practice and not a method. content: what was typed and
    tapped, as `MockForm.content` gives it. The counts and the threshold are those of the day it was finished,
    so that a plan that changes later does not change what somebody was told.
    """

    class Kind(models.TextChoices):
        OBSERVATION = "observation", "Mock observation"
        ASSIGNMENT = "assignment", "Mock assignment"
        DISCUSSION = "discussion", "Mock professional discussion"
        ROLE_PLAY = "role_play", "Role-play"
        SHOWCASE = "showcase", "Mock showcase review"

    class Grade(models.TextChoices):
        FAIL = "fail", "Not yet a pass"
        PASS = "pass", "Pass"
        DISTINCTION = "distinction", "Distinction"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="mock_assessments"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    method = models.ForeignKey(
        Method, on_delete=models.PROTECT, related_name="mock_assessments", null=True, blank=True
    )
    scenario = models.ForeignKey(
        ScenarioCard, on_delete=models.PROTECT, related_name="mock_assessments", null=True, blank=True
    )
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mocks_begun")
    begun_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField(default=dict)
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="mocks_saved", null=True, blank=True
    )
    recording = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="mock_recordings", null=True, blank=True
    )
    finished_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="mocks_finished", null=True, blank=True
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    strengths = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    grade = models.CharField(max_length=12, choices=Grade, blank=True)
    pass_shown = models.PositiveSmallIntegerField(default=0)
    pass_asked = models.PositiveSmallIntegerField(default=0)
    distinction_shown = models.PositiveSmallIntegerField(default=0)
    distinction_asked = models.PositiveSmallIntegerField(default=0)
    threshold = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = MockAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                name="finished_mock_has_who_when_and_words",
                condition=Q(finished_at__isnull=True, finished_by__isnull=True)
                | (
                    Q(finished_at__isnull=False, finished_by__isnull=False)
                    & ~Q(strengths="")
                    & ~Q(next_steps="")
                ),
            ),
            models.CheckConstraint(
                name="only_a_role_play_has_a_scenario",
                condition=Q(kind="role_play", scenario__isnull=False, method__isnull=True)
                | (~Q(kind="role_play") & Q(scenario__isnull=True, method__isnull=False)),
            ),
            models.CheckConstraint(
                name="mock_shows_no_more_than_it_asks",
                condition=Q(pass_shown__lte=F("pass_asked"), distinction_shown__lte=F("distinction_asked")),
            ),
        ]
        indexes = [models.Index(name="mock_by_newest", fields=["apprenticeship", "-finished_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.begun_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:mock", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def is_role_play(self) -> bool:
        return self.kind == self.Kind.ROLE_PLAY


class CriterionResultQuerySet(models.QuerySet["CriterionResult"]):
    def visible_to(self, user: User) -> "CriterionResultQuerySet":
        return self.filter(mock__in=MockAssessment.objects.visible_to(user).values("pk"))

    def for_page(self) -> "CriterionResultQuerySet":
        rows = self.select_related("criterion__area").prefetch_related("criterion__ksbs")
        return rows.order_by("criterion__position", "pk")


class CriterionResult(models.Model):
    """What came of one criterion in a finished mock. Rows are only added.

    grade and text: as the criterion stood that day. at: seconds on the clock when it was first seen.
    """

    class Outcome(models.TextChoices):
        SEEN = "seen", "Seen"
        NOT_SEEN = "not_seen", "Not yet"
        NO_CHANCE = "no_chance", "No chance"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mock = models.ForeignKey(MockAssessment, on_delete=models.PROTECT, related_name="results")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="mock_results")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    at = models.PositiveIntegerField(null=True, blank=True)
    grade = models.CharField(max_length=12, choices=Criterion.Grade.choices)
    text = models.TextField()

    objects = CriterionResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mock_judges_each_criterion_once", fields=["mock", "criterion"]),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.get_outcome_display()}"
