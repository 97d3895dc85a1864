"""The guidance library: help in our own words, never the official criteria."""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User

from .ksb import Area, Ksb
from .method import Method
from .querysets import ReferenceQuerySet
from .standard import Standard
from .version import StandardVersion, is_theirs
from .worked import WorkedExample


class GuidanceEntryQuerySet(ReferenceQuerySet["GuidanceEntry"]):
    def about_ksb(self, ksb: Ksb) -> Self:
        """Also when it was written for the same KSB of another version."""
        return self.filter(pk__in=GuidanceEntry.objects.filter(ksbs__guid=ksb.guid).values("pk"))

    def about_area(self, area: Area) -> Self:
        guids = Ksb.objects.filter(area=area).values("guid")
        return self.filter(pk__in=GuidanceEntry.objects.filter(ksbs__guid__in=guids).values("pk"))

    def fitting(self, user: User) -> Self:
        """What fits any standard, and what was written for one of theirs."""
        return self.filter(Q(standard__isnull=True) | is_theirs(user, "standard"))

    def fitting_version(self, version: UUID) -> Self:
        """What fits any standard, and what was written for that of the version."""
        standard = StandardVersion.objects.filter(pk=version).values("standard")
        return self.filter(Q(standard__isnull=True) | Q(standard__in=standard))

    def in_order(self) -> Self:
        """Areas, then methods, then topics: the order of the alphabet too."""
        return self.order_by("kind", "position", "title")

    def with_feedback_of(self, provider_id: UUID) -> Self:
        """Adds `useful_count` and `useless_count`: what this provider's people said."""
        theirs = Q(feedback__provider=provider_id)
        return self.annotate(
            useful_count=models.Count("feedback", filter=theirs & Q(feedback__is_useful=True)),
            useless_count=models.Count("feedback", filter=theirs & Q(feedback__is_useful=False)),
        )

    def with_example(self) -> Self:
        """Adds `example_id`: the first worked example that shares a KSB with it, None where none does."""
        sharing = WorkedExample.objects.filter(ksbs__guidance=models.OuterRef("pk"))
        first = sharing.order_by("area__position", "position")
        return self.annotate(example_id=models.Subquery(first.values("pk")[:1]))

    def with_ties(self) -> Self:
        return self.with_ksbs().prefetch_related("methods__plan")

    def with_ksbs(self) -> Self:
        ksbs = Ksb.objects.select_related("area").order_by("version__starts_from", "position")
        return self.prefetch_related(models.Prefetch("ksbs", ksbs))


class GuidanceEntry(models.Model):
    """standard: the one it was written for; null where it fits any. to_add, to_write, to_hide: what somebody
    can do about it after the next shift; all three, or none.

    prompts: where it helps while writing, as "template" or "template/question". places: see `Place`.
    """

    class Kind(models.TextChoices):
        AREA = "area", "Area"
        METHOD = "method", "Assessment method"
        TOPIC = "topic", "Topic"

    class Place(models.TextChoices):
        """Pages that send people to whatever is said about the thing that is done there."""

        STARTING = "starting", "Starting out"
        WRITING = "writing", "Writing evidence"
        PERSONAL_DETAILS = "personal-details", "Covering personal details"
        SHOWCASE = "showcase", "The showcase"
        OBSERVATION = "observation", "Being observed"
        ASSIGNMENT = "assignment", "The assignment"
        DISCUSSION = "discussion", "The professional discussion"
        ROLE_PLAY = "role_play", "Role-play"
        GATEWAY = "gateway", "The gateway"
        BOOKED = "booked", "Before the assessment"
        RESITS = "resits", "After a fail"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    standard = models.ForeignKey(
        Standard, on_delete=models.CASCADE, related_name="guidance", null=True, blank=True
    )
    synopsis = models.TextField()
    to_add = models.TextField(blank=True)
    to_write = models.TextField(blank=True)
    to_hide = models.TextField(blank=True)
    last_checked = models.DateField(null=True, blank=True)
    checked_against = models.CharField(max_length=300, blank=True)
    prompts = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()
    ksbs = models.ManyToManyField(Ksb, related_name="guidance", blank=True)
    methods = models.ManyToManyField(Method, related_name="guidance", blank=True)

    objects = GuidanceEntryQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name_plural = "guidance entries"
        constraints = [
            models.CheckConstraint(
                name="guidance_says_what_was_checked_when",
                condition=Q(last_checked__isnull=True, checked_against="")
                | (Q(last_checked__isnull=False) & ~Q(checked_against="")),
            ),
            models.CheckConstraint(
                name="guidance_for_tomorrow_is_whole",
                condition=Q(to_add="", to_write="", to_hide="")
                | (~Q(to_add="") & ~Q(to_write="") & ~Q(to_hide="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standards:guidance-entry", args=[self.pk])


class GuidancePointQuerySet(ReferenceQuerySet["GuidancePoint"]):
    def for_page(self) -> Self:
        return self.select_related("entry").order_by("entry__kind", "entry__position", "position")


class GuidancePoint(models.Model):
    """strong_answer: for a question to practise, what a strong answer has in it."""

    class Section(models.TextChoices):
        KEY_CONCEPTS = "key_concepts", "Key ideas"
        GOOD_EVIDENCE = "good_evidence", "What good evidence looks like"
        EXAM_TIPS = "exam_tips", "Tips for the assessment"
        MISCONCEPTIONS = "misconceptions", "Common misconceptions"
        MARKING_POINTS = "marking_points", "What assessors look for"
        PRACTICE_PROMPTS = "practice_prompts", "Practise"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(GuidanceEntry, on_delete=models.CASCADE, related_name="points")
    section = models.CharField(max_length=20, choices=Section.choices)
    text = models.TextField()
    strong_answer = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    objects = GuidancePointQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "position"], name="entry_has_one_point_at_each_position"
            ),
            models.CheckConstraint(
                name="only_a_question_has_a_strong_answer",
                condition=Q(strong_answer="") | Q(section="practice_prompts"),
            ),
        ]

    def __str__(self) -> str:
        return self.text
