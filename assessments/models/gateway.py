"""The way through the gateway to a result: attempts, declarations, bookings, results, resits."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship
from standards.models import Method


class Grade(models.TextChoices):
    """What an assessment organisation says of one method, or of the whole."""

    DISTINCTION = "distinction", "Distinction"
    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"
    WITHDRAWN = "withdrawn", "Withdrawn"


class GatewayQuerySet(models.QuerySet["Gateway"]):
    def visible_to(self, user: User) -> "GatewayQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.read_by(user))

    def standing(self) -> "GatewayQuerySet":
        """Not withdrawn: there is one at most for an apprenticeship."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self) -> "GatewayQuerySet":
        """With everything that was booked, said and agreed in it. Three queries."""
        results = EpaResult.objects.select_related("entered_by", "resit__agreed_by", "resit__planned_by")
        bookings = Booking.objects.select_related("method", "booked_by").prefetch_related(
            models.Prefetch("results", results.order_by("entered_at", "pk"))
        )
        return self.select_related("opened_by", "confirmed_by", "withdrawn_by").prefetch_related(
            models.Prefetch("bookings", bookings.order_by("created_at", "pk"))
        )


class Gateway(models.Model):
    """One attempt to go through the gateway, with all that follows. Its state follows from its dates.

    snapshot: the showcase and what was asked, frozen when it was confirmed; snapshot_hash: its SHA-256.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="gateways")
    number = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="gateways_opened")
    opened_at = models.DateTimeField(default=timezone.now)
    snapshot = models.JSONField(default=dict, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="gateways_confirmed", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="gateways_withdrawn", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    grade = models.CharField(max_length=12, choices=Grade, blank=True)
    graded_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = GatewayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_is_numbered_once", fields=["apprenticeship", "number"]),
            models.UniqueConstraint(
                name="only_one_attempt_stands",
                fields=["apprenticeship"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="confirmed_gateway_has_its_snapshot",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, snapshot_hash="")
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(snapshot_hash="")),
            ),
            models.CheckConstraint(
                name="withdrawn_gateway_says_who_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="completed_gateway_was_confirmed_and_graded",
                condition=Q(completed_at__isnull=True, grade="", graded_on__isnull=True)
                | (
                    Q(completed_at__isnull=False, graded_on__isnull=False, confirmed_at__isnull=False)
                    & ~Q(grade="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Gateway, attempt {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:gateway", args=[self.apprenticeship_id])


class Declaration(models.Model):
    """One of the three put their name to what stood there. Rows are only added.

    snapshot: what they declared, in the words they read, and what it is about; snapshot_hash: its SHA-256.
    It stands as long as what it is about (`about_hash`) is what is there now.
    """

    class Part(models.TextChoices):
        APPRENTICE = "apprentice", "Apprentice"
        EMPLOYER = "employer", "Employer"
        PROVIDER = "provider", "Training provider"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="declarations")
    part = models.CharField(max_length=12, choices=Part)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    name = models.CharField(max_length=200)
    about_hash = models.CharField(max_length=64)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="part_declares_the_same_once", fields=["gateway", "part", "about_hash"]
            ),
            models.UniqueConstraint(
                name="nobody_declares_the_same_for_two", fields=["gateway", "user", "about_hash"]
            ),
            models.CheckConstraint(
                name="declaration_says_who_and_what",
                condition=~Q(name="") & ~Q(about_hash="") & ~Q(snapshot_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Declaration of {self.name}"


class ResitQuerySet(models.QuerySet["Resit"]):
    def visible_to(self, user: User) -> "ResitQuerySet":
        seen = Apprenticeship.objects.worked_on_by(user)
        return self.filter(gateway__apprenticeship__in=seen)


class Resit(models.Model):
    """Leave to take a failed method again: the plan for it, and the employer's agreement.

    The plan can be changed until the employer agreed to it; created_at is the day of the plan as it is.
    """

    class Kind(models.TextChoices):
        RESIT = "resit", "Resit: once more, without further training"
        RETAKE = "retake", "Retake: once more, after further training"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="resits")
    failed = models.OneToOneField("assessments.EpaResult", on_delete=models.PROTECT, related_name="resit")
    kind = models.CharField(max_length=10, choices=Kind)
    action_plan = models.TextField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="resits_planned")
    created_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="resits_agreed", null=True, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = ResitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="resit_has_an_action_plan", condition=~Q(action_plan="")),
            models.CheckConstraint(
                name="agreement_to_a_resit_has_a_name",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def edition(self) -> str:
        """Which plan somebody was shown: another one once it is changed."""
        return f"{self.created_at:%Y%m%d%H%M%S%f}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> "BookingQuerySet":
        return self.filter(gateway__in=Gateway.objects.visible_to(user))

    def open(self) -> "BookingQuerySet":
        """Neither cancelled nor with a result."""
        return self.filter(cancelled_at__isnull=True, is_settled=False)

    def for_page(self) -> "BookingQuerySet":
        return self.select_related(
            "method", "resit", "gateway__apprenticeship__apprentice", "gateway__apprenticeship__plan"
        )


class Booking(models.Model):
    """A day on which one method is assessed. resit: the leave it rests on, when it is not the first time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="bookings")
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="bookings")
    resit = models.ForeignKey(Resit, on_delete=models.PROTECT, related_name="bookings", null=True, blank=True)
    booked_for = models.DateField()
    at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bookings")
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)
    is_settled = models.BooleanField(default=False, help_text="Whether a result was entered for it.")

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="method_has_one_open_booking",
                fields=["gateway", "method"],
                condition=Q(cancelled_at__isnull=True, is_settled=False),
            ),
            models.CheckConstraint(
                name="cancelled_booking_has_a_reason_and_no_result",
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | (Q(cancelled_at__isnull=False, is_settled=False) & ~Q(cancelled_because="")),
            ),
        ]
        indexes = [models.Index(name="booking_by_day", fields=["gateway", "booked_for"])]

    def __str__(self) -> str:
        return f"{self.method} on {self.booked_for}"


class EpaResult(models.Model):
    """What the assessment organisation said of one method. Rows are only added: a correction supersedes.

    told_on: the day of the notice, from which the time for a resit counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="results")
    grade = models.CharField(max_length=12, choices=Grade)
    told_on = models.DateField()
    note = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="results_entered")
    entered_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="booking_has_one_first_result", fields=["booking"], condition=Q(supersedes__isnull=True)
            ),
            models.CheckConstraint(
                name="corrected_result_has_a_reason", condition=Q(supersedes__isnull=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()}, told on {self.told_on}"
