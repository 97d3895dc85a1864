"""What apprentices and assessors of the demonstration say about markings, and what assessors ask for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.holidays import bank_holidays
from assessments.actions.requests import ask_for_evidence
from assessments.actions.talking import answer_ask, ask_again, remark
from assessments.models import Marking, Remark
from assessments.rules.requests import usual_due
from assessments.wishes import Wish
from portfolio.models import Apprenticeship, Claim
from reports.demo.library import talking
from reports.demo.people import Enrolment
from reports.demo.piece import Stock
from reports.demo.stages import STAGES
from reports.demo.story import Story

ASKS_AGAIN = {"returned", "half-way"}
IS_LATE = {"slipping", "behind"}
ASKED_DAYS_AGO = 6
LATE_DAYS_AGO = 21


def plan_talk(story: Story, enrolments: Sequence[Enrolment], stocks: Mapping[str, Stock]) -> None:
    """Everything comes after what it is about."""
    for number, enrolment in enumerate(enrolments):
        stage = next(name for name, stage in STAGES.items() if stage is enrolment.stage)
        if stage in ASKS_AGAIN:
            story.add(0.3 + number / 20, partial(_ask_again, enrolment, number))
        if stage == "showcase":
            asked = story.add(0.6, partial(_talk, enrolment))
            story.add(0.5, partial(_let_it_stand, enrolment), after=asked)
        if stage in IS_LATE:
            story.add(LATE_DAYS_AGO, partial(_ask_for, [enrolment], "overdue", stocks[enrolment.standard]))
    everybody = sorted(enrolments, key=_by_assessor)
    for (_, standard), theirs in groupby(everybody, key=_by_assessor):
        story.add(ASKED_DAYS_AGO, partial(_ask_for, list(theirs), "open", stocks[standard]))


def _by_assessor(enrolment: Enrolment) -> tuple[str, str]:
    return enrolment.assessor.email, enrolment.standard


def _last(enrolment: Enrolment, outcome: str) -> Marking | None:
    """The newest marking so, on a version that is still the newest handed in."""
    markings = Marking.objects.filter(
        outcome=outcome,
        reopening__isnull=True,
        revision__shown_of__isnull=False,
        revision__evidence__apprenticeship=enrolment.apprenticeship,
    )
    return markings.select_related("revision").order_by("-created_at").first()


def _ask_again(enrolment: Enrolment, number: int) -> None:
    marking = _last(enrolment, Marking.Outcome.RETURNED)
    if marking is None:
        return
    claim = marking.revision.claims.filter(outcome=Claim.Outcome.NOT_YET).first()
    words = talking(enrolment.workplace)["asks"]
    ask_again(marking=marking, claim=claim, text=words[number % len(words)], by=enrolment.apprentice)


def _talk(enrolment: Enrolment) -> None:
    """A word of thanks, and an ask for another look."""
    marking = _last(enrolment, Marking.Outcome.ACCEPTED)
    if marking is not None:
        thanks = talking(enrolment.workplace)["comment"]
        remark(marking=marking, claim=None, text=thanks, by=enrolment.apprentice)
    marking = _last(enrolment, Marking.Outcome.RETURNED)
    if marking is not None:
        claim = marking.revision.claims.filter(outcome=Claim.Outcome.NOT_YET).first()
        words = talking(enrolment.workplace)["stands"]
        ask_again(marking=marking, claim=claim, text=words["ask"], by=enrolment.apprentice)


def _let_it_stand(enrolment: Enrolment) -> None:
    about = enrolment.apprenticeship
    ask = Remark.objects.open_asks().filter(marking__revision__evidence__apprenticeship=about).first()
    if ask is not None:
        answer_ask(ask=ask, text=talking(enrolment.workplace)["stands"]["because"], by=enrolment.assessor)


def _ask_for(enrolments: Iterable[Enrolment], key: str, stock: Stock) -> None:
    """Those who have begun by now and stay on programme."""
    whom = [
        enrolment
        for enrolment in enrolments
        if enrolment.stage.status == Apprenticeship.Status.ON_PROGRAMME
        and hasattr(enrolment, "apprenticeship")
    ]
    if whom:
        texts: dict[str, Any] = talking(whom[0].workplace)["requests"][key]
        wish = Wish(
            title=texts["title"],
            text=texts["text"],
            template=stock.templates[texts["template"]],
            due_on=usual_due(timezone.localdate(), bank_holidays(whom[0].provider.nation)),
            ksbs={stock.ksbs[code].guid: code for code in texts["ksbs"]},
        )
        ask_for_evidence(
            apprenticeships=[enrolment.apprenticeship for enrolment in whom],
            wish=wish,
            batch=uuid4(),
            by=whom[0].assessor,
        )
