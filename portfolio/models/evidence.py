"""Evidence, its revisions, the claims made with it, and its place in the showcase."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.people import providers_where
from portfolio.anchors import Anchor, ClaimText
from portfolio.models.apprenticeships import (
    Apprenticeship,
    owned_by,
    read_by,
    visited_by,
    worked_on_by,
)
from standards.models import EvidenceKind, EvidenceTemplate, Ksb, Prompt


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> "EvidenceQuerySet":
        """Own: all. Others who read the portfolio: what was ever submitted. Visitors: the showcase."""
        if not user.is_authenticated:
            return self.none()
        submitted = Q(shown__isnull=False)
        return self.filter(
            owned_by(user, "apprenticeship__")
            | (submitted & read_by(user, "apprenticeship__"))
            | (in_showcase() & visited_by(user, "apprenticeship__"))
        )

    def worked_on_by(self, user: User) -> "EvidenceQuerySet":
        """What `visible_to` gives, less the visits: the people who work with the whole portfolio."""
        if not user.is_authenticated:
            return self.none()
        submitted = Q(shown__isnull=False)
        return self.filter(
            owned_by(user, "apprenticeship__") | (submitted & worked_on_by(user, "apprenticeship__"))
        )

    def read_by(self, user: User) -> "EvidenceQuerySet":
        """As `worked_on_by`, and what external verifiers read."""
        if not user.is_authenticated:
            return self.none()
        submitted = Q(shown__isnull=False)
        return self.filter(
            owned_by(user, "apprenticeship__") | (submitted & read_by(user, "apprenticeship__"))
        )

    def awaiting_marking(self) -> "EvidenceQuerySet":
        return self.filter(shown__state=Revision.State.SUBMITTED)

    def accepted(self) -> "EvidenceQuerySet":
        return self.filter(shown__state=Revision.State.ACCEPTED)

    def in_inbox(self) -> "EvidenceQuerySet":
        """Captured and not finished yet, oldest first."""
        return self.filter(in_inbox=True).order_by("created_at", "pk")

    def untouched(self) -> "EvidenceQuerySet":
        """Started, then left as it was: nothing typed, no file, nothing on its way."""
        return self.filter(
            in_inbox=False,
            shown__isnull=True,
            latest__saves=0,
            latest__attachments__isnull=True,
            uploads__isnull=True,
        )

    def in_showcase_order(self) -> "EvidenceQuerySet":
        """Chosen pieces as their owner ordered them, then the others, newest first."""
        place = models.F("showcase_item__position").asc(nulls_last=True)
        return self.order_by(place, "-created_at", "pk")

    def for_page(self) -> "EvidenceQuerySet":
        return self.select_related(
            "latest",
            "shown__marking__assessor",
            "template",
            "request__by",
            "apprenticeship__apprentice",
            "apprenticeship__version__standard",
            "apprenticeship__plan",
        )


def in_showcase(prefix: str = "") -> Q:
    """Accepted and chosen by the apprentice: what a visitor may read."""
    return Q(
        **{f"{prefix}showcase_item__isnull": False, f"{prefix}shown__state": Revision.State.ACCEPTED},
    )


class Evidence(models.Model):
    """One piece. `latest` is what the apprentice works on; `shown` is what others see (never a draft).

    in_inbox: captured in a hurry, to be turned into a piece, or added to one, at a desk. Always a draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="evidence")
    template = models.ForeignKey(EvidenceTemplate, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=30, choices=EvidenceKind)
    in_inbox = models.BooleanField(default=False)
    latest = models.OneToOneField(
        "portfolio.Revision", on_delete=models.SET_NULL, related_name="latest_of", null=True
    )
    shown = models.OneToOneField(
        "portfolio.Revision", on_delete=models.SET_NULL, related_name="shown_of", null=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [models.Index(name="evidence_by_newest", fields=["apprenticeship", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                name="captured_piece_was_never_submitted", condition=Q(in_inbox=False) | Q(shown__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.latest.title if self.latest else "Untitled"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:evidence", args=[self.pk])


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: User) -> "RevisionQuerySet":
        """Own: all. Others: those submitted. Visitors: the accepted one that the showcase holds."""
        if not user.is_authenticated:
            return self.none()
        path = "evidence__apprenticeship__"
        submitted = Q(submitted_at__isnull=False)
        showcased = Q(shown_of__isnull=False) & in_showcase("evidence__")
        return self.filter(
            owned_by(user, path) | (submitted & read_by(user, path)) | (showcased & visited_by(user, path))
        )

    def for_page(self) -> "RevisionQuerySet":
        """With the piece and its people, and with what the app above keeps of it, named by string."""
        talked = Revision.objects.filter(pk=models.OuterRef("pk"), marking__remarks__isnull=False)
        return self.annotate(has_remarks=models.Exists(talked)).select_related(
            "evidence__request__by",
            "evidence__apprenticeship__apprentice",
            "evidence__apprenticeship__plan",
            "marking__assessor",
            "marking__voice",
            "marking__reopening__by",
            "marking__countersignature__countersigner",
        )


class Revision(models.Model):
    """One version of a piece: what was written. It never changes once it is submitted.

    declared: the keys of the statements that the apprentice ticked on handing it in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    saves = models.PositiveIntegerField(default=0)
    declined = models.JSONField(default=list, blank=True, help_text="KSBs not to suggest again: their ids.")
    declared = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="piece_uses_each_revision_number_once", fields=["evidence", "number"]
            ),
            models.UniqueConstraint(
                name="piece_has_at_most_one_draft", fields=["evidence"], condition=Q(state="draft")
            ),
            models.CheckConstraint(
                name="submitted_revision_has_a_date",
                condition=Q(state="draft", submitted_at__isnull=True)
                | (~Q(state="draft") & Q(submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="submitted_revision_has_a_title", condition=Q(state="draft") | ~Q(title="")
            ),
        ]
        indexes = [models.Index(name="revision_by_waiting_time", fields=["state", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.title or 'Untitled'}, revision {self.number}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> "ClaimQuerySet":
        return self.filter(revision__in=Revision.objects.visible_to(user))

    def set_aside(self) -> "ClaimQuerySet":
        """Made for a version of the standard that the apprenticeship has left. Only of `every`."""
        return self.filter(outcome=Claim.Outcome.ASIDE)

    def asked_again(self) -> "ClaimQuerySet":
        """On accepted pieces, without a decision: a move to another version asks the assessor again."""
        return self.filter(
            outcome=Claim.Outcome.UNDECIDED,
            revision__state=Revision.State.ACCEPTED,
            revision__shown_of__isnull=False,
        )

    def standing(self) -> "ClaimQuerySet":
        """Without those an assessor declined: they count as if they had not been made."""
        return self.exclude(outcome=Claim.Outcome.DECLINED)

    def only_met(self) -> "ClaimQuerySet":
        """The one claim that an accepted piece was accepted for, where no other is met."""
        met = Claim.Outcome.MET
        others = Claim.objects.filter(revision=models.OuterRef("revision"), outcome=met)
        others = others.exclude(pk=models.OuterRef("pk"))
        return self.filter(~models.Exists(others), outcome=met, revision__state=Revision.State.ACCEPTED)

    def for_list(self) -> "ClaimQuerySet":
        return self.select_related("ksb").order_by("ksb__position")

    def with_decisions(self) -> "models.QuerySet[Claim, Any]":
        """A row of values for each decision on each claim, oldest decision first; one for a bare claim.

        Decisions live in the app above. `anchor_question`: what the answer it points into was asked for.
        """
        return self.order_by("ksb__position", "decisions__created_at").values(
            "pk",
            "revision",
            "revision__evidence",
            "revision__number",
            "revision__state",
            "revision__title",
            "revision__happened_on",
            "ksb",
            "ksb__code",
            "ksb__title",
            "justification",
            "added_by__name",
            "anchor_kind",
            "anchor_attachment",
            "anchor_attachment__name",
            "anchor_attachment__file__pages",
            "anchor_attachment__file__seconds",
            "anchor_prompt",
            "anchor_at",
            "outcome",
            "decisions__pk",
            "decisions__outcome",
            "decisions__reason",
            "decisions__created_at",
            "decisions__assessor",
            "decisions__assessor__name",
            "decisions__assessor__elsewhere",
            "decisions__superseded_by",
            "decisions__marking__countersignature__state",
            "decisions__marking__countersignature__countersigner__name",
            anchor_question=_asked_of_anchor(),
        )


def _asked_of_anchor() -> models.Subquery:
    asked = Prompt.objects.filter(
        template=models.OuterRef("revision__evidence__template"), key=models.OuterRef("anchor_prompt")
    )
    return models.Subquery(asked.values("label")[:1])


AllClaims = models.Manager.from_queryset(ClaimQuerySet)


class ClaimManager(AllClaims["Claim"]):
    """All but those set aside, so that nothing counts or prints what the standard no longer asks."""

    def get_queryset(self) -> ClaimQuerySet:
        return ClaimQuerySet(self.model, using=self._db).exclude(outcome=Claim.Outcome.ASIDE)


class Claim(models.Model):
    """One piece of evidence offered for one KSB, with a sentence why.

    `outcome` repeats the assessor's decision in force; whoever decides writes it, nobody else. One that was
    set aside is for a KSB of a version that the apprenticeship has left: `every` alone finds it.
    added_by: the assessor who saw a KSB in the piece that the apprentice had not claimed, or the
    administrator whose move between versions split one KSB in several.
    """

    class Outcome(models.TextChoices):
        UNDECIDED = "", "Not decided"
        MET = "met", "Met"
        NOT_YET = "not_yet", "Not yet"
        DECLINED = "declined", "Does not belong here"
        ASIDE = "aside", "Set aside"

    class AnchorKind(models.TextChoices):
        """Where in the piece the claim is shown, and what `anchor_at` counts."""

        NOWHERE = "", "Anywhere in the piece"
        PAGE = "page", "Page of a document, from 1"
        PARAGRAPH = "paragraph", "Paragraph of an answer or of a file's text, from 1"
        TIME = "time", "Second of a clip, from 0"
        FILE = "file", "A whole file"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="claims")
    ksb = models.ForeignKey(Ksb, on_delete=models.PROTECT, related_name="claims")
    justification = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNDECIDED, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    anchor_kind = models.CharField(max_length=10, choices=AnchorKind, default=AnchorKind.NOWHERE, blank=True)
    anchor_attachment = models.ForeignKey(
        "portfolio.Attachment",
        on_delete=models.SET_NULL,
        related_name="anchored_claims",
        null=True,
        blank=True,
    )
    anchor_prompt = models.SlugField(max_length=60, blank=True)
    anchor_at = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="claims_added", null=True, blank=True
    )

    objects = ClaimManager()
    every = AllClaims()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="revision_claims_each_ksb_once", fields=["revision", "ksb"]),
            models.CheckConstraint(
                name="decided_claim_has_a_date",
                condition=Q(outcome="", decided_on__isnull=True)
                | (~Q(outcome="") & Q(decided_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ksb.code}: {self.justification[:60]}"

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.anchor_kind, self.anchor_attachment_id, self.anchor_prompt, self.anchor_at)

    @property
    def text(self) -> ClaimText:
        return ClaimText(self.justification, self.anchor)


class ShowcaseItem(models.Model):
    """A piece that the apprentice chose for the showcase, and where it stands in it."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="showcase_item")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}. {self.evidence}"


class LoanQuerySet(models.QuerySet["Loan"]):
    def current(self) -> "LoanQuerySet":
        return self.filter(returned_at__isnull=True)

    def usable_by(self, user: User) -> "LoanQuerySet":
        """Only while this person assesses at the provider: a leaver loses sight at once."""
        providers = providers_where(user, Role.ASSESSOR)
        if not providers:
            return self.none()
        return self.current().filter(user=user.pk, revision__evidence__apprenticeship__provider__in=providers)


class Loan(models.Model):
    """Leave for somebody who does not work on the portfolio to open the files of one revision.

    Given by the app above, for a second opinion; what else they see of the piece is on that app's page.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="loans")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="loans")
    created_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="revision_is_lent_to_somebody_once",
                fields=["revision", "user"],
                condition=Q(returned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision} to {self.user}"
