"""Uploads under way: how much of a file has arrived, so that it can go on after any interruption."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from portfolio.models.apprenticeships import owned_by
from portfolio.models.evidence import Evidence
from portfolio.models.files import Attachment


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> "UploadQuerySet":
        """Nobody but the sender sees what has only half arrived, and only while they may see the piece."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owned_by(user, "evidence__apprenticeship__"), by=user)

    def under_way(self) -> "UploadQuerySet":
        return self.filter(finished_at__isnull=True)

    def for_receiving(self) -> "UploadQuerySet":
        return self.select_related("evidence__apprenticeship", "evidence__latest")

    def left_alone(self, since: dt.datetime) -> "UploadQuerySet":
        """Nothing was added since then. Finished ones too: nobody asks about them any more."""
        return self.filter(touched_at__lt=since)


class Upload(models.Model):
    """A file on its way into a draft. `received` bytes of `size` are on the disk, whatever happens next.

    fingerprint: SHA-256 over name, size and date of the file as its sender's device knows them; the same
    file sent from two tabs, or again after a reload, is one upload.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="uploads")
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, related_name="uploads", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="file_is_sent_to_a_piece_once_at_a_time",
                fields=["evidence", "by", "fingerprint"],
                condition=Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(name="upload_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="upload_never_passes_its_size", condition=Q(received__lte=F("size"))),
        ]
        indexes = [models.Index(name="upload_by_last_touch", fields=["finished_at", "touched_at"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.size}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
