"""Marks one waiting piece of one apprentice after another, for bench/cohort.py. Prints milliseconds each."""

import json
import sys
import time

import django

django.setup()

from assessments.actions import mark_revision  # noqa: E402  # Django comes first
from assessments.rules import ACCEPTED, MET, Judgement  # noqa: E402
from portfolio.models import Revision  # noqa: E402

WARMING_UP = 3


def main(times: int) -> None:
    waiting = Revision.objects.filter(state=Revision.State.SUBMITTED, evidence__apprenticeship__isnull=False)
    rows = waiting.select_related("evidence__apprenticeship__assessor").order_by("pk")[: times + WARMING_UP]
    milliseconds = [marked(revision) for revision in rows]
    print(json.dumps(milliseconds[WARMING_UP:]))


def marked(revision: Revision) -> float:
    """The whole action: decisions, figures, counted words, audit, notices, readiness."""
    judgements = {claim.pk: Judgement(MET, "Shown.") for claim in revision.claims.all()}
    by = revision.evidence.apprenticeship.assessor
    began = time.perf_counter()
    mark_revision(revision=revision, judgements=judgements, outcome=ACCEPTED, feedback="Clear.", by=by)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
