"""A standard, its versions, and the areas and KSBs that each version asks for."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .choices import ContactChannel, KsbKind
from .querysets import ReferenceQuerySet


class StandardQuerySet(ReferenceQuerySet["Standard"]):
    def named(self, text: str) -> Self:
        """With each of these words in its reference or its title."""
        found = self
        for word in text.split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        return found

    def for_list(self) -> Self:
        return self.prefetch_related(models.Prefetch("versions", StandardVersion.objects.with_ksb_count()))


class Standard(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
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

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class StandardVersionQuerySet(ReferenceQuerySet["StandardVersion"]):
    def open_to_start_on(self, day: date) -> Self:
        return self.filter(Q(starts_until__isnull=True) | Q(starts_until__gte=day), starts_from__lte=day)

    def for_start(self, standard: Standard, day: date) -> StandardVersion | None:
        """The version an apprentice keeps who first started on that day, also after a break."""
        versions = self.filter(standard=standard).open_to_start_on(day)
        return versions.order_by("-starts_from").first()

    def with_ksb_count(self) -> Self:
        return self.annotate(ksb_count=models.Count("ksbs")).order_by("-starts_from")

    def for_page(self) -> Self:
        return self.select_related("standard")

    def beside(self, version: StandardVersion) -> Self:
        """The other versions of its standard that have a list of KSBs, the newest first."""
        others = self.filter(standard=version.standard_id, has_structured_ksbs=True).exclude(pk=version.pk)
        return others.order_by("-starts_from")

    def for_case(self) -> Self:
        """With areas and KSBs, as they are written into a package of them."""
        return self.select_related("standard").prefetch_related("areas__ksbs")

    def for_pack(self) -> Self:
        """The same, and the plans with all that is in them."""
        plan = "plans__gateway_requirements", "plans__methods__ksbs__area", "plans__methods__criteria__ksbs"
        return self.for_case().prefetch_related(*plan)


class StandardVersion(models.Model):
    class Status(models.TextChoices):
        IN_DEVELOPMENT = "in_development", "In development"
        APPROVED = "approved", "Approved for delivery"
        RETIRED = "retired", "Retired"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Wording(models.TextChoices):
        OURS = "ours", "Waymark's own words"
        OFFICIAL = "official", "Official wording"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="versions")
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

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        ordering = ("standard", "-starts_from")
        constraints = [
            models.UniqueConstraint(fields=["standard", "version"], name="standard_has_each_version_once"),
            models.CheckConstraint(
                condition=Q(starts_until__isnull=True) | Q(starts_until__gte=models.F("starts_from")),
                name="version_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.reference} version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("standards:detail", args=[self.pk])


class AreaQuerySet(ReferenceQuerySet["Area"]):
    def for_page(self) -> Self:
        with_ksbs = self.select_related("version__standard").prefetch_related("ksbs")
        return with_ksbs.annotate(example_count=models.Count("worked_examples"))


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

    def for_page(self) -> Self:
        counted = self.annotate(example_count=models.Count("area__worked_examples"))
        return counted.select_related("area", "version__standard")


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
