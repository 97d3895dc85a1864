"""The reading room: links for assessment organisations, what each shows, who opened it, what they read."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Provider, Role, User
from accounts.people import providers_where
from portfolio.models import Apprenticeship, StoredFile
from portfolio.models.apprenticeships import owned_by
from reports.models.exports import Export


class ReadingLinkQuerySet(models.QuerySet["ReadingLink"]):
    def visible_to(self, user: User) -> "ReadingLinkQuerySet":
        """The provider's administrators, and the apprentice whose portfolio it opens."""
        if not user.is_authenticated:
            return self.none()
        administered = Q(provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        return self.filter(administered | owned_by(user, "apprenticeship__")).filter(STILL_THERE)

    def open_at(self, now: dt.datetime) -> "ReadingLinkQuerySet":
        """Neither ended nor too old, at the same provider still, and made by somebody who may still do it."""
        makers = Membership.objects.active().filter(
            user=OuterRef("made_by"), provider=OuterRef("provider"), role=Role.PROVIDER_ADMIN
        )
        return self.filter(STILL_THERE, Exists(makers), ended_at__isnull=True, expires_at__gt=now)

    def with_readings(self) -> "ReadingLinkQuerySet":
        """Adds `is_open`, `browser_count`, `reading_count` and `last_read_at`, which lists show."""
        now = timezone.now()
        return self.defer("snapshot").annotate(
            is_open=Exists(ReadingLink.objects.open_at(now).filter(pk=OuterRef("pk"))),
            browser_count=models.Count("passes", distinct=True),
            reading_count=models.Count("readings", distinct=True),
            last_read_at=models.Max("readings__at"),
        )

    def for_list(self) -> "ReadingLinkQuerySet":
        return self.with_readings().select_related("made_by", "ended_by").order_by("-made_at")

    def for_room(self) -> "ReadingLinkQuerySet":
        return self.select_related(
            "provider", "apprenticeship__apprentice", "apprenticeship__plan", "pdf", "pack"
        )


# An apprenticeship that moved to another provider takes its portfolio along, and leaves the links behind.
STILL_THERE = Q(apprenticeship__provider=F("provider"))


class ReadingLink(models.Model):
    """Leave for an assessment organisation to read a showcase without an account, as it stood at `made_at`.

    token_hash: SHA-256 of the secret in the address, which is kept nowhere. pin_hash: blank without PIN.
    most_browsers: how many browsers the address may be swapped for a cookie in.
    snapshot: the head of the room and its index; the pieces are `RoomPiece`. gateway_on: when the gateway
    was confirmed that froze the showcase; null when it stands as it was chosen on the day of the link.
    """

    MOST_BROWSERS = 10
    MOST_DAYS = 90

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="reading_links")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="reading_links")
    organisation = models.CharField(max_length=120)
    reader = models.CharField(max_length=120, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=200, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    pin_again_at = models.DateTimeField(null=True, blank=True)
    most_browsers = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reading_links")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="reading_links_ended", null=True, blank=True
    )
    ended_because = models.CharField(max_length=200, blank=True)
    gateway_on = models.DateField(null=True, blank=True)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    files = models.ManyToManyField(StoredFile, related_name="reading_links")
    pdf = models.ForeignKey(
        Export, on_delete=models.PROTECT, related_name="links_to_pdf", null=True, blank=True
    )
    pack = models.ForeignKey(
        Export, on_delete=models.PROTECT, related_name="links_to_pack", null=True, blank=True
    )

    objects = ReadingLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(name="reading_link_names_who_reads", condition=~Q(organisation="")),
            models.CheckConstraint(
                name="reading_link_expires_after_it_was_made", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(name="reading_link_opens_in_a_browser", condition=Q(most_browsers__gt=0)),
            models.CheckConstraint(
                name="ended_reading_link_says_why",
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
            ),
        ]
        indexes = [models.Index(name="reading_link_by_portfolio", fields=["apprenticeship", "-made_at"])]

    def __str__(self) -> str:
        return f"Reading room for {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("reports:reading-link", args=[self.pk])

    @property
    def has_pin(self) -> bool:
        return bool(self.pin_hash)


class RoomPiece(models.Model):
    """One piece as a link shows it: frozen, numbered from 1 in the order of the room."""

    link = models.ForeignKey(ReadingLink, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="room_numbers_each_piece_once", fields=["link", "number"])
        ]

    def __str__(self) -> str:
        return f"Piece {self.number} in {self.link_id}"


class RoomPass(models.Model):
    """One browser in which a link was swapped for a cookie. secret_hash: SHA-256 of what the cookie holds."""

    link = models.ForeignKey(ReadingLink, on_delete=models.CASCADE, related_name="passes")
    secret_hash = models.CharField(max_length=64, unique=True)
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="browsers_are_numbered", fields=["link", "number"])]

    def __str__(self) -> str:
        return f"Browser {self.number} of {self.link_id}"


class RoomReadingQuerySet(models.QuerySet["RoomReading"]):
    def visible_to(self, user: User) -> "RoomReadingQuerySet":
        return self.filter(link__in=ReadingLink.objects.visible_to(user))

    def for_list(self) -> "RoomReadingQuerySet":
        return self.select_related("browser").order_by("-at", "-pk")


class RoomReading(models.Model):
    """That something was opened in the room. Rows are only added. number: of the piece, null for the room."""

    class What(models.TextChoices):
        OPENED = "opened", "Opened the link"
        ROOM = "room", "Read the index"
        PIECE = "piece", "Read a piece"
        FILE = "file", "Opened a file"
        PDF = "pdf", "Downloaded the PDF"
        PACK = "pack", "Downloaded the pack"

    id = models.BigAutoField(primary_key=True)
    link = models.ForeignKey(ReadingLink, on_delete=models.PROTECT, related_name="readings")
    browser = models.ForeignKey(RoomPass, on_delete=models.PROTECT, related_name="readings")
    what = models.CharField(max_length=10, choices=What)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = RoomReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(name="room_reading_by_link", fields=["link", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_what_display()} at {self.at:%d %b %Y, %H:%M}"
