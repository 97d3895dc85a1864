"""An apprenticeship that can be practised for: three methods with criteria, a card, and what is tapped."""

from django.core.files.base import ContentFile

from assessments.actions.mock_photos import add_mock_photo
from assessments.actions.practice import begin_mock, finish_mock, throw_away_mock
from assessments.models import MockAssessment, MockPhoto
from portfolio.models import Apprenticeship
from standards.models import Criterion, ScenarioCard
from tests.factories import ApprenticeshipFactory, MethodFactory
from tests.portfolio.files import picture

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


def photographed(mock, colour="teal", by=None) -> MockPhoto:
    """As it arrives, not checked yet."""
    source = ContentFile(picture("JPEG", colour=colour), name="IMG_1.jpg")
    return add_mock_photo(mock=mock, source=source, by=by or mock.begun_by)


def thrown_away(mock, by=None) -> None:
    throw_away_mock(mock=mock, saves=mock.saves, by=by or mock.begun_by)


def finished(
    apprenticeship, kind="observation", outcomes=("seen",) * 4, by=None, captions=()
) -> MockAssessment:
    """captions: of the photos, in their order."""
    mock = begun(apprenticeship, kind, by)
    criteria = mock.method.criteria.order_by("position")
    photos = {
        str(each.pk): said for each, said in zip(mock.photos.order_by("position"), captions, strict=True)
    }
    return finish_mock(
        mock=mock,
        content=content(zip(criteria, outcomes, strict=False), photos=photos),
        saves=0,
        by=by or apprenticeship.assessor,
    )
