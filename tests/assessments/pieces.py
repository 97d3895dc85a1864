"""Pieces as assessors meet them: handed in, and accepted."""

import datetime as dt

from django.utils import timezone

from assessments.actions import mark_revision
from assessments.models import EvidenceRequest, Marking
from assessments.rules import Judgement
from portfolio.models import Apprenticeship, Evidence, Revision
from standards.models import EvidenceTemplate, Ksb
from tests.factories import TemplateFactory, evidence


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


def accepted_for_all(apprenticeship: Apprenticeship, **fields) -> Marking:
    """A piece that is met for every KSB there is: with two or more, any of its decisions can be corrected."""
    return accepted(apprenticeship, ksbs=list(apprenticeship.version.ksbs.all()), **fields)


def asked_for(apprenticeship: Apprenticeship, *ksbs: Ksb, days: int = 7, **fields) -> EvidenceRequest:
    """A request for a piece by the assessor, due in so many days, for these KSBs or the first."""
    defaults = {
        "title": "A call you passed on",
        "text": "Say how the customer knew.",
        "template": EvidenceTemplate.objects.ours().first() or TemplateFactory(),
        "due_on": timezone.localdate() + dt.timedelta(days=days),
        "by": apprenticeship.assessor,
    }
    request = EvidenceRequest.objects.create(apprenticeship=apprenticeship, **{**defaults, **fields})
    request.ksbs.set(ksbs or apprenticeship.version.ksbs.all()[:1])
    return request
