"""Moves between versions that were made where a portfolio was before it was brought here."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.moves import ClaimMove
from portfolio.models import Apprenticeship, Claim, Revision


class MoveElsewhereQuerySet(models.QuerySet["MoveElsewhere"]):
    def for_page(self) -> models.QuerySet[MoveElsewhere]:
        return self.select_related("by", "undone_by").prefetch_related("claims").order_by("-at", "-pk")


class MoveElsewhere(models.Model):
    """One move, told in words: its versions, plans and KSBs need not be here. Rows are only added.

    provider: where it was made, and could be undone. The rest is as in `VersionMove`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="moves_elsewhere"
    )
    provider = models.CharField(max_length=200)
    left = models.CharField(max_length=40)
    left_plan = models.CharField(max_length=200)
    joined = models.CharField(max_length=40)
    joined_plan = models.CharField(max_length=200)
    choices: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    readiness: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="version_moves_elsewhere"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moves_undone_elsewhere",
    )
    undone_because = models.TextField(blank=True)

    objects = MoveElsewhereQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(name="move_elsewhere_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="move_elsewhere_is_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apprenticeship_id} moved from {self.left} to {self.joined}"

    @property
    def acts(self) -> Counter[str]:
        """How many claims became what; of the claims that came with `for_page`."""
        return Counter(claim.act for claim in self.claims.all())


class ClaimMoveElsewhere(models.Model):
    """What such a move did to one claim. Rows are only added.

    claim, revision: nothing where they did not come along; an id stays here when the apprentice takes a
    claim back from a draft. left, title: the KSB it was for. joined: the KSB it went to, blank when it was
    set aside. justification, decisions: of a claim that does not go on, so that nothing is lost.
    """

    move = models.ForeignKey(MoveElsewhere, on_delete=models.PROTECT, related_name="claims")
    claim = models.ForeignKey(
        Claim, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=8, choices=ClaimMove.Act)
    left = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    joined = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=10, choices=Claim.Outcome, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    justification = models.TextField(blank=True)
    decisions: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.left}: {self.get_act_display()}"
