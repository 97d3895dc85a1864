"""What people are told: in the product, and in letters that leave by e-mail."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.leases import unleased
from accounts.models.people import Membership, Provider, User

KEPT_FOR = dt.timedelta(days=180)


class NoticeKind(models.TextChoices):
    """What a notification is about. Each person chooses for each kind how they are told by e-mail."""

    SUBMITTED = "submitted", "A piece was handed in to me"
    MARKED = "marked", "My piece was marked"
    CORRECTED = "corrected", "A decision was corrected, or my piece was opened again"
    REMARK = "remark", "Somebody answered feedback or asked for another look"
    EVIDENCE_ASKED = "evidence_asked", "My assessor asked me for a piece of evidence"
    REQUEST_ANSWERED = "request_answered", "A piece I asked for was handed in"
    SIGNATURE_ASKED = "signature_asked", "I am asked to confirm, sign or give testimony"
    SIGNED = "signed", "Somebody signed, gave testimony, or said “not me”"
    COUNTERSIGN = "countersign", "Decisions wait for my countersignature, or mine were countersigned"
    OPINION = "opinion", "I am asked for a second opinion or to take part in an exercise"
    SAMPLED = "sampled", "My decisions were sampled, or a finding needs an answer"
    GATEWAY = "gateway", "Gateway, bookings and results"
    PRACTICE = "practice", "Somebody practised an assessment with me"
    EXPORT = "export", "A file I asked for is ready"
    REMINDER = "reminder", "Reminders of what is due"


class Channel(models.TextChoices):
    AT_ONCE = "at_once", "E-mail at once"
    DAILY = "daily", "One e-mail a day"
    OFF = "off", "No e-mail"


class NoticeChoice(models.Model):
    """How one person wants to be told about one kind of thing; no row means the kind's own default."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="person_chooses_once_for_each_kind", fields=["user", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_channel_display()}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def free_to_send(self, now: dt.datetime) -> "LetterQuerySet":
        """Due, not resting after a failure, and not in the hands of a worker that may still be alive."""
        return self.unsent().filter(unleased(now), due_at__lte=now)

    def unsent(self) -> "LetterQuerySet":
        return self.filter(state__in=[Letter.State.WAITING, Letter.State.SENDING])

    def forgettable(self, now: dt.datetime) -> "LetterQuerySet":
        """Sent or given up, so long ago that nobody asks about it."""
        settled = [Letter.State.SENT, Letter.State.FAILED]
        return self.filter(state__in=settled, created_at__lt=now - KEPT_FOR)


class Letter(models.Model):
    """One e-mail that is still to leave, or has left: the row is the truth, the task a nudge.

    It holds what it tells as notifications, so that nothing is said twice. `trouble` names the kind of
    failure, never the words of a server or an address. leased_until: nobody takes it before, because a worker
    has it or because it rests after a failure. touched_at: when a task was last asked to send it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_has_one_daily_letter_for_a_day",
                fields=["user", "due_at"],
                condition=Q(channel="daily", state="waiting"),
            ),
            models.CheckConstraint(
                name="sent_letter_has_a_date", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [models.Index(name="letter_by_due_time", fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.get_state_display()}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> "NotificationQuerySet":
        """One's own, from providers where one still holds a role: a leaver reads no more names there."""
        held = Membership.objects.active().filter(user=user.pk, provider=OuterRef("provider"))
        return self.filter(Exists(held), user=user.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> "NotificationQuerySet":
        return self.order_by("-created_at", "pk")

    def mark_read(self, now: dt.datetime) -> int:
        """Only those that were unread; answers how many."""
        return self.unread().update(read_at=now)

    def forgettable(self, now: dt.datetime) -> "NotificationQuerySet":
        """Read, and told so long ago that nobody looks for it here."""
        return self.filter(read_at__isnull=False, created_at__lt=now - KEPT_FOR)


class Notification(models.Model):
    """One thing that one person is told, and where it leads. `url` is a path of this site.

    subject_id: of what it is about, so that one act is told to a person once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    subject_id = models.CharField(max_length=60)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, related_name="notifications", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(name="notification_by_newest", fields=["user", "-created_at"]),
            models.Index(
                name="notification_unread", fields=["user", "provider"], condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MorningRound(models.Model):
    """That a provider's people were reminded on this day: it is done once, however often it is tried."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="morning_rounds")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="provider_has_one_round_a_day", fields=["provider", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.provider} on {self.day}"
