"""Samples as quality assurers meet them: taken, with findings, reported."""

import datetime as dt

from django.utils import timezone

from assessments.actions.sampling import add_finding, report_sample, take_sample
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory

SOON = dt.timedelta(days=10)


def soon():
    return timezone.localdate() + SOON


def taken(stage="interim", marking=None):
    marking = marking or accepted(ApprenticeshipFactory())
    iqa = marking.revision.evidence.apprenticeship.iqa
    return take_sample(marking=marking, stage=stage, by=iqa)[0]


def found(sample, kind="action", text="Say which tone.", by=None):
    due = soon() if kind == "action" else None
    return add_finding(sample=sample, kind=kind, text=text, claim_id=None, due_on=due, by=by or sample.iqa)


def reported(*kinds):
    sample = taken()
    for number, kind in enumerate(kinds):
        found(sample, kind, f"Finding {number}")
    return report_sample(sample=sample, summary="Fair on the whole.", by=sample.iqa)
