"""Files of standards that a provider sent, and what was read of them: nothing of it is a standard yet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.leases import unleased
from accounts.models import Provider, Role, User
from accounts.people import providers_where

from .version import StandardVersion

if TYPE_CHECKING:
    from uuid import UUID

UNTOUCHED_FOR = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(days=14)


class StandardImportQuerySet(models.QuerySet["StandardImport"]):
    def visible_to(self, user: User) -> Self:
        """Whoever administers the provider that sent it, and nobody else."""
        return self.filter(provider__in=providers_where(user, Role.PROVIDER_ADMIN))

    def sent_at(self, provider_id: UUID) -> Self:
        return self.filter(provider=provider_id)

    def at_work(self) -> Self:
        return self.filter(state=StandardImport.State.RECEIVED)

    def free(self, now: dt.datetime) -> Self:
        return self.at_work().filter(unleased(now))

    def overdue(self, now: dt.datetime) -> Self:
        return self.free(now).filter(touched_at__lt=now - UNTOUCHED_FOR)

    def outlived(self, now: dt.datetime) -> Self:
        return self.filter(requested_at__lt=now - KEPT_FOR)

    def for_list(self) -> Self:
        counted = self.annotate(
            record_count=models.Count("records"),
            drafted_count=models.Count("records", filter=Q(records__draft__isnull=False)),
        )
        return counted.select_related("requested_by").order_by("-requested_at", "pk")

    def for_page(self) -> Self:
        return self.select_related("requested_by", "provider")


class StandardImport(models.Model):
    """One file that came in. It is kept until it was read, what was read of it for a fortnight.

    said: what whoever sent it said where the file does not: reference, title, version, level, starts_from.
    problem: what is wrong with the file as a whole, where it stands and in words.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Being read"
        READY = "ready", "Read"
        REFUSED = "refused", "Could not be read"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="standard_imports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="standard_imports"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    dialect = models.CharField(max_length=10, blank=True, help_text="Blank where the file is to tell it.")
    said = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(default=dict, blank=True)

    objects = StandardImportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="refused_import_has_a_problem", condition=~Q(state="refused") | ~Q(problem={})
            ),
        ]
        indexes = [models.Index(name="import_by_state", fields=["state", "leased_until"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("standards:import-page", args=[self.provider_id, self.pk])

    @property
    def key(self) -> str:
        """Where the file lies until it was read."""
        return f"imports/{self.pk}"

    @property
    def kept_until(self) -> dt.datetime:
        return self.requested_at + KEPT_FOR

    @property
    def is_at_work(self) -> bool:
        return self.state == self.State.RECEIVED


class ImportedRecordQuerySet(models.QuerySet["ImportedRecord"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(source__provider__in=providers_where(user, Role.PROVIDER_ADMIN))

    def named(self, text: str) -> Self:
        """With each of these words in its reference or its title."""
        found = self
        for word in text.split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        return found

    def with_problems(self) -> Self:
        return self.filter(problem_count__gt=0)

    def for_list(self) -> Self:
        return self.defer("content", "problems").select_related("draft__standard").order_by("number")

    def for_page(self) -> Self:
        return self.select_related("source__provider", "draft__standard")


class ImportedRecord(models.Model):
    """One record of a file, as it was read.

    content: the values of `standards.records.values.Record`; empty where nothing could be made of it.
    ksb_count: as many as the file had. draft: the version of the provider's own that was made of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.ForeignKey(StandardImport, on_delete=models.CASCADE, related_name="records")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=40, blank=True)
    ksb_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    is_usable = models.BooleanField(default=False)
    content = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    draft = models.ForeignKey(
        StandardVersion, on_delete=models.SET_NULL, related_name="imported_as", null=True, blank=True
    )

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="import_has_each_record_once"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.reference, self.version, self.title])) or f"Record {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("standards:import-record", args=[self.source.provider_id, self.source_id, self.pk])
