"""Files: what was uploaded, kept once for each provider, and where it is attached."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider, User
from portfolio.models.evidence import Loan, Revision

LONGEST_WAIT = dt.timedelta(seconds=60)
MOST_PAGE_PICTURES = 60
MOST_WORDS_AT_ONCE = 60_000
# Whatever may hold a file; all but the first belong to the app above and are named by string.
HELD_BY = (
    "attachments",
    "voiced_markings",
    "voiced_drafts",
    "testimonies",
    "sign_requests",
    "spoken_requests",
    "mock_recordings",
    "mock_photos",
    "reading_links",
)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def waiting(self) -> "StoredFileQuerySet":
        return self.filter(state__in=[StoredFile.State.RECEIVED, StoredFile.State.CHECKING])

    def free_to_check(self, now: dt.datetime) -> "StoredFileQuerySet":
        """Not looked at yet, or left behind by somebody who held the lease for too long."""
        received = Q(state=StoredFile.State.RECEIVED)
        return self.filter(received | Q(state=StoredFile.State.CHECKING, leased_until__lt=now))

    def unattached(self) -> "StoredFileQuerySet":
        """Removed from the last thing that held it, and not being looked at."""
        unused = {f"{path}__isnull": True for path in HELD_BY}
        return self.filter(**unused).exclude(state=StoredFile.State.CHECKING)

    def overdue(self, now: dt.datetime) -> "StoredFileQuerySet":
        """Free to check for so long that the nudge must have been lost."""
        fresh = Q(state=StoredFile.State.RECEIVED, created_at__gt=now - LONGEST_WAIT)
        return self.free_to_check(now).exclude(fresh)


class StoredFile(models.Model):
    """The bytes, addressed by their SHA-256, and the safe copies made from them. They never change.

    seconds: how long a clip plays. page_pictures: how many of the first pages are kept as pictures.
    has_clean_copy: the original says where, by whom or with what it was made, or plays on few devices, so
    that only its owner is handed the original; everybody else gets the copy, described by clean_*.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        CHECKING = "checking", "Being checked"
        SAFE = "safe", "Checked"
        REJECTED = "rejected", "Could not be used"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="stored_files")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    has_picture = models.BooleanField(default=False)
    page_pictures = models.PositiveSmallIntegerField(default=0)
    has_clean_copy = models.BooleanField(default=False)
    clean_media_type = models.CharField(max_length=100, blank=True)
    clean_size = models.PositiveBigIntegerField(default=0)
    clean_sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="provider_keeps_each_file_once", fields=["provider", "sha256"]),
            models.CheckConstraint(name="stored_file_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="clean_copy_is_known_by_its_hash",
                condition=Q(has_clean_copy=False) | ~Q(clean_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @property
    def key(self) -> str:
        """Where the original lies in storage."""
        return f"{self.provider_id}/{self.sha256[:2]}/{self.sha256}"

    @property
    def picture_key(self) -> str:
        """An upright JPEG at most 1600 pixels long, without any metadata: what screens and paper show."""
        return f"{self.key}.picture.jpg"

    @property
    def thumbnail_key(self) -> str:
        return f"{self.key}.thumbnail.jpg"

    @property
    def clean_key(self) -> str:
        """The original without what it says of place, owner and device; a picture's is its upright copy."""
        return self.picture_key if self.media_type.startswith("image/") else f"{self.key}.clean"

    def page_key(self, number: int) -> str:
        """The picture of one page, counted from 1."""
        return f"{self.key}.page-{number}.jpg"

    @property
    def copy_keys(self) -> list[str]:
        """Wherever something made from the original may lie, also what a check that was broken off left."""
        pages = [self.page_key(number) for number in range(1, MOST_PAGE_PICTURES + 1)]
        has_pages = self.media_type == "application/pdf" or self.page_pictures
        copies = {self.picture_key, self.thumbnail_key, self.clean_key, f"{self.key}.clean"}
        return sorted(copies) + (pages if has_pages else [])

    @property
    def is_safe(self) -> bool:
        return self.state == self.State.SAFE

    @property
    def is_waiting(self) -> bool:
        return self.state in {self.State.RECEIVED, self.State.CHECKING}


class FileText(models.Model):
    """What a file says, apart from it because it is long: pages are parted by form feeds."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="text", primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Of the revisions that this person sees, and of those lent to them."""
        if not user.is_authenticated:
            return self.none()
        lent = Loan.objects.usable_by(user).values("revision")
        return self.filter(Q(revision__in=Revision.objects.visible_to(user)) | Q(revision__in=lent))

    def for_list(self) -> "AttachmentQuerySet":
        return self.select_related("file").order_by("position")

    def for_desk(self) -> "AttachmentQuerySet":
        """In order, each with `words`: the beginning of what a file says that is nothing but words."""
        pictured = Q(file__media_type="application/pdf") | Q(file__media_type__startswith="image/")
        words = Case(When(pictured, then=Value("")), default=Left("file__text__text", MOST_WORDS_AT_ONCE))
        return self.for_list().annotate(words=words)

    def for_serving(self) -> "AttachmentQuerySet":
        return self.select_related("file", "revision__evidence__apprenticeship", "revision__evidence__latest")

    def for_viewer(self) -> "AttachmentQuerySet":
        """With the words of the file, when it has any."""
        return self.select_related("file__text", "revision__evidence__apprenticeship__apprentice")

    def with_loans(self, user: User) -> "AttachmentQuerySet":
        """Adds `is_lent`: this person sees the file alone, and nothing of the piece around it."""
        seen = Revision.objects.visible_to(user).filter(pk=OuterRef("revision"))
        return self.annotate(is_lent=~Exists(seen))

    def with_picture(self) -> "AttachmentQuerySet":
        return self.filter(file__state=StoredFile.State.SAFE, file__has_picture=True)

    def same_file_elsewhere(self, attachment: "Attachment") -> "AttachmentQuerySet":
        """Where else the same apprentice uses the same file now, apart from this piece, oldest first."""
        evidence = attachment.revision.evidence
        return (
            self.filter(file=attachment.file_id, revision__latest_of__in_inbox=False)
            .filter(revision__evidence__apprenticeship=evidence.apprenticeship_id)
            .exclude(revision__evidence=evidence)
            .select_related("revision")
            .order_by("revision__evidence__created_at", "revision__evidence")
        )

    def with_twins(self) -> "AttachmentQuerySet":
        """Adds `twin_title`, of the oldest other piece that holds the same file, and `twin_count`."""
        twins = Attachment.objects.filter(
            file=OuterRef("file"),
            revision__latest_of__in_inbox=False,
            revision__evidence__apprenticeship=OuterRef("revision__evidence__apprenticeship"),
        ).exclude(revision__evidence=OuterRef("revision__evidence"))
        counted = twins.order_by().values("file").annotate(number=models.Count("pk"))
        return self.annotate(
            twin_title=Subquery(
                twins.order_by("revision__evidence__created_at").values("revision__title")[:1]
            ),
            twin_count=Coalesce(Subquery(counted.values("number")), 0),
        )


class Attachment(models.Model):
    """A file attached to one revision, under the name its owner gave it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="revision_attaches_each_file_once", fields=["revision", "file"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portfolio:attachment", args=[self.pk])
