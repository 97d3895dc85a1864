"""What people sign, with or without an account: requests by link, signatures, testimony, behaviours seen."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.leases import unleased
from accounts.models import User
from portfolio.models import Apprenticeship, Revision, StoredFile
from standards.models import Ksb


class SignKind(models.TextChoices):
    """What somebody is asked to put their name to."""

    TESTIMONY = "testimony", "Witness testimony"
    CONFIRMATION = "confirmation", "Confirmation by the employer"
    BEHAVIOURS = "behaviours", "Behaviours seen at work"


def _not_a_draft_of_others(user: User) -> Q:
    """What is about no piece, about one that was handed in, or about one's own draft."""
    handed_in = Q(revision__isnull=True) | Q(revision__submitted_at__isnull=False)
    return handed_in | Q(apprenticeship__apprentice=user.pk)


class SignRequestQuerySet(models.QuerySet["SignRequest"]):
    def visible_to(self, user: User) -> "SignRequestQuerySet":
        seen = Apprenticeship.objects.worked_on_by(user)
        return self.filter(_not_a_draft_of_others(user), apprenticeship__in=seen)

    def open(self, now: dt.datetime) -> "SignRequestQuerySet":
        return self.filter(
            expires_at__gt=now,
            withdrawn_at__isnull=True,
            refused_at__isnull=True,
            signature__isnull=True,
        )

    def sent_to(self, user: User, now: dt.datetime) -> "SignRequestQuerySet":
        """Open ones that ask a line manager who has an account, about their own apprentices."""
        managed = Apprenticeship.objects.managed_by(user)
        return self.open(now).filter(email__iexact=user.email, apprenticeship__in=managed)

    def waiting_to_leave(self, now: dt.datetime) -> "SignRequestQuerySet":
        """Open, not sent yet, and in the hands of nobody who may still be sending it."""
        return self.open(now).filter(unleased(now), sent_at__isnull=True, due_at__lte=now)

    def for_list(self) -> "SignRequestQuerySet":
        return self.select_related("asked_by", "revision", "signature").order_by("-created_at", "pk")

    def for_page(self) -> "SignRequestQuerySet":
        return self.select_related(
            "asked_by",
            "revision",
            "recording",
            "signature",
            "apprenticeship__apprentice",
            "apprenticeship__assessor",
            "apprenticeship__employer",
            "apprenticeship__provider",
        )


class SignRequest(models.Model):
    """A link by which one named person, who needs no account, is asked to sign one thing, once.

    token_hash: SHA-256 of the link's secret, which is kept nowhere: it follows from nonce and the site's key.
    snapshot: exactly what they are shown; a later change of the portfolio does not change it, and `files`
    holds what it shows. network: a keyed hash of where the asker's browser was, never the address itself, so
    that a signature from the same place can be noticed. recording: spoken already, but not signed yet.
    due_at, sent_at, send_attempts, leased_until, trouble: how far the letter with the link has come.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="sign_requests")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="sign_requests", null=True, blank=True
    )
    kind = models.CharField(max_length=15, choices=SignKind)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_requests")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    relationship = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    nonce = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    network = models.CharField(max_length=64, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="sign_requests", blank=True)
    recording = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="spoken_requests", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    send_attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=60, blank=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.TextField(blank=True)

    objects = SignRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_ends_after_it_was_made", condition=Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, asked of {self.name}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, user: User) -> "SignatureQuerySet":
        """Those who read the portfolio; other visitors, those that speak of a piece in the showcase."""
        seen = Apprenticeship.objects.read_by(user)
        shown = Revision.objects.visible_to(user)
        worked_on = Q(apprenticeship__in=seen) & _not_a_draft_of_others(user)
        return self.filter(worked_on | Q(revision__in=shown))

    def for_list(self) -> "SignatureQuerySet":
        listed = self.select_related("user", "revision", "request", "testimony__recording")
        return listed.order_by("-signed_at", "pk")

    def for_page(self) -> "SignatureQuerySet":
        return self.select_related(
            "user",
            "request",
            "revision__evidence",
            "testimony__recording",
            "apprenticeship__apprentice",
            "apprenticeship__employer",
        )


class Signature(models.Model):
    """Somebody put their name to something. Rows are only added.

    snapshot: all of what was signed, what they were shown and what they wrote; snapshot_hash: its SHA-256.
    noticed: keys of what looked odd, such as a browser in which the apprentice was logged in.
    """

    class Route(models.TextChoices):
        LINK = "link", "By a link sent to them"
        ACCOUNT = "account", "Logged in"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="signatures", null=True, blank=True
    )
    request = models.OneToOneField(
        SignRequest, on_delete=models.PROTECT, related_name="signature", null=True, blank=True
    )
    kind = models.CharField(max_length=15, choices=SignKind)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures", null=True, blank=True)
    route = models.CharField(max_length=10, choices=Route)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    relationship = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    noticed = models.JSONField(default=list, blank=True)
    signed_at = models.DateTimeField(default=timezone.now)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(
                name="signature_says_who_and_as_what",
                condition=~Q(name="") & ~Q(role="") & ~Q(relationship=""),
            ),
            models.CheckConstraint(
                name="signature_by_link_belongs_to_its_request",
                condition=Q(route="link", request__isnull=False, user__isnull=True)
                | Q(route="account", user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:signature", args=[self.pk])


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    def visible_to(self, user: User) -> "TestimonyQuerySet":
        return self.filter(signature__in=Signature.objects.visible_to(user))


class Testimony(models.Model):
    """What a witness wrote or said of a piece, and which KSBs they saw. Rows are only added."""

    __test__ = False  # so that pytest does not take it for a class of tests

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="testimony")
    text = models.TextField(blank=True)
    recording = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="testimonies", null=True, blank=True
    )
    ksbs = models.ManyToManyField(Ksb, related_name="testimonies")

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "testimonies"
        constraints = [
            models.CheckConstraint(
                name="testimony_is_written_or_recorded", condition=~Q(text="") | Q(recording__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Testimony of {self.signature.name}"


class BehaviourSeenQuerySet(models.QuerySet["BehaviourSeen"]):
    def visible_to(self, user: User) -> "BehaviourSeenQuerySet":
        return self.filter(signature__apprenticeship__in=Apprenticeship.objects.read_by(user))

    def for_list(self) -> "BehaviourSeenQuerySet":
        return self.select_related("signature", "ksb__version__standard").order_by(
            "ksb__position", "-seen_on", "pk"
        )


class BehaviourSeen(models.Model):
    """One behaviour that somebody saw the apprentice show: which, where, when. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="behaviours")
    ksb = models.ForeignKey(Ksb, on_delete=models.PROTECT, related_name="behaviours_seen")
    where = models.TextField()
    seen_on = models.DateField()

    objects = BehaviourSeenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="signature_names_each_behaviour_once", fields=["signature", "ksb"]),
            models.CheckConstraint(name="behaviour_was_seen_somewhere", condition=~Q(where="")),
        ]

    def __str__(self) -> str:
        return f"{self.ksb.code} seen on {self.seen_on}"
