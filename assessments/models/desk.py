"""What stands on an assessor's desk: half-done markings, marks on pages, the comment bank."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from assessments.models.judgements import Marking
from portfolio.models import Attachment, Revision, StoredFile
from standards.models import Ksb

# Places on a page are kept in ten-thousandths of its width and height, counted from the top left corner.
WHOLE_PAGE = 10_000


class MarkingDraftQuerySet(models.QuerySet["MarkingDraft"]):
    def visible_to(self, user: User) -> "MarkingDraftQuerySet":
        """The assessor's own alone: nobody reads a judgement that is not made yet."""
        return self.filter(assessor=user.pk, revision__in=Revision.objects.visible_to(user))

    def with_safe_voice(self) -> "MarkingDraftQuerySet":
        """Those with spoken feedback that was checked, with its file."""
        return self.filter(voice__state=StoredFile.State.SAFE).select_related("voice")


class MarkingDraft(models.Model):
    """A marking that was begun and not recorded yet: what was typed, drawn and spoken so far.

    content: `judgements` (claim id -> [outcome, reason]), `feedback`, `added` (lists of KSB id and why),
    `marks` (attachment, page, left, top, width, height, note). Removed when the marking is recorded.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="marking_drafts")
    assessor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="marking_drafts")
    content = models.JSONField(default=dict)
    voice = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="voiced_drafts", null=True, blank=True
    )
    saves = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = MarkingDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assessor_has_one_draft_for_a_revision", fields=["revision", "assessor"]
            ),
        ]

    def __str__(self) -> str:
        return f"Half-done marking of {self.revision}"


class PageMarkQuerySet(models.QuerySet["PageMark"]):
    def visible_to(self, user: User) -> "PageMarkQuerySet":
        return self.filter(marking__in=Marking.objects.visible_to(user))

    def for_list(self) -> "PageMarkQuerySet":
        return self.order_by("number")


class PageMark(models.Model):
    """A box that the assessor drew on a page or picture, with a note: laid over the file, never into it.

    page: from 1; always 1 for a picture. left, top, width, height: ten-thousandths of the page.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="page_marks")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="page_marks")
    number = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField(default=1)
    left = models.PositiveSmallIntegerField()
    top = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    note = models.TextField()

    objects = PageMarkQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="marking_numbers_each_mark_once", fields=["marking", "number"]),
            models.CheckConstraint(name="mark_has_a_note", condition=~Q(note="")),
            models.CheckConstraint(name="mark_is_on_a_page", condition=Q(page__gt=0)),
            models.CheckConstraint(
                name="mark_lies_on_the_page",
                condition=Q(
                    width__gt=0,
                    height__gt=0,
                    left__lte=WHOLE_PAGE - F("width"),
                    top__lte=WHOLE_PAGE - F("height"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.note[:60]}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> "CommentQuerySet":
        """Own comments, and those of the providers where this person assesses or administers."""
        if not user.is_authenticated:
            return self.none()
        assesses = providers_where(user, Role.ASSESSOR)
        shared = [*assesses, *providers_where(user, Role.PROVIDER_ADMIN)]
        own = Q(owner=user.pk, provider__in=assesses)
        return self.filter(own | Q(owner__isnull=True, provider__in=shared))

    def in_use(self) -> "CommentQuerySet":
        return self.filter(removed_at__isnull=True)

    def for_list(self) -> "CommentQuerySet":
        return self.select_related("ksb").order_by("name", "pk")


class Comment(models.Model):
    """Words an assessor uses often. Inserting copies them, so that editing one never rewrites a marking.

    owner: None for one that everybody who assesses at the provider may use.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="comments")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments", null=True, blank=True)
    name = models.CharField(max_length=80)
    text = models.TextField()
    ksb = models.ForeignKey(Ksb, on_delete=models.SET_NULL, related_name="comments", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="comment_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="comment_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.name
