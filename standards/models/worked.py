"""Worked examples: one moment at work told three times, with what an assessor would say to each."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.urls import reverse

from accounts.models import User

from .ksb import Area, Ksb
from .querysets import ReferenceQuerySet
from .version import is_theirs


class WorkedExampleQuerySet(ReferenceQuerySet["WorkedExample"]):
    def for_list(self, user: User) -> Self:
        """Adds `is_theirs`: of a standard that they have to do with. Those come first."""
        found = self.select_related("area__version__standard").annotate(
            is_theirs=is_theirs(user, "area__version__standard")
        )
        return found.order_by(
            "-is_theirs", "area__version__standard__reference", "area__position", "position"
        )

    def for_page(self) -> Self:
        ksbs = models.Prefetch("ksbs", Ksb.objects.order_by("position"))
        return self.select_related("area__version__standard").prefetch_related(ksbs, "accounts")


class WorkedExample(models.Model):
    """Made up from beginning to end. ksbs: those that each of its accounts is offered for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="worked_examples")
    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120, help_text="Where the made-up apprentice works.")
    lesson = models.TextField(help_text="What tells the three apart, in a sentence or two.")
    position = models.PositiveSmallIntegerField()
    ksbs = models.ManyToManyField(Ksb, related_name="worked_examples")

    objects = WorkedExampleQuerySet.as_manager()

    class Meta:
        ordering = ("area__position", "position")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standards:example", args=[self.pk])


class WorkedAccount(models.Model):
    """One telling. met: the codes of the KSBs that the assessor found shown; the others are not yet."""

    class Strength(models.TextChoices):
        THIN = "thin", "A thin account"
        BETTER = "better", "A better one"
        STRONG = "strong", "A strong one"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    example = models.ForeignKey(WorkedExample, on_delete=models.CASCADE, related_name="accounts")
    strength = models.CharField(max_length=10, choices=Strength.choices)
    text = models.TextField()
    verdict = models.TextField()
    met = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = ReferenceQuerySet["WorkedAccount"].as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["example", "strength"], name="example_has_one_account_of_each_strength"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.example_id}, {self.strength}"

    @property
    def paragraphs(self) -> list[str]:
        return [each for each in self.text.split("\n") if each]
