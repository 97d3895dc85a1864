"""The areas and KSBs that a version of a standard asks for."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from standards.choices import ContactChannel, KsbKind

from .querysets import PartQuerySet
from .version import StandardVersion


class AreaQuerySet(PartQuerySet["Area"]):
    whole = "version__"

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


class KsbQuerySet(PartQuerySet["Ksb"]):
    whole = "version__"

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
