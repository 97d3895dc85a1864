"""Evidence templates: the questions that help an apprentice write a good piece."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Provider
from standards.choices import EvidenceKind, TemplateGroup

from .querysets import OwnQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class EvidenceTemplateQuerySet(OwnQuerySet["EvidenceTemplate"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Ours, and those of the providers where this person holds a role."""
        if not user.is_authenticated:
            return self.none()
        theirs = Provider.objects.filter(memberships__user=user.pk, memberships__ended_at__isnull=True)
        return self.filter(Q(provider__isnull=True) | Q(provider__in=theirs))

    def open_to_change(self) -> Self:
        """Not those of ours that nobody is offered: what is captured in a hurry is kept under one."""
        return self.filter(Q(provider__isnull=False) | Q(is_offered=True))

    def offered(self) -> Self:
        return self.filter(is_offered=True)

    def offered_at(self, provider_id: UUID) -> Self:
        """What an apprentice of this provider may start with: ours less the hidden ones, and its own."""
        hidden = HiddenTemplate.objects.filter(provider=provider_id, template=OuterRef("pk"))
        return self.kept_at(provider_id).offered().filter(~Exists(hidden))

    def offered_at_any(self, provider_ids: Collection[UUID]) -> Self:
        """What an apprentice of at least one of these providers may start with."""
        hidden_at = models.Count("hidings", filter=Q(hidings__provider__in=provider_ids))
        known = self.filter(Q(provider__isnull=True) | Q(provider__in=provider_ids)).offered()
        return known.annotate(hidden_at=hidden_at).filter(hidden_at__lt=len(provider_ids))

    def ours_first(self) -> Self:
        """What fits any piece before what a provider made for one thing."""
        return self.order_by(models.F("provider").asc(nulls_first=True), "position", "name")

    def for_form(self) -> Self:
        return self.prefetch_related("prompts")


class EvidenceTemplate(models.Model):
    """Ours where `provider` is null, else made by that provider.

    One that has been written with never changes: a change is a new row that `replaces` the old one, and
    the evidence keeps its row. `fits` holds the GUIDs of the KSBs that it shows well, of whichever
    standards, the strongest first.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="evidence_templates", null=True, blank=True
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replacements", null=True, blank=True
    )
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    evidence_kind = models.CharField(max_length=40, choices=EvidenceKind.choices)
    group = models.CharField(max_length=20, choices=TemplateGroup.choices, default=TemplateGroup.HAPPENED)
    summary = models.TextField()
    fits = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    objects = EvidenceTemplateQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(
                name="our_templates_have_each_key_once", fields=["key"], condition=Q(provider__isnull=True)
            ),
            models.UniqueConstraint(name="provider_has_each_template_key_once", fields=["provider", "key"]),
            models.CheckConstraint(
                name="only_a_provider_replaces_a_template",
                condition=Q(replaces__isnull=True) | Q(provider__isnull=False),
            ),
            models.CheckConstraint(
                name="template_group_is_known", condition=Q(group__in=TemplateGroup.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HiddenTemplate(models.Model):
    """One of our templates that a provider does not offer its apprentices."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="hidden_templates")
    template = models.ForeignKey(EvidenceTemplate, on_delete=models.CASCADE, related_name="hidings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provider_hides_each_template_once", fields=["provider", "template"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} hidden at {self.provider_id}"


class PromptQuerySet(models.QuerySet["Prompt"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those of the templates that this person may see."""
        return self.filter(template__in=EvidenceTemplate.objects.visible_to(user))


class Prompt(models.Model):
    """One question; `kind` says whether its answer is text, or rows that the product counts and draws."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        KPI = "kpi", "Service figures by period"
        JOURNEY = "journey", "Stages of a customer journey"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    template = models.ForeignKey(EvidenceTemplate, on_delete=models.CASCADE, related_name="prompts")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    label = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    placeholder = models.CharField(max_length=300, blank=True)
    rows = models.PositiveSmallIntegerField(default=4)
    is_required = models.BooleanField(default=False)
    maximum_characters = models.PositiveIntegerField(default=20_000)
    position = models.PositiveSmallIntegerField()

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="template_has_each_prompt_once"),
        ]

    def __str__(self) -> str:
        return self.label
