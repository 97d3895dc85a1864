"""Second opinions: countersignatures of trainees, blind second markings, standardisation exercises."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from assessments.models.judgements import Decision, Marking
from portfolio.models import Apprenticeship, Claim, Revision
from portfolio.models.apprenticeships import worked_on_by


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: User) -> "SupervisionQuerySet":
        """The two people themselves while they assess there, and the provider's administrators."""
        own = Q(trainee=user.pk) | Q(countersigner=user.pk)
        return self.filter(
            (own & Q(provider__in=providers_where(user, Role.ASSESSOR)))
            | Q(provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        )

    def current(self, day: dt.date) -> "SupervisionQuerySet":
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Supervision(models.Model):
    """A trainee assessor, and who countersigns what they decide. until: the last day, None while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="supervisions")
    trainee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervisions")
    countersigner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervised")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervisions_set")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_countersigns_themselves", condition=~Q(trainee=F("countersigner"))
            ),
            models.CheckConstraint(
                name="supervision_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                name="trainee_has_one_countersigner_at_a_provider",
                fields=["provider", "trainee"],
                condition=Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee}, countersigned by {self.countersigner}"


class CountersignatureQuerySet(models.QuerySet["Countersignature"]):
    def visible_to(self, user: User) -> "CountersignatureQuerySet":
        """Whoever works on the portfolio, and the person who is to countersign while they assess there."""
        path = "marking__revision__evidence__apprenticeship__"
        assessing = Q(**{f"{path}provider__in": providers_where(user, Role.ASSESSOR)})
        return self.filter(worked_on_by(user, path) | (Q(countersigner=user.pk) & assessing))

    def waiting(self) -> "CountersignatureQuerySet":
        return self.filter(state=Countersignature.State.WAITING)

    def waiting_for(self, user: User) -> "CountersignatureQuerySet":
        """Those that this person is to countersign, while they assess at the provider."""
        assessing = providers_where(user, Role.ASSESSOR)
        path = "marking__revision__evidence__apprenticeship__provider__in"
        return self.waiting().filter(countersigner=user.pk, **{path: assessing})

    def for_page(self) -> "CountersignatureQuerySet":
        return self.select_related(
            "countersigner", "marking__assessor", "marking__revision__evidence__apprenticeship__apprentice"
        )


class Countersignature(models.Model):
    """A trainee's marking, and whether the person responsible for it agrees.

    Until then its decisions count as provisional: they are shown as such, and nobody is ready on them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for countersignature"
        AGREED = "agreed", "Countersigned"
        REFUSED = "refused", "Not countersigned"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    marking = models.OneToOneField(Marking, on_delete=models.PROTECT, related_name="countersignature")
    countersigner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="countersignatures")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = CountersignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refused_countersignature_has_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="countersigned_marking_has_a_date",
                condition=Q(state="waiting", signed_at__isnull=True)
                | (~Q(state="waiting") & Q(signed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.marking}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:countersignature", args=[self.pk])


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def visible_to(self, user: User) -> "ExerciseQuerySet":
        """Who takes part, the IQA of the apprenticeship or who set it, and the provider's administrators."""
        return self.filter(_led_by(user) | Q(pk__in=Opinion.objects.asked_of(user).values("exercise")))

    def led_by(self, user: User) -> "ExerciseQuerySet":
        """Those that this person sets, watches and closes."""
        return self.filter(_led_by(user))

    def for_page(self) -> "ExerciseQuerySet":
        return self.select_related(
            "set_by", "revision__marking__assessor", "revision__evidence__apprenticeship"
        )

    def open(self) -> "ExerciseQuerySet":
        return self.filter(closed_at__isnull=True)


def _led_by(user: User) -> Q:
    assured = Apprenticeship.objects.quality_assured_by(user).values("pk")
    return (
        Q(provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        | Q(revision__evidence__apprenticeship__in=assured)
        | Q(set_by=user.pk, provider__in=providers_where(user, Role.IQA))
    )


class Exercise(models.Model):
    """One revision judged again, by one assessor (a blind second marking) or by several (standardisation).

    Nobody who takes part sees what others decided before they have given their own opinion.
    """

    class Kind(models.TextChoices):
        SECOND = "second", "Blind second marking"
        STANDARDISATION = "standardisation", "Standardisation exercise"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="exercises")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="exercises")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exercises_set")
    due_on = models.DateField()
    outcome = models.TextField(blank=True, help_text="What was agreed when the results were compared.")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(name="exercise_has_a_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:exercise", args=[self.pk])


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: User) -> "OpinionQuerySet":
        """Own; those of others only through the exercise's results."""
        return self.asked_of(user)

    def asked_of(self, user: User) -> "OpinionQuerySet":
        """Of this person, while they assess at the provider."""
        assessing = providers_where(user, Role.ASSESSOR)
        return self.filter(assessor=user.pk, exercise__provider__in=assessing)

    def for_results(self) -> "OpinionQuerySet":
        return self.select_related("assessor").order_by("given_at", "assessor__name", "pk")

    def given(self) -> "OpinionQuerySet":
        return self.filter(given_at__isnull=False)

    def wanted(self) -> "OpinionQuerySet":
        """Still to be given: nobody closed the exercise meanwhile."""
        return self.filter(given_at__isnull=True, exercise__closed_at__isnull=True)


class Opinion(models.Model):
    """What one assessor makes of the revision of an exercise. It never counts for the apprentice.

    draft: what was typed so far, as in a half-done marking. Empty once the opinion is given.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="opinions")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="opinions")
    feedback = models.TextField(blank=True)
    draft = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assessor_gives_one_opinion_in_an_exercise", fields=["exercise", "assessor"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} on {self.exercise}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:opinion", args=[self.pk])


class OpinionDecision(models.Model):
    """What one assessor would decide on one claim. Rows are only added."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="decisions")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="opinion_decisions")
    outcome = models.CharField(max_length=10, choices=Decision.Outcome)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_decides_each_claim_once", fields=["opinion", "claim"]),
            models.CheckConstraint(
                name="opinion_against_has_a_reason", condition=Q(outcome="met") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.claim}"
