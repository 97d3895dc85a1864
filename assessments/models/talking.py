"""What apprentice and assessor say to each other: remarks on feedback, and requests for evidence."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.models.judgements import Decision, Marking, Reopening
from portfolio.models import Apprenticeship, Evidence, Revision
from standards.models import EvidenceTemplate, Ksb


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, user: User) -> "RemarkQuerySet":
        """Those who read the portfolio. Other visitors read the showcase, not the talk about it."""
        seen = Apprenticeship.objects.read_by(user)
        return self.filter(marking__revision__evidence__apprenticeship__in=seen)

    def asks(self) -> "RemarkQuerySet":
        return self.filter(kind=Remark.Kind.ASK)

    def open_asks(self) -> "RemarkQuerySet":
        """Not answered, about the newest version that was handed in."""
        return self.asks().filter(answered_by__isnull=True, marking__revision__shown_of__isnull=False)

    def for_list(self) -> "RemarkQuerySet":
        return self.select_related("by", "claim__ksb", "answered_by").order_by("created_at", "pk")

    def for_page(self) -> "RemarkQuerySet":
        return self.select_related(
            "by",
            "claim__ksb",
            "answered_by",
            "marking__revision__evidence__shown",
            "marking__revision__evidence__apprenticeship__apprentice",
        )


class Remark(models.Model):
    """Something said about a marking after it was recorded. Rows are only added.

    An ask (for another look) stays open until a reply answers it; the reply names what came of it, where
    that was a correction or a reopening.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment"
        ASK = "ask", "Asked for another look"
        REPLY = "reply", "Answer to an ask"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="remarks")
    claim = models.ForeignKey(
        "portfolio.Claim", on_delete=models.PROTECT, related_name="remarks", null=True, blank=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    answers = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="answered_by", null=True, blank=True
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="remarks", null=True, blank=True
    )
    reopening = models.ForeignKey(
        Reopening, on_delete=models.PROTECT, related_name="remarks", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="remark_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="only_a_reply_answers_an_ask",
                condition=Q(kind="reply", answers__isnull=False)
                | (~Q(kind="reply") & Q(answers__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"


class EvidenceRequestQuerySet(models.QuerySet["EvidenceRequest"]):
    def visible_to(self, user: User) -> "EvidenceRequestQuerySet":
        return self.filter(apprenticeship__in=Apprenticeship.objects.worked_on_by(user))

    def open(self) -> "EvidenceRequestQuerySet":
        """Asked, and neither handed in nor withdrawn. Those without a piece have none that was shown."""
        return self.filter(withdrawn_at__isnull=True, evidence__shown__isnull=True)

    def for_list(self) -> "EvidenceRequestQuerySet":
        """With `handed_in_at`: when the piece was first handed in."""
        first = Revision.objects.filter(evidence=models.OuterRef("evidence"), submitted_at__isnull=False)
        handed_in = models.Subquery(first.order_by("number").values("submitted_at")[:1])
        rows = self.annotate(handed_in_at=handed_in).select_related("apprenticeship__apprentice", "evidence")
        if not rows.query.order_by:
            rows = rows.order_by("due_on", "created_at", "pk")
        return rows.prefetch_related(models.Prefetch("ksbs", Ksb.objects.order_by("position")))

    def for_page(self) -> "EvidenceRequestQuerySet":
        return self.select_related("by", "template", "apprenticeship__apprentice", "evidence")


class EvidenceRequest(models.Model):
    """A piece of evidence that an assessor asks an apprentice for.

    evidence: the piece that was started from it, already mapped to these KSBs; handing it in is the answer,
    and deleting the draft lets it be started again. batch: the same for all that were asked at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="evidence_requests"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evidence_requests")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    template = models.ForeignKey(EvidenceTemplate, on_delete=models.PROTECT, related_name="requests")
    ksbs = models.ManyToManyField(Ksb, related_name="evidence_requests")
    due_on = models.DateField()
    batch = models.UUIDField(default=uuid4, editable=False, db_index=True)
    evidence = models.OneToOneField(
        Evidence, on_delete=models.SET_NULL, related_name="request", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_says_what_for", condition=~Q(title="")),
            models.CheckConstraint(
                name="withdrawn_request_has_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
            models.UniqueConstraint(
                name="apprentice_is_asked_once_in_a_batch", fields=["batch", "apprenticeship"]
            ),
        ]
        indexes = [models.Index(name="request_by_due_date", fields=["apprenticeship", "due_on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:request", args=[self.pk])
