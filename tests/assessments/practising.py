"""An apprenticeship that can be practised for: three methods with criteria, a card, and what is tapped."""

from assessments.actions.practice import begin_mock, finish_mock
from assessments.models import MockAssessment
from portfolio.models import Apprenticeship
from standards.models import Criterion, ScenarioCard
from tests.factories import ApprenticeshipFactory, MethodFactory

WORDS = {"strengths": "Calm from the first word.", "next_steps": "Sum up before you end."}


def practicable(**fields) -> Apprenticeship:
    """Each method has two pass criteria and two distinction criteria; half of the latter is enough."""
    apprenticeship = ApprenticeshipFactory(**fields)
    ksb = apprenticeship.version.ksbs.first()
    apprenticeship.plan.methods.all().delete()
    for position, kind in enumerate(("showcase", "observation", "discussion"), start=1):
        method = MethodFactory(
            plan=apprenticeship.plan,
            kind=kind,
            position=position,
            distinction_threshold=50,
            name=kind.title(),
        )
        method.ksbs.add(ksb)
        for number, (code, grade) in enumerate(
            [("P1", "pass"), ("P2", "pass"), ("D1", "distinction"), ("D2", "distinction")]
        ):
            Criterion.objects.create(
                method=method, area=ksb.area, code=code, grade=grade, text=f"{kind} {code}.", position=number
            ).ksbs.add(ksb)
    return apprenticeship


def card(apprenticeship: Apprenticeship, **fields) -> ScenarioCard:
    area = apprenticeship.version.ksbs.first().area
    defaults = {
        "key": "card",
        "title": "A cold flat",
        "theme": "Anger",
        "channel": "both",
        "place": "By phone",
        "situation": "You answer.",
        "customer": "You are cold.",
        "opening_line": "Hello?",
        "good_answer": ["Listens."],
        "criteria": [f"{area.key} P1"],
        "position": 1,
    }
    return ScenarioCard.objects.create(version=apprenticeship.version, **(defaults | fields))


def begun(apprenticeship, kind="observation", by=None, scenario=None) -> MockAssessment:
    return begin_mock(
        apprenticeship=apprenticeship, kind=kind, scenario=scenario, by=by or apprenticeship.assessor
    )


def content(criteria=(), **more):
    """criteria: pairs of a criterion and its outcome."""
    return {
        "criteria": {str(each.pk): [outcome, "", None] for each, outcome in criteria},
        "customers": [],
        "stories": [],
        "notes": "",
        "seconds": 0,
        "since": None,
        **WORDS,
        **more,
    }


def finished(apprenticeship, kind="observation", outcomes=("seen",) * 4, by=None) -> MockAssessment:
    mock = begun(apprenticeship, kind, by)
    criteria = mock.method.criteria.order_by("position")
    return finish_mock(
        mock=mock,
        content=content(zip(criteria, outcomes, strict=False)),
        saves=0,
        by=by or apprenticeship.assessor,
    )
