"""Second opinions of the demonstration: a trainee, a blind second marking, two standardisation exercises."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from assessments.actions.countersigning import countersign
from assessments.actions.opinions import ask_opinions, close_exercise, give_opinion, save_opinion
from assessments.actions.supervision import set_supervision
from assessments.exhibition import claims_made_in
from assessments.models import Countersignature, Exercise, Opinion
from assessments.peers import assessors_at
from assessments.rules import MET, Judgement
from portfolio.models import Evidence
from reports.demo.library import read
from reports.demo.people import Enrolment
from reports.demo.story import Story, Year

SIGNED_AGO = (46, 21)
WORTH_COMPARING = 3


@dataclass
class Told:
    """One exercise of `texts/opinions.yaml`.

    piece: its place among the accepted ones that make enough claims to be worth comparing, oldest first.
    """

    enrolment: Enrolment
    script: Mapping[str, Any]
    exercise: Exercise | None = None

    def ask(self) -> None:
        apprenticeship = self.enrolment.apprenticeship
        accepted = Evidence.objects.filter(apprenticeship=apprenticeship).accepted()
        rich = accepted.annotate(number=Count("shown__claims")).filter(number__gte=WORTH_COMPARING)
        pieces = list(rich.order_by("shown__happened_on", "pk"))
        evidence = pieces[self.script["piece"] % len(pieces)]
        people = {person.name: person for person in assessors_at(apprenticeship.provider_id)}
        self.exercise = ask_opinions(
            evidence=evidence,
            kind=self.script["kind"],
            assessors=[people[name] for name in self.script["opinions"]],
            title=self.script["title"],
            note=self.script.get("note", ""),
            due_on=timezone.localdate() + dt.timedelta(days=self.script["days"]),
            by=self.enrolment.iqa,
        )

    def answer(self, name: str) -> None:
        """What somebody says: "met" but for the claims whose places are named, with a reason for those."""
        said = self.script["opinions"][name]
        opinion = Opinion.objects.select_related("exercise__revision", "assessor").get(
            exercise=self.exercise, assessor__name=name
        )
        claims = claims_made_in(opinion.exercise.revision)
        others = {claims[place % len(claims)].pk: Judgement(*word) for place, word in said["but"].items()}
        judgements = {claim.pk: others.get(claim.pk, Judgement(MET, said["reason"])) for claim in claims}
        give_opinion(opinion=opinion, judgements=judgements, feedback=said["feedback"], by=opinion.assessor)

    def begin(self, name: str) -> None:
        opinion = Opinion.objects.select_related("exercise").get(exercise=self.exercise, assessor__name=name)
        save_opinion(opinion=opinion, typed={"feedback": self.script["begun"][name]}, by=opinion.assessor)

    def close(self) -> None:
        if self.exercise is not None:
            close_exercise(exercise=self.exercise, outcome=self.script["outcome"], by=self.enrolment.iqa)


def plan_exercises(story: Story, enrolment: Enrolment) -> None:
    for script in read("opinions")["exercises"]:
        told = Told(enrolment, script)
        ago = script["ago"]
        at = story.add(ago, told.ask)
        for number, (name, said) in enumerate(script["opinions"].items(), start=1):
            if said:
                story.add(ago - number, partial(told.answer, name), at)
        for name in script.get("begun", {}):
            story.add(ago - 2, partial(told.begin, name), at)
        if script.get("outcome"):
            story.add(ago - 8, told.close, at)


def plan_supervision(story: Story, years: Sequence[Year]) -> None:
    """The trainee's decisions are countersigned now and then; the latest still wait."""
    names = read("opinions")["supervision"]
    trained = [year.enrolment for year in years if year.enrolment.assessor.name == names["trainee"]]
    if not trained:
        return
    first = max(trained, key=lambda enrolment: enrolment.stage.started)
    story.add(first.stage.started - 2, partial(_supervise, first, names))
    for ago in SIGNED_AGO:
        story.add(ago, partial(_sign, first, names))


def _supervise(enrolment: Enrolment, names: Mapping[str, str]) -> None:
    set_supervision(
        provider=enrolment.provider,
        trainee=enrolment.assessor,
        countersigner=_assessor(enrolment, names["countersigner"]),
        by=enrolment.admin,
    )


def _sign(enrolment: Enrolment, names: Mapping[str, str]) -> None:
    countersigner = _assessor(enrolment, names["countersigner"])
    for waiting in (
        Countersignature.objects.waiting().filter(countersigner=countersigner).order_by("created_at")
    ):
        countersign(countersignature=waiting, by=countersigner)


def _assessor(enrolment: Enrolment, name: str) -> User:
    return assessors_at(enrolment.provider.pk).get(name=name)
