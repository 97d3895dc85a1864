"""What comes in: archives that somebody sent, each a row that says how far it has come."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.leases import unleased
from accounts.models import Provider, Role, User
from accounts.people import providers_where
from portfolio.models import Apprenticeship

UNTOUCHED_FOR = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(days=14)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, user: User) -> "ArrivalQuerySet":
        """Archives: the provider's administrators. Leap2A files: the apprentice who sent them."""
        if not user.is_authenticated:
            return self.none()
        administered = providers_where(user, Role.PROVIDER_ADMIN)
        archives = Q(kind=Arrival.Kind.WAYMARK, provider__in=administered)
        own = Apprenticeship.objects.belonging_to(user).values("pk")
        return self.filter(archives | Q(kind=Arrival.Kind.LEAP2A, apprenticeship__in=own))

    def archives_at(self, provider: Provider) -> "ArrivalQuerySet":
        return self.filter(provider=provider, kind=Arrival.Kind.WAYMARK)

    def into(self, apprenticeship: Apprenticeship) -> "ArrivalQuerySet":
        return self.filter(apprenticeship=apprenticeship, kind=Arrival.Kind.LEAP2A)

    def at_work(self) -> "ArrivalQuerySet":
        return self.filter(state__in=Arrival.AT_WORK)

    def waiting(self) -> "ArrivalQuerySet":
        return self.filter(state__in=Arrival.WAITING)

    def undecided(self) -> "ArrivalQuerySet":
        """Their files are kept here."""
        return self.filter(state__in=[*Arrival.AT_WORK, *Arrival.WAITING])

    def free(self, now: dt.datetime) -> "ArrivalQuerySet":
        """Something is to be done, and nobody is at it."""
        return self.at_work().filter(unleased(now))

    def overdue(self, now: dt.datetime) -> "ArrivalQuerySet":
        return self.free(now).filter(touched_at__lt=now - UNTOUCHED_FOR)

    def forgotten(self, now: dt.datetime) -> "ArrivalQuerySet":
        """Waiting for somebody, who did not decide in a fortnight."""
        return self.waiting().filter(touched_at__lt=now - KEPT_FOR)

    def brought_in(self) -> "ArrivalQuerySet":
        return self.filter(state=Arrival.State.DONE)

    def same_as(self, arrival: "Arrival") -> "ArrivalQuerySet":
        """Brought in at this provider before, to the letter."""
        return self.brought_in().filter(
            provider=arrival.provider_id, kind=arrival.kind, digest=arrival.digest
        )

    def carried_by(self, apprenticeship: Apprenticeship) -> dict[str, Any]:
        """What the archive that this portfolio came with held, and no row here does."""
        came = self.brought_in().filter(apprenticeship=apprenticeship, kind=Arrival.Kind.WAYMARK)
        found = came.order_by("-finished_at").values_list("carried", flat=True).first()
        return found or {}

    def for_list(self) -> "ArrivalQuerySet":
        return self.select_related("requested_by", "apprenticeship__apprentice").order_by(
            "-requested_at", "pk"
        )

    def for_page(self) -> "ArrivalQuerySet":
        return self.select_related("requested_by", "provider", "apprenticeship__apprentice")


class Arrival(models.Model):
    """One file that came in. Nothing of it becomes anybody's portfolio before somebody said so.

    preview: what is inside and what will become of it. choices: what was decided on the preview.
    digest: over all that the portfolio says, so that the same one is known again. source_id: the portfolio's
    id where it came from. carried: of what it held, that which stands in no row here.
    """

    class Kind(models.TextChoices):
        WAYMARK = "waymark", "Waymark archive"
        LEAP2A = "leap2a", "Leap2A file"

    class State(models.TextChoices):
        RECEIVED = "received", "Being looked at"
        READY = "ready", "Looked at: waiting for you"
        CONFIRMED = "confirmed", "Being brought in"
        DONE = "done", "Brought in"
        STOPPED = "stopped", "Stopped: waiting for you"
        REFUSED = "refused", "Could not be used"
        DROPPED = "dropped", "Not brought in"

    AT_WORK = (State.RECEIVED, State.CONFIRMED)
    # It is for somebody to say what becomes of it; the file is kept until then.
    WAITING = (State.READY, State.STOPPED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WAYMARK)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="arrivals")
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="arrivals", null=True, blank=True
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="arrivals")
    requested_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    carried = models.JSONField(default=dict, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="refused_arrival_has_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="stopped_arrival_has_a_reason", condition=~Q(state="stopped") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="what_was_brought_in_is_a_portfolio",
                condition=~Q(state="done") | Q(apprenticeship__isnull=False),
            ),
            models.UniqueConstraint(
                name="archive_is_brought_in_once_at_a_provider",
                fields=["provider", "digest"],
                condition=Q(state="done", kind="waymark"),
            ),
        ]
        indexes = [models.Index(name="arrival_by_state", fields=["state", "leased_until"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:arrival", args=[self.pk])

    @property
    def key(self) -> str:
        """Where the file lies until it was brought in or dropped."""
        return f"arrivals/{self.pk}.zip"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK
