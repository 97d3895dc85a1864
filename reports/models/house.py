"""House rules: how an assessment organisation wants a portfolio to come to it. Ours, or a provider's own."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Provider, Role, User
from accounts.people import providers_where

LONGEST_PATTERN = 120


class Section(models.TextChoices):
    """The parts of a showcase, in the order in which they stand unless house rules say otherwise."""

    DECLARATIONS = "declarations", "Signed declarations"
    READING = "reading", "How to read this"
    CONTENTS = "contents", "Contents"
    MAP = "map", "KSB map"
    MATRIX = "matrix", "Matrix of pieces and KSBs"
    INDEX = "index", "Index by method and criterion"
    PIECES = "pieces", "The pieces of evidence"
    BEHAVIOURS = "behaviours", "Behaviours seen at work"
    MOCKS = "mocks", "Mock assessment results"
    MANIFEST = "manifest", "List of originals with their SHA-256"
    GLOSSARY = "glossary", "Glossary"


class Shape(models.TextChoices):
    ONE_PDF = "one_pdf", "One PDF with the originals inside"
    FOLDER = "folder", "A folder, packed as ZIP"


class Originals(models.TextChoices):
    ALL = "all", "Every file"
    RECORDINGS = "recordings", "Recordings only, as the PDF shows the rest"
    NONE = "none", "None: the PDF is all they want"


def all_sections() -> list[str]:
    return list(Section.values)


class HouseRulesQuerySet(models.QuerySet["HouseRules"]):
    def visible_to(self, user: User) -> "HouseRulesQuerySet":
        """Ours, and those of the providers where this person holds a role."""
        if not user.is_authenticated:
            return self.none()
        theirs = Provider.objects.filter(memberships__user=user.pk, memberships__ended_at__isnull=True)
        return self.filter(Q(provider__isnull=True) | Q(provider__in=theirs))

    def on_the_desk_of(self, user: User) -> "HouseRulesQuerySet":
        """Ours, and those that this person keeps: to others a provider's rules are not there to be opened."""
        return self.filter(
            Q(provider__isnull=True) | Q(provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        )

    def offered(self) -> "HouseRulesQuerySet":
        return self.filter(is_offered=True)

    def offered_at(self, provider_id: UUID) -> "HouseRulesQuerySet":
        """What can be chosen for an apprentice of this provider: ours first, then its own."""
        known = self.filter(Q(provider__isnull=True) | Q(provider=provider_id)).offered()
        return known.order_by(F("provider").asc(nulls_first=True), "position", "name")


class HouseRules(models.Model):
    """Ours where `provider` is null: kept equal to the shipped file by its key. Else made by that provider.

    sections: keys of `Section`, in the order wanted; those not named are left out.
    evidence_limit: the most pieces that may be handed over; null for no limit.
    pdf_name, piece_folder, file_name: patterns; `reports.naming` says what may stand in braces.
    folders: the names of the folders of a pack, by "documents", "mapping" and "evidence".
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="house_rules", null=True, blank=True
    )
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=400, blank=True)
    sections = models.JSONField(default=all_sections)
    shape = models.CharField(max_length=10, choices=Shape, default=Shape.ONE_PDF)
    evidence_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    pdf_name = models.CharField(max_length=LONGEST_PATTERN, default="{showcase} - {apprentice} - {standard}")
    piece_folder = models.CharField(max_length=LONGEST_PATTERN, default="{number} {title}")
    file_name = models.CharField(max_length=LONGEST_PATTERN, default="{number}-{place} {file}")
    folders = models.JSONField(default=dict, blank=True)
    originals = models.CharField(max_length=10, choices=Originals, default=Originals.ALL)
    largest_file_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    largest_pack_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    objects = HouseRulesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "house rules"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                name="shipped_house_rules_have_a_key_each",
                fields=["key"],
                condition=Q(provider__isnull=True),
            ),
            models.UniqueConstraint(
                name="house_rules_of_a_provider_have_a_name_each",
                fields=["provider", "name"],
                condition=Q(is_offered=True),
            ),
            models.CheckConstraint(
                name="house_rules_allow_a_piece",
                condition=Q(evidence_limit__isnull=True) | Q(evidence_limit__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:house-rules", args=[self.pk])

    def has(self, section: str) -> bool:
        return section in self.sections

    @property
    def is_ours(self) -> bool:
        return self.provider_id is None

    @property
    def snapshot(self) -> dict[str, Any]:
        """All that an export made by these rules depends on."""
        fields = ("name", "sections", "shape", "evidence_limit", "pdf_name", "piece_folder", "file_name")
        sizes = ("folders", "originals", "largest_file_bytes", "largest_pack_bytes")
        return {field: getattr(self, field) for field in fields + sizes}
