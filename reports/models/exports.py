"""Exports, each a row that says what is still to do."""

import datetime as dt
from typing import cast
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import visited_by, worked_on_by

UNTOUCHED_FOR = dt.timedelta(seconds=60)
# What is handed out again can be fetched for at least so long.
KEPT_AT_LEAST = dt.timedelta(days=1)
# Who reads about more than one apprentice at a time.
COHORT_ROLES = (Role.PROVIDER_ADMIN, Role.ASSESSOR, Role.IQA, Role.LINE_MANAGER)
# What a finished file's name in storage ends with.
ENDINGS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "image/svg+xml": "svg",
    "image/png": "png",
    "application/xml": "xml",
}


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """What shows the showcase: whoever works on the portfolio. The rest: whoever asked, while they do.

        Visitors: what is ready and holds the chosen pieces only. Exports of a cohort: see `_of_cohorts`.
        """
        if not user.is_authenticated:
            return self.none()
        path = "apprenticeship__"
        shared = Q(kind__in=Export.SHARED)
        finished = Q(state=Export.State.READY, is_chosen=True)
        return self.filter(
            ((shared | Q(requested_by=user)) & worked_on_by(user, path))
            | (shared & finished & visited_by(user, path))
            | _of_cohorts(user)
        )

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=[Export.State.QUEUED, Export.State.RUNNING])

    def free(self, now: dt.datetime) -> "ExportQuerySet":
        """Nobody is making it: it waits, or whoever had it let the lease run out."""
        return self.filter(Q(state=Export.State.QUEUED) | Q(state=Export.State.RUNNING, leased_until__lt=now))

    def overdue(self, now: dt.datetime) -> "ExportQuerySet":
        """Free, and untouched for so long that its task must have been lost."""
        forgotten = Q(state=Export.State.QUEUED, touched_at__lt=now - UNTOUCHED_FOR)
        return self.filter(forgotten | Q(state=Export.State.RUNNING, leased_until__lt=now))

    def in_turn(self, now: dt.datetime, at_once: int) -> "ExportQuerySet":
        """What may be begun, fairest first: everybody's first before anybody's second, then the oldest.

        at_once: how many of one person's are made at the same time; whoever has so many waits.
        """
        mine = Export.objects.filter(requested_by=OuterRef("requested_by"))
        running = mine.filter(state=Export.State.RUNNING, leased_until__gte=now).order_by()
        before = mine.free(now).filter(requested_at__lt=OuterRef("requested_at")).order_by()
        return (
            self.free(now)
            .annotate(being_made=_count(running), waiting_before=_count(before))
            .filter(being_made__lt=at_once)
            .order_by(F("being_made") + F("waiting_before"), "requested_at", "pk")
        )

    def outlived(self, now: dt.datetime) -> "ExportQuerySet":
        """Kept for as long as was promised, also by links to a room; their files are to be removed."""
        old = self.filter(state__in=[Export.State.READY, Export.State.EXPIRED], expires_at__lt=now)
        return old.exclude(links_to_pdf__expires_at__gt=now).exclude(links_to_pack__expires_at__gt=now)

    def same_as(self, export: "Export") -> "ExportQuerySet":
        """Of the same kind, about the same, and with the same choices; whoever asked."""
        return self.filter(
            kind=export.kind,
            apprenticeship=export.apprenticeship_id,
            provider=export.provider_id,
            options_digest=export.options_digest,
        )

    def still_good(self, now: dt.datetime) -> "ExportQuerySet":
        """Ready, not withdrawn, with a fingerprint, and kept for another while; the newest first."""
        ready = self.filter(state=Export.State.READY, expires_at__gt=now + KEPT_AT_LEAST)
        standing = ready.filter(issue__withdrawn_at__isnull=True)
        return standing.exclude(fingerprint="").order_by("-finished_at")

    def for_list(self) -> "ExportQuerySet":
        return self.select_related("requested_by", "issue", "apprenticeship__plan").order_by("-requested_at")

    def for_page(self) -> "ExportQuerySet":
        return self.select_related(
            "requested_by", "apprenticeship__apprentice", "apprenticeship__plan", "provider", "issue"
        )

    def for_work(self) -> "ExportQuerySet":
        return self.select_related(
            "requested_by",
            "provider",
            "apprenticeship__apprentice",
            "apprenticeship__provider",
            "apprenticeship__employer",
            "apprenticeship__line_manager",
            "apprenticeship__assessor",
            "apprenticeship__iqa",
            "apprenticeship__plan",
            "apprenticeship__version__standard",
        )


class Export(models.Model):
    class Kind(models.TextChoices):
        SHOWCASE = "showcase", "Showcase PDF"
        ARCHIVE = "archive", "Whole portfolio (ZIP)"
        LEAP2A = "leap2a", "Portfolio for Mahara or Moodle (Leap2A)"
        PACK = "pack", "Pack for the assessment organisation (ZIP)"
        AUDIT_PACK = "audit_pack", "Audit pack (ZIP)"
        SHEETS = "sheets", "Sheets (PDF)"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Did not work"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "No longer kept"

    # Each carries a serial and a signed manifest, and is remembered as an issue.
    ISSUED = (Kind.SHOWCASE, Kind.ARCHIVE, Kind.LEAP2A, Kind.PACK, Kind.AUDIT_PACK)
    # Open to all who work on the portfolio; other kinds to whoever asked for them.
    SHARED = (Kind.SHOWCASE, Kind.PACK)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SHOWCASE)
    apprenticeship = models.ForeignKey(
        Apprenticeship, null=True, blank=True, on_delete=models.PROTECT, related_name="exports"
    )
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exports",
        help_text="Whose cohort it is about; empty when it is about one apprenticeship.",
    )
    options = models.JSONField(default=dict, blank=True)
    options_digest = models.CharField(max_length=64, blank=True, help_text="Names the options in the index.")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    requested_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=80, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    is_chosen = models.BooleanField(
        default=False, help_text="Made of the pieces the apprentice chose, and of no others."
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of all that went into the file; empty when that is not known."
    )
    media_type = models.CharField(max_length=100, default="application/pdf")
    serial = models.CharField(
        max_length=14, blank=True, help_text="Drawn for each attempt, and printed in what it makes."
    )
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="ready_export_has_a_file", condition=~Q(state="ready") | ~Q(sha256="")
            ),
            models.CheckConstraint(
                name="failed_export_has_a_reason", condition=~Q(state="failed") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="export_is_of_a_portfolio_or_of_a_cohort",
                condition=Q(apprenticeship__isnull=True, provider__isnull=False)
                | Q(apprenticeship__isnull=False, provider__isnull=True),
            ),
            models.UniqueConstraint(
                name="same_export_waits_only_once",
                fields=["kind", "apprenticeship", "requested_by", "options_digest"],
                condition=Q(state__in=["queued", "running"]),
            ),
            models.UniqueConstraint(
                name="same_cohort_export_waits_only_once",
                fields=["kind", "provider", "requested_by", "options_digest"],
                condition=Q(state__in=["queued", "running"]),
            ),
        ]
        indexes = [models.Index(name="export_by_state", fields=["state", "leased_until"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:export", args=[self.pk])

    @property
    def label(self) -> str:
        """What it is, in words of the plan it is about: sheets and pictures go by their own names."""
        if self.kind != self.Kind.SHEETS or "sheet" not in self.options:
            return self._in_own_words(self.get_kind_display())
        name = str(self.options["sheet"]).replace("-", " ").replace("ksb", "KSB")
        return f"{name[:1].upper()}{name[1:]} ({str(self.options.get('format', '')).upper()})"

    def _in_own_words(self, text: str) -> str:
        return self.apprenticeship.plan.words.say(text) if self.apprenticeship else text

    @property
    def key(self) -> str:
        """Where the finished file lies: its contents name it, so no attempt overwrites another's."""
        return f"exports/{self.pk}/{self.sha256}.{self.ending}"

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]

    @property
    def of_apprenticeship(self) -> Apprenticeship:
        """For kinds that are always about one."""
        if self.apprenticeship is None:
            raise TypeError(f"A {self.kind} export is about a cohort, not about one apprenticeship.")
        return self.apprenticeship

    @property
    def of_provider_id(self) -> UUID:
        """Whose data it is, whether of one apprenticeship or of a cohort."""
        if self.apprenticeship is not None:
            return self.apprenticeship.provider_id
        return cast("UUID", self.provider_id)

    @property
    def is_issued(self) -> bool:
        return self.kind in self.ISSUED and self.apprenticeship_id is not None

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}


def _count(rows: models.QuerySet["Export"]) -> Coalesce:
    counted = rows.values("requested_by").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


def _of_cohorts(user: User) -> Q:
    """Exports of whole cohorts: whoever asked for them, while they hold a role on the provider's staff."""
    staffed = {provider for role in COHORT_ROLES for provider in providers_where(user, role)}
    return Q(provider__in=staffed, requested_by=user)
