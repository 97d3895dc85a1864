"""A standard, its versions, and the areas and KSBs that each version asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Provider, Role, User
from accounts.people import providers_held, providers_where
from standards.choices import ContactChannel, KsbKind, VersionStatus

from .querysets import ReferenceQuerySet, open_to

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

WHY_LIMIT = 1000


class StandardQuerySet(ReferenceQuerySet["Standard"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """A provider's own is seen there once a version of it is published; before, by administrators."""
        if not user.is_authenticated:
            return self.none()
        person = cast("User", user)
        held = [provider.pk for provider in providers_held(person)]
        published = StandardVersion.objects.filter(provider__in=held, published_at__isnull=False)
        kept = Q(provider__in=providers_where(person, Role.PROVIDER_ADMIN))
        return self.filter(Q(provider__isnull=True) | kept | Q(pk__in=published.values("standard")))

    def ours(self) -> Self:
        """The shared library."""
        return self.filter(provider__isnull=True)

    def kept_at(self, provider_id: UUID) -> Self:
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id))

    def named(self, text: str) -> Self:
        """With each of these words in its reference or its title."""
        found = self
        for word in text.split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        return found

    def for_list(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """With the versions that this person sees."""
        versions = StandardVersion.objects.visible_to(user).select_related("provider").with_ksb_count()
        return self.select_related("provider").prefetch_related(models.Prefetch("versions", versions))


class Standard(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        related_name="own_standards",
        null=True,
        blank=True,
        help_text="None for the shared library.",
    )
    reference = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    larscode = models.PositiveIntegerField(null=True, blank=True)
    occupation_code = models.CharField(max_length=20, blank=True)
    route = models.CharField(max_length=120, blank=True)
    funding_band_pounds = models.PositiveIntegerField(null=True, blank=True)
    regulator = models.CharField(max_length=120, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(provider__isnull=True),
                name="library_has_each_standard_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"], name="provider_has_each_own_standard_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class StandardVersionQuerySet(ReferenceQuerySet["StandardVersion"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user))

    def ours(self) -> Self:
        """The shared library."""
        return self.filter(provider__isnull=True)

    def usable_at(self, provider_id: UUID) -> Self:
        """Ours, and what this provider has published: what its apprentices can be on."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id, published_at__isnull=False))

    def kept_at(self, provider_id: UUID) -> Self:
        """The same, and the provider's drafts."""
        return self.filter(Q(provider__isnull=True) | Q(provider=provider_id))

    def open_to_start_on(self, day: date) -> Self:
        return self.filter(Q(starts_until__isnull=True) | Q(starts_until__gte=day), starts_from__lte=day)

    def for_start(self, standard: Standard, provider_id: UUID, day: date) -> StandardVersion | None:
        """The version an apprentice keeps who first started on that day, also after a break.

        The provider's own comes before ours of the same day, and its newest before its earlier ones.
        """
        found = self.usable_at(provider_id).filter(standard=standard).open_to_start_on(day)
        return found.order_by("-starts_from", F("published_at").desc(nulls_last=True), "pk").first()

    def with_ksb_count(self) -> Self:
        return self.annotate(ksb_count=models.Count("ksbs")).order_by("-starts_from", "version")

    def for_page(self) -> Self:
        return self.select_related("standard", "provider", "replaces", "published_by")

    def with_apprentices_at(self, provider_id: UUID) -> Self:
        """Adds `apprentice_count`: how many of the provider's apprenticeships are on it."""
        theirs = Q(apprenticeships__provider=provider_id)
        return self.annotate(apprentice_count=models.Count("apprenticeships", filter=theirs))

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


class StandardVersion(models.Model):
    Status = VersionStatus

    class Wording(models.TextChoices):
        OURS = "ours", "Waymark's own words"
        OFFICIAL = "official", "Official wording"
        PROVIDER = "provider", "The provider’s own words"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="versions")
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
    def is_draft(self) -> bool:
        return self.provider_id is not None and self.published_at is None


class AreaQuerySet(ReferenceQuerySet["Area"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "version__"))

    def for_page(self) -> Self:
        """Adds `example_count`: the worked examples about the same KSBs, in whatever version."""
        with_ksbs = self.select_related("version__standard").prefetch_related("ksbs")
        guids = Ksb.objects.filter(area=models.OuterRef(models.OuterRef("pk"))).values("guid")
        return with_ksbs.annotate(example_count=_examples_about(Ksb.objects.filter(guid__in=guids)))


class Area(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="areas")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=1, choices=KsbKind.choices)
    position = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="version_has_each_area_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standards:area", args=[self.pk])


class KsbQuerySet(ReferenceQuerySet["Ksb"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(open_to(user, "version__"))

    def applicable_to(self, contact_channel: str) -> Self:
        """Leave out the half of an either-or pair that this way of meeting customers spares."""
        channels = ContactChannel(contact_channel).alternative_channels
        return self.filter(alternative_channel__in=channels)

    def asked_of(self, version: StandardVersion, contact_channel: str) -> Self:
        return self.filter(version=version).applicable_to(contact_channel)

    def alternatives_to(self, ksb: Ksb) -> Self:
        return self.filter(version=ksb.version_id, alternative=ksb.alternative).exclude(pk=ksb.pk)

    def for_map(self) -> Self:
        return self.select_related("area")

    def across_standards(self) -> Self:
        """With their standard, oldest version first."""
        named = self.select_related("version__standard")
        return named.order_by("version__standard__reference", "version__starts_from", "position")

    def for_page(self) -> Self:
        """Adds `example_count`: the worked examples about its area, in whatever version it is asked."""
        same = Ksb.objects.filter(guid=models.OuterRef("guid"))
        return self.annotate(example_count=_examples_about(same)).select_related("area", "version__standard")


def _examples_about(ksbs: KsbQuerySet) -> models.Subquery:
    """How many worked examples the areas of these KSBs have."""
    every = ksbs.order_by().annotate(every=models.Value(1)).values("every")
    return models.Subquery(every.annotate(n=models.Count("area__worked_examples", distinct=True)).values("n"))


class Ksb(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="ksbs")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ksbs")
    guid = models.UUIDField(help_text="The same in every version; the code is only a position.")
    code = models.CharField(max_length=6)
    kind = models.CharField(max_length=1, choices=KsbKind.choices)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    statement = models.TextField()
    alternative = models.SlugField(max_length=40, blank=True)
    alternative_channel = models.CharField(
        max_length=20,
        blank=True,
        choices=[channel for channel in ContactChannel.choices if channel[0] != "both"],
    )

    objects = KsbQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name = "KSB"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="version_has_each_code_once"),
            models.UniqueConstraint(fields=["version", "guid"], name="version_has_each_guid_once"),
            models.CheckConstraint(
                condition=Q(alternative="", alternative_channel="")
                | (~Q(alternative="") & Q(alternative_channel__in=["face_to_face", "remote"])),
                name="alternative_ksb_names_its_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("standards:ksb", args=[self.pk])

    @property
    def channel_words(self) -> str:
        """How a person meets customers of whom this half of an either-or pair is asked; else blank."""
        return {"face_to_face": "face to face", "remote": "remotely"}.get(self.alternative_channel, "")
