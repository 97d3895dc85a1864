"""Pieces as assessors meet them: handed in, and accepted."""

import datetime as dt

from django.utils import timezone

from assessments.actions import mark_revision
from assessments.models import Marking
from assessments.rules import Judgement
from portfolio.models import Apprenticeship, Evidence, Revision
from tests.factories import evidence


def submitted(apprenticeship: Apprenticeship, days_ago: int = 0, **fields) -> Evidence:
    piece = evidence(apprenticeship, Revision.State.SUBMITTED, **fields)
    at = timezone.localtime() - dt.timedelta(days=days_ago)  # by the calendar, whatever the clocks did
    Revision.objects.filter(pk=piece.shown_id).update(submitted_at=at)
    return piece


def accepted(apprenticeship: Apprenticeship, **fields) -> Marking:
    piece = submitted(apprenticeship, **fields)
    return mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("met", "Good.") for claim in piece.shown.claims.all()},
        outcome="accepted",
        feedback="A clear account.",
        by=apprenticeship.assessor,
    )
