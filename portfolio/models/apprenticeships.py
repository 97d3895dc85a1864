"""An apprenticeship: one person, one standard version, and the people around them."""

import datetime as dt
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer, Provider, Role, User
from accounts.people import providers_where
from standards.checks import plan_checked
from standards.models import AssessmentPlan, ContactChannel, StandardVersion


class ApprenticeshipQuerySet(models.QuerySet["Apprenticeship"]):
    def visible_to(self, user: User) -> "ApprenticeshipQuerySet":
        """Own; named assessor, IQA or line manager; the provider's administrators; named visitors.

        A role counts only while its membership is active, so that a leaver loses sight at once.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(worked_on_by(user) | visited_by(user))

    def worked_on_by(self, user: User) -> "ApprenticeshipQuerySet":
        """What `visible_to` gives, less the visits: the people who work with the whole portfolio."""
        return self.filter(worked_on_by(user)) if user.is_authenticated else self.none()

    def read_by(self, user: User) -> "ApprenticeshipQuerySet":
        """Those who work with the whole portfolio, and external verifiers, who read all of it."""
        return self.filter(read_by(user)) if user.is_authenticated else self.none()

    def assessed_by(self, user: User) -> "ApprenticeshipQuerySet":
        return self.filter(_named("assessor", user, Role.ASSESSOR))

    def managed_by(self, user: User) -> "ApprenticeshipQuerySet":
        return self.filter(_named("line_manager", user, Role.LINE_MANAGER))

    def quality_assured_by(self, user: User) -> "ApprenticeshipQuerySet":
        return self.filter(_named("iqa", user, Role.IQA))

    def on_programme(self) -> "ApprenticeshipQuerySet":
        return self.filter(status=Apprenticeship.Status.ON_PROGRAMME)

    def administered_by(self, user: User) -> "ApprenticeshipQuerySet":
        return self.filter(provider__in=providers_where(user, Role.PROVIDER_ADMIN))

    def may_be_opened_by(self, user: User) -> "ApprenticeshipQuerySet":
        """Where this person may let an external verifier in."""
        administered = Q(provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        return self.filter(administered | _named("iqa", user, Role.IQA))

    def belonging_to(self, user: User) -> "ApprenticeshipQuerySet":
        return self.filter(_named("apprentice", user, Role.APPRENTICE))

    def for_page(self) -> "ApprenticeshipQuerySet":
        """Adds `plan_checked`, which `portfolio.plan_checks` reads."""
        return self.select_related(
            "apprentice",
            "provider",
            "employer",
            "assessor",
            "line_manager",
            "iqa",
            "plan",
            "version__standard",
        ).annotate(plan_checked=plan_checked())

    def named(self, name: str) -> "ApprenticeshipQuerySet":
        """Of apprentices whose name holds these letters; blank for all."""
        return self.filter(apprentice__name__icontains=name) if name else self

    def for_list(self) -> "ApprenticeshipQuerySet":
        people = self.select_related("apprentice", "employer", "assessor", "version__standard", "plan")
        return people.order_by("apprentice__name", "-started_on", "pk")

    def with_piece_counts(self) -> "ApprenticeshipQuerySet":
        """Adds `piece_count`, drafts included, `shown_count`: pieces ever handed in, and the inbox."""
        return self.annotate(
            piece_count=models.Count("evidence", filter=Q(evidence__in_inbox=False)),
            shown_count=models.Count("evidence__shown"),
        ).with_inbox()

    def with_moves(self) -> "ApprenticeshipQuerySet":
        """Adds `move_count` and `move_elsewhere_count`: moves between versions, made here and before."""
        return self.annotate(
            move_count=models.Count("version_moves", distinct=True),
            move_elsewhere_count=models.Count("moves_elsewhere", distinct=True),
        )

    def with_inbox(self) -> "ApprenticeshipQuerySet":
        """Adds `inbox_count` and `inbox_oldest`: how many captured things wait, and since when."""
        waiting = Q(evidence__in_inbox=True)
        return self.annotate(
            inbox_count=models.Count("evidence", filter=waiting),
            inbox_oldest=models.Min("evidence__created_at", filter=waiting),
        )


NOBODY = Q(pk__in=[])


def _named(field: str, user: User, role: Role, prefix: str = "") -> Q:
    providers = providers_where(user, role)
    return Q(**{f"{prefix}{field}": user.pk, f"{prefix}provider__in": providers}) if providers else NOBODY


def owned_by(user: User, prefix: str = "") -> Q:
    return _named("apprentice", user, Role.APPRENTICE, prefix)


def worked_on_by(user: User, prefix: str = "") -> Q:
    """The condition for apprentice, assessor, line manager, IQA and administrators.

    prefix: the path to the apprenticeship from the rows being filtered, such as "apprenticeship__".
    """
    administered = providers_where(user, Role.PROVIDER_ADMIN)
    return (
        owned_by(user, prefix)
        | _named("assessor", user, Role.ASSESSOR, prefix)
        | _named("line_manager", user, Role.LINE_MANAGER, prefix)
        | _named("iqa", user, Role.IQA, prefix)
        | (Q(**{f"{prefix}provider__in": administered}) if administered else NOBODY)
    )


def visited_by(user: User, prefix: str = "") -> Q:
    """The condition for everybody from outside, whatever they may read there."""
    return _visits(user, prefix)


def verified_by(user: User, prefix: str = "") -> Q:
    """The condition for external verifiers: visitors who read all that was ever handed in."""
    return _visits(user, prefix, reads=Visitor.Reads.PORTFOLIO)


def read_by(user: User, prefix: str = "") -> Q:
    """The condition for everybody who reads more than the showcase."""
    return worked_on_by(user, prefix) | verified_by(user, prefix)


def _visits(user: User, prefix: str, **narrowed: str) -> Q:
    providers = providers_where(user, Role.VISITOR)
    if not providers:
        return NOBODY
    current = Visitor.objects.current(timezone.localdate()).filter(user=user.pk, **narrowed)
    own = prefix.removesuffix("__") or "pk"
    return Q(**{f"{own}__in": current.values("apprenticeship"), f"{prefix}provider__in": providers})


class Apprenticeship(models.Model):
    class Status(models.TextChoices):
        ON_PROGRAMME = "on_programme", "On programme"
        IN_GATEWAY = "in_gateway", "Through gateway"
        COMPLETED = "completed", "Completed"
        BREAK = "break", "Break in learning"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="apprenticeships")
    apprentice = models.ForeignKey(User, on_delete=models.PROTECT, related_name="apprenticeships")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="apprenticeships")
    line_manager = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="managed_apprenticeships", null=True, blank=True
    )
    assessor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assessed_apprenticeships", null=True, blank=True
    )
    iqa = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="quality_assured_apprenticeships", null=True, blank=True
    )
    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="apprenticeships")
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="apprenticeships")
    contact_channel = models.CharField(max_length=20, choices=ContactChannel, default=ContactChannel.BOTH)
    status = models.CharField(max_length=20, choices=Status, default=Status.ON_PROGRAMME)
    started_on = models.DateField()
    gateway_planned_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    progress_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When where the KSBs stand was last worked out."
    )

    handed_in_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When something was last handed in."
    )

    objects = ApprenticeshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gateway_is_planned_after_the_start", condition=Q(gateway_planned_on__gt=F("started_on"))
            ),
            models.CheckConstraint(
                name="nobody_assesses_themselves",
                condition=Q(assessor__isnull=True) | ~Q(assessor=F("apprentice")),
            ),
            models.CheckConstraint(
                name="iqa_is_not_the_assessor", condition=Q(iqa__isnull=True) | ~Q(iqa=F("assessor"))
            ),
            models.CheckConstraint(
                name="nobody_manages_themselves",
                condition=Q(line_manager__isnull=True) | ~Q(line_manager=F("apprentice")),
            ),
        ]
        indexes = [models.Index(name="apprenticeship_by_board", fields=["provider", "status"])]

    def __str__(self) -> str:
        return f"{self.apprentice}: {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:apprenticeship", args=[self.pk])

    @property
    def is_on_programme(self) -> bool:
        return self.status == self.Status.ON_PROGRAMME


class VisitorQuerySet(models.QuerySet["Visitor"]):
    def visible_to(self, user: User) -> "VisitorQuerySet":
        """Those whom this person may let in, or see out: as administrator, or as quality assurer."""
        return self.filter(apprenticeship__in=Apprenticeship.objects.may_be_opened_by(user).values("pk"))

    def current(self, today: dt.date) -> "VisitorQuerySet":
        return self.filter(until__gte=today)

    def for_list(self) -> "VisitorQuerySet":
        return self.select_related(
            "user", "named_by", "apprenticeship__apprentice", "apprenticeship__plan"
        ).order_by("-until", "user__name", "apprenticeship__apprentice__name", "pk")


class Visitor(models.Model):
    """Leave for somebody from outside to read one portfolio until a date, inclusive.

    reads: an assessment organisation reads the showcase; an external verifier reads all that was handed in,
    with the decisions and the quality assurance of them, and changes nothing.
    """

    class Reads(models.TextChoices):
        SHOWCASE = "showcase", "The showcase"
        PORTFOLIO = "portfolio", "The whole portfolio"

    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.CASCADE, related_name="visitors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    until = models.DateField()
    reads = models.CharField(max_length=10, choices=Reads, default=Reads.SHOWCASE)
    organisation = models.CharField(max_length=200, blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits_named", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = VisitorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visitor_is_named_once", fields=["apprenticeship", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} until {self.until}"


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def visible_to(self, user: User) -> "ViewingQuerySet":
        """Those who work on the portfolio may know who from outside looked at it."""
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user))

    def for_list(self) -> "ViewingQuerySet":
        return self.select_related("user").order_by("-at", "-pk")


class Viewing(models.Model):
    """One page or file of a portfolio that somebody from outside opened. Rows are only added."""

    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="viewings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="viewings")
    route = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(name="viewing_by_newest", fields=["apprenticeship", "-at"])]

    def __str__(self) -> str:
        return f"{self.user} opened {self.route}"
