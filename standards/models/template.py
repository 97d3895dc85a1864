"""Evidence templates: the questions that help an apprentice write a good piece."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models

from .choices import EvidenceKind
from .querysets import ReferenceQuerySet


class EvidenceTemplateQuerySet(ReferenceQuerySet["EvidenceTemplate"]):
    def offered(self) -> Self:
        return self.filter(is_offered=True)

    def for_form(self) -> Self:
        return self.prefetch_related("prompts")


class EvidenceTemplate(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    evidence_kind = models.CharField(max_length=40, choices=EvidenceKind.choices)
    summary = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    objects = EvidenceTemplateQuerySet.as_manager()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


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

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="template_has_each_prompt_once"),
        ]

    def __str__(self) -> str:
        return self.label
