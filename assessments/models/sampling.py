"""Internal quality assurance: strategy, risk, samples, findings and what was answered to them."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from assessments.models.judgements import Marking
from portfolio.models import Apprenticeship, Claim
from portfolio.models.apprenticeships import verified_by


def _assured_by(user: User) -> list[UUID]:
    """The providers whose quality assurance this person sees."""
    return [*providers_where(user, Role.IQA), *providers_where(user, Role.PROVIDER_ADMIN)]


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def visible_to(self, user: User) -> "StrategyQuerySet":
        return self.filter(provider__in=_assured_by(user))


class Strategy(models.Model):
    """How much of whose work a provider samples. Rows are only added; the newest is in force.

    Rates are percent of the markings that an assessor made in a period of so many months. An assessor is new
    for so many months after joining. summative_percent: of the apprentices whose gateway falls in the period.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="strategies")
    low_percent = models.PositiveSmallIntegerField(default=10)
    medium_percent = models.PositiveSmallIntegerField(default=25)
    high_percent = models.PositiveSmallIntegerField(default=50)
    new_percent = models.PositiveSmallIntegerField(default=100)
    summative_percent = models.PositiveSmallIntegerField(default=20)
    least_per_assessor = models.PositiveSmallIntegerField(default=2)
    new_months = models.PositiveSmallIntegerField(default=6)
    period_months = models.PositiveSmallIntegerField(default=3)
    each_kind = models.BooleanField(
        default=True, help_text="Sample each kind of evidence at least once in a period."
    )
    note = models.TextField(blank=True)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="strategies_set", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "strategies"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="sampling_rates_are_percent",
                condition=Q(
                    low_percent__lte=100,
                    medium_percent__lte=100,
                    high_percent__lte=100,
                    new_percent__lte=100,
                    summative_percent__lte=100,
                ),
            ),
            models.CheckConstraint(
                name="sampling_period_is_a_year_or_less",
                condition=Q(period_months__gte=1, period_months__lte=12),
            ),
        ]

    def __str__(self) -> str:
        return f"Sampling strategy of {self.provider}"


class AssessorRiskQuerySet(models.QuerySet["AssessorRisk"]):
    def visible_to(self, user: User) -> "AssessorRiskQuerySet":
        return self.filter(provider__in=_assured_by(user))


class AssessorRisk(models.Model):
    """How closely an assessor's work is looked at, and why. Rows are only added; the newest is in force."""

    class Level(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="assessor_risks")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="risks")
    level = models.CharField(max_length=10, choices=Level)
    reason = models.TextField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="risks_set")
    created_at = models.DateTimeField(default=timezone.now)

    objects = AssessorRiskQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="risk_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="nobody_sets_their_own_risk", condition=~Q(assessor=F("set_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.get_level_display()}"


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: User) -> "SampleQuerySet":
        """Quality assurers and administrators of the provider; once it is reported, also the assessor
        and the external verifiers of the portfolio.
        """
        seen = _assured_by(user)
        own = Q(assessor=user.pk, provider__in=providers_where(user, Role.ASSESSOR))
        reported = (own | verified_by(user, "apprenticeship__")) & ~Q(state=Sample.State.OPEN)
        return self.filter(Q(provider__in=seen) | reported)

    def open(self) -> "SampleQuerySet":
        return self.exclude(state=Sample.State.CLOSED)

    def for_list(self) -> "SampleQuerySet":
        return self.select_related(
            "assessor", "iqa", "taken_over_by", "marking__revision", "apprenticeship__apprentice"
        ).order_by("-taken_at", "pk")

    def for_page(self) -> "SampleQuerySet":
        """With what is read live beside the snapshot: a later reopening."""
        return self.select_related(
            "assessor",
            "iqa",
            "taken_over_by",
            "apprenticeship__apprentice",
            "marking__countersignature",
            "marking__revision__evidence",
            "marking__reopening__by",
        )


class Sample(models.Model):
    """One marking, looked at by an IQA. snapshot: what was there when it was taken; it never changes.

    iqa: who took it. taken_over_by: who goes on with it, since whoever had it has left.

    snapshot_hash: SHA-256 of the snapshot. Whatever is decided later stands beside it, not in its place.
    """

    class Stage(models.TextChoices):
        INTERIM = "interim", "Interim"
        SUMMATIVE = "summative", "Summative"

    class State(models.TextChoices):
        OPEN = "open", "Being looked at"
        REPORTED = "reported", "Waiting for the assessor"
        ANSWERED = "answered", "Waiting for the IQA"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="samples")
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="samples")
    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="samples")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="samples")
    iqa = models.ForeignKey(User, on_delete=models.PROTECT, related_name="samples_taken")
    taken_over_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="samples_taken_over", null=True, blank=True
    )
    taken_over_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=10, choices=Stage)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    summary = models.TextField(blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    reported_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at"]
        constraints = [
            models.CheckConstraint(name="nobody_samples_themselves", condition=~Q(assessor=F("iqa"))),
            models.CheckConstraint(
                name="nobody_goes_on_with_a_sample_of_their_own_work",
                condition=Q(taken_over_by__isnull=True) | ~Q(assessor=F("taken_over_by")),
            ),
            models.CheckConstraint(
                name="sample_taken_over_has_a_date",
                condition=Q(taken_over_by__isnull=True, taken_over_at__isnull=True)
                | Q(taken_over_by__isnull=False, taken_over_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="iqa_samples_a_marking_once_at_each_stage", fields=["marking", "iqa", "stage"]
            ),
            models.CheckConstraint(
                name="closed_sample_has_a_date",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="sample_by_assessor", fields=["provider", "assessor", "-taken_at"])]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} sample of {self.assessor}'s work"

    @property
    def holder_id(self) -> UUID:
        return self.taken_over_by_id or self.iqa_id

    @property
    def holder(self) -> User:
        """Who writes its findings and settles them."""
        return self.taken_over_by or self.iqa

    @property
    def reporter(self) -> User:
        """Who had it when it was reported."""
        is_earlier = self.taken_over_at and self.reported_at and self.reported_at < self.taken_over_at
        return self.iqa if is_earlier else self.holder


class SampleFindingQuerySet(models.QuerySet["SampleFinding"]):
    def visible_to(self, user: User) -> "SampleFindingQuerySet":
        return self.filter(sample__in=Sample.objects.visible_to(user))

    def open(self) -> "SampleFindingQuerySet":
        return self.filter(kind=SampleFinding.Kind.ACTION, agreed_at__isnull=True)

    def waiting_for(self, user: User) -> "SampleFindingQuerySet":
        """Actions that this assessor has not answered, or was asked again about; the most urgent first."""
        newest = FindingAnswer.objects.filter(finding=models.OuterRef("pk")).order_by("-created_at", "-pk")
        waiting = self.open().filter(
            sample__assessor=user.pk,
            sample__state=Sample.State.REPORTED,
            sample__provider__in=providers_where(user, Role.ASSESSOR),
        )
        return (
            waiting.annotate(last=Coalesce(models.Subquery(newest.values("kind")[:1]), models.Value("")))
            .exclude(last=FindingAnswer.Kind.ANSWER)
            .select_related("sample__iqa", "sample__marking__revision")
            .order_by("due_on", "created_at", "pk")
        )

    def for_page(self) -> "SampleFindingQuerySet":
        return self.select_related(
            "claim__ksb",
            "sample__iqa",
            "sample__taken_over_by",
            "sample__assessor",
            "sample__marking__countersignature",
            "sample__apprenticeship__apprentice",
            "sample__marking__revision",
        ).prefetch_related("answers__by")


class SampleFinding(models.Model):
    """What the IQA found: good practice, advice, or an action that the assessor has to answer by a day."""

    class Kind(models.TextChoices):
        GOOD = "good", "Good practice"
        ADVICE = "advice", "Advice"
        ACTION = "action", "Action needed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="findings", null=True, blank=True)
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = SampleFindingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="finding_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="action_has_a_due_date", condition=~Q(kind="action") | Q(due_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class FindingAnswer(models.Model):
    """One step in settling an action: the assessor answers, the IQA agrees or asks again. Only added."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answered"
        AGREE = "agree", "Agreed"
        ASK_AGAIN = "ask_again", "Asked again"

    finding = models.ForeignKey(SampleFinding, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="finding_answers")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="answer_says_something", condition=Q(kind="agree") | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"
