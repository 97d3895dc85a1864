"""A version of a standard: whose it is, from when it is started with, and whether it is still a draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from standards.choices import VersionStatus

from .querysets import DraftedQuerySet

if TYPE_CHECKING:
    from .standard import Standard

WHY_LIMIT = 1000


class StandardVersionQuerySet(DraftedQuerySet["StandardVersion"]):
    def open_to_start_on(self, day: date) -> Self:
        return self.filter(Q(starts_until__isnull=True) | Q(starts_until__gte=day), starts_from__lte=day)

    def for_start(self, standard: Standard, provider_id: UUID, day: date) -> StandardVersion | None:
        """The version an apprentice keeps who first started on that day, also after a break.

        The provider's own comes before ours of the same day, and its newest before its earlier ones.
        """
        found = self.usable_at(provider_id).filter(standard=standard).open_to_start_on(day)
        return found.order_by("-starts_from", F("published_at").desc(nulls_last=True), "pk").first()

    def in_use(self) -> Self:
        """Ours that are more than a plan for later."""
        return self.ours().exclude(status=VersionStatus.IN_DEVELOPMENT)

    def with_ksb_count(self) -> Self:
        return self.annotate(ksb_count=models.Count("ksbs")).order_by("-starts_from", "version")

    def for_page(self) -> Self:
        return self.select_related("standard", "provider", "replaces", "published_by")

    def beside(self, version: StandardVersion) -> Self:
        """The other versions of its standard that have a list of KSBs, the newest first."""
        others = self.filter(standard=version.standard_id, has_structured_ksbs=True).exclude(pk=version.pk)
        return others.order_by("-starts_from", "version")

    def for_case(self) -> Self:
        """With areas and KSBs, as they are written into a package of them."""
        return self.select_related("standard").prefetch_related("areas__ksbs")

    def for_pack(self) -> Self:
        """The same, and the plans with all that is in them."""
        method = "plans__methods__"
        return self.for_case().prefetch_related(
            "plans__gateway_requirements",
            f"{method}ksbs__area__ksbs",
            f"{method}criteria__ksbs",
            f"{method}criteria__area__ksbs",
        )


def is_theirs(user: User, standard: str) -> Q:
    """The condition for what belongs to a standard that somebody has to do with. standard: the path to it.

    Theirs is that of an own apprenticeship; for others those that apprentices of their providers are on,
    and those with a version of a provider's own. Who has none yet has to do with those in use.
    """
    roles = [role for role in Role.values if role != Role.APPRENTICE]
    at = [provider for role in roles for provider in providers_where(user, role)]
    theirs = StandardVersion.objects.filter(
        Q(apprenticeships__apprentice=user.pk) | Q(apprenticeships__provider__in=at) | Q(provider__in=at)
    )
    in_use = StandardVersion.objects.in_use()
    return Q(**{f"{standard}__in": theirs.values("standard")}) | (
        ~Exists(theirs) & Q(**{f"{standard}__in": in_use.values("standard")})
    )


class StandardVersion(models.Model):
    Status = VersionStatus

    class Wording(models.TextChoices):
        OURS = "ours", "Waymark's own words"
        OFFICIAL = "official", "Official wording"
        PROVIDER = "provider", "The provider’s own words"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    standard = models.ForeignKey("Standard", on_delete=models.CASCADE, related_name="versions")
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        related_name="own_versions",
        null=True,
        blank=True,
        help_text="None for ours.",
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        help_text="The version it was made from; none for one that was brought in anew.",
    )
    version = models.CharField(max_length=12)
    status = models.CharField(max_length=20, choices=Status.choices)
    starts_from = models.DateField()
    starts_until = models.DateField(null=True, blank=True)
    typical_months = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum_otj_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    has_structured_ksbs = models.BooleanField(default=True)
    is_being_revised = models.BooleanField(default=False)
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.OURS)
    source = models.CharField(max_length=300, blank=True)
    credit_line = models.CharField(max_length=300, blank=True)
    why = models.TextField(blank=True, help_text="Why a provider made this version of its own.")
    saves = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="published_versions",
        null=True,
        blank=True,
    )

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        ordering = ("standard", "-starts_from")
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "version"],
                condition=Q(provider__isnull=True),
                name="standard_has_each_version_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "standard", "version"],
                name="provider_has_each_own_version_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "standard"],
                condition=Q(provider__isnull=False, published_at__isnull=True),
                name="provider_drafts_one_version_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(starts_until__isnull=True) | Q(starts_until__gte=F("starts_from")),
                name="version_closes_after_it_opens",
            ),
            models.CheckConstraint(
                name="shared_version_stems_from_none_of_a_provider",
                condition=Q(provider__isnull=False) | Q(replaces__isnull=True, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="published_version_has_who_and_when",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.reference} version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("standards:detail", args=[self.pk])

    @property
    def credit(self) -> str:
        """The credit line; a provider's version has it from what it was made from, unless it is official."""
        is_of_source = self.provider_id is not None and self.wording != self.Wording.OFFICIAL
        line = self.credit_line
        return f"Of what it was made from: {line}" if line and is_of_source else line

    @property
    def is_draft(self) -> bool:
        return self.provider_id is not None and self.published_at is None
