"""Quality assurance in the demonstration: strategy, risks, samples in every state, and a verifier's visit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.actions import give_role
from accounts.models import Provider, Role, User
from assessments.actions.sampling import (
    add_finding,
    agree_finding,
    answer_finding,
    ask_again,
    report_sample,
    set_risk,
    set_strategy,
    take_sample,
)
from assessments.actions.visits import name_verifier
from assessments.models import Marking, Sample, SampleFinding
from portfolio.models import Apprenticeship, Evidence
from portfolio.viewings import write_down
from reports.demo import library
from reports.demo.people import Enrolment
from reports.demo.story import Story

STRATEGY_DAYS_AGO = 210
ANSWERS = {"answer": answer_finding, "agree": agree_finding, "ask_again": ask_again}
PIECES_READ = 3


def plan_quality(story: Story, enrolments: Sequence[Enrolment]) -> None:
    """Acts for the one provider that the texts name; nothing where it is not in the cast."""
    texts = library.read("quality")
    here = [enrolment for enrolment in enrolments if enrolment.provider.name == texts["provider"]]
    if not here:
        return
    told = _Quality(story, here[0], texts)
    story.add(STRATEGY_DAYS_AGO, told.set_strategy)
    for risk in texts["risks"]:
        story.add(risk["days_ago"], partial(told.set_risk, risk))
    story.add(texts["joins"]["days_ago"], told.join)
    for sample in texts["samples"]:
        told.plan_sample(sample)
    told.plan_visit(texts["verifier"])


class _Quality:
    def __init__(self, story: Story, enrolment: Enrolment, texts: Mapping[str, Any]) -> None:
        self.story, self.texts = story, texts
        self.provider: Provider = enrolment.provider
        self.iqa, self.admin = enrolment.iqa, enrolment.admin

    def person(self, name: str) -> User:
        return User.objects.get(name=name)

    def set_strategy(self) -> None:
        set_strategy(provider=self.provider, rates={}, note=self.texts["strategy_note"], by=self.iqa)

    def set_risk(self, risk: Mapping[str, Any]) -> None:
        set_risk(
            provider=self.provider,
            assessor=self.person(risk["assessor"]),
            level=risk["level"],
            reason=risk["reason"],
            by=self.iqa if risk["assessor"] != self.iqa.name else self.admin,
        )

    def join(self) -> None:
        person = self.person(self.texts["joins"]["name"])
        give_role(user=person, provider=self.provider, role=Role.ASSESSOR, by=self.admin)

    def plan_sample(self, told: Mapping[str, Any]) -> None:
        taken: list[Sample] = []
        at = self.story.add(told["days_ago"], lambda: taken.extend(self._take(told)))
        at = self.story.add(told["days_ago"], lambda: self._find(told, taken), at)
        if "summary" not in told:
            return
        self.story.add(told["days_ago"], lambda: self._report(told, taken), at)
        for finding in told["findings"]:
            for answer in finding.get("answers", []):
                days_ago = told["days_ago"] - answer["after"]
                self.story.add(days_ago, partial(self._answer, taken, finding["text"], answer))

    def _take(self, told: Mapping[str, Any]) -> list[Sample]:
        """The newest marking of this assessor that nobody has sampled yet."""
        markings = Marking.objects.filter(
            assessor__name=told["assessor"],
            revision__evidence__apprenticeship__iqa=self.iqa,
            samples__isnull=True,
        )
        stage = told.get("stage", Sample.Stage.INTERIM)
        newest = markings.order_by("-created_at", "pk")[:1]
        return [take_sample(marking=marking, stage=stage, by=self.iqa)[0] for marking in newest]

    def _find(self, told: Mapping[str, Any], taken: Sequence[Sample]) -> None:
        for sample in taken:
            claims = list(sample.marking.revision.claims.for_list())
            for number, finding in enumerate(told["findings"]):
                is_action = finding["kind"] == SampleFinding.Kind.ACTION
                add_finding(
                    sample=sample,
                    kind=finding["kind"],
                    text=finding["text"],
                    claim_id=claims[number % len(claims)].pk if is_action else None,
                    due_on=timezone.localdate() + dt.timedelta(days=finding["due_in"]) if is_action else None,
                    by=self.iqa,
                )

    def _report(self, told: Mapping[str, Any], taken: Sequence[Sample]) -> None:
        for sample in taken:
            report_sample(sample=sample, summary=told["summary"], by=self.iqa)

    def _answer(self, taken: Sequence[Sample], text: str, answer: Mapping[str, Any]) -> None:
        for sample in taken:
            finding = sample.findings.get(text=text)
            by = sample.assessor if answer["act"] == "answer" else self.iqa
            ANSWERS[answer["act"]](finding=finding, text=answer["text"], by=by)

    def plan_visit(self, told: Mapping[str, Any]) -> None:
        named = self.story.add(told["days_ago"], lambda: self._let_in(told))
        self.story.add(told["days_ago"] - 2, lambda: self._read(told), named)

    def _portfolios(self, told: Mapping[str, Any]) -> list[Apprenticeship]:
        found = Apprenticeship.objects.filter(
            provider=self.provider, apprentice__name__in=told["apprentices"]
        )
        return list(found.order_by("apprentice__name"))

    def _let_in(self, told: Mapping[str, Any]) -> None:
        name_verifier(
            user=User.objects.get(email=told["email"]),
            apprenticeships=self._portfolios(told),
            organisation=told["organisation"],
            until=timezone.localdate() + dt.timedelta(days=told["days"]),
            by=self.iqa,
        )

    def _read(self, told: Mapping[str, Any]) -> None:
        """What they opened on their first day: the overview, and some pieces."""
        verifier = User.objects.get(email=told["email"])
        for portfolio in self._portfolios(told):
            opened = [("portfolio:apprenticeship", portfolio.pk)]
            pieces = Evidence.objects.visible_to(verifier).filter(apprenticeship=portfolio)
            newest = pieces.order_by("-created_at", "pk")[:PIECES_READ]
            opened += [("portfolio:evidence", piece.pk) for piece in newest]
            for route, pk in opened:
                write_down(apprenticeship=portfolio, route=route, subject_id=pk, is_file=False, by=verifier)
