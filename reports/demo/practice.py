"""What apprentices of the demonstration practised before their assessment, and how it went."""

import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from accounts.models import User
from assessments.actions.mock_photos import add_mock_photo
from assessments.actions.practice import begin_mock, finish_mock
from assessments.mock_criteria import criteria_of
from assessments.models import MockAssessment
from assessments.rules.practice import NO_CHANCE, NOT_SEEN, SEEN
from reports.demo.files import Recipe, upload_of
from reports.demo.library import practised, workplaces
from reports.demo.people import Enrolment
from reports.demo.piece import Stock
from reports.demo.stages import STAGES
from reports.demo.story import Story
from standards.models import Criterion, ScenarioCard

# Stage -> how many of the tries in `practice.yaml` somebody has behind them.
TRIES = {
    "half-way": 2,
    "nearly-ready": 4,
    "ready": 6,
    "signing": 8,
    "declared": 8,
    "on-programme": 1,
    "conversation-to-come": 3,
    "conversation-booked": 3,
    "showcase": 8,
    "resitting": 8,
    "in-gateway": 8,
    "completed": 8,
}
DAYS_BETWEEN = 13


PHOTOGRAPHED = "ready_desk"


def recipes_photographed() -> set[Recipe]:
    tries = [words for workplace in workplaces() for words in practised(workplace)["tries"]]
    return {Recipe(PHOTOGRAPHED, variant) for words in tries for variant, _ in _photos(words)}


def _photos(words: Mapping[str, Any]) -> Sequence[tuple[int, str]]:
    return [(variant, caption) for variant, caption in words.get("photos", ())]


def plan_practice(story: Story, enrolments: Sequence[Enrolment], stocks: Mapping[str, Stock]) -> None:
    for enrolment in enrolments:
        stage = next(name for name, stage in STAGES.items() if stage is enrolment.stage)
        tries = practised(enrolment.workplace)["tries"][: TRIES.get(stage, 0)]
        for number, words in enumerate(reversed(tries)):
            days_ago = enrolment.stage.quiet + 1.4 + DAYS_BETWEEN * number
            story.add(days_ago, partial(_practise, enrolment, words, stocks[enrolment.standard]))


def _practise(enrolment: Enrolment, words: Mapping[str, Any], stock: Stock) -> None:
    """share: of a hundred criteria, how many were seen that day; distinction_share: of those alone."""
    apprenticeship = enrolment.apprenticeship
    by: User = getattr(enrolment, words["by"])
    card = None
    if words["kind"] == MockAssessment.Kind.ROLE_PLAY:
        card = ScenarioCard.objects.get(version=apprenticeship.version_id, key=words["card"])
    mock = begin_mock(apprenticeship=apprenticeship, kind=words["kind"], scenario=card, by=by)
    chance = random.Random(f"{enrolment.apprentice.email} {words['kind']}")  # noqa: S311  # a story, not a secret
    judged, at = {}, 40
    for criterion in criteria_of(mock):
        at += 30 + int(90 * chance.random())
        drawn = 100 * chance.random()
        is_distinct = criterion.grade == Criterion.Grade.DISTINCTION
        share = words.get("distinction_share", words["share"]) if is_distinct else words["share"]
        missed = NOT_SEEN if drawn < share + 20 else NO_CHANCE
        outcome = SEEN if drawn < share else missed
        note = words["note"] if outcome == NOT_SEEN else ""
        judged[str(criterion.pk)] = [outcome, note, at if outcome == SEEN else None]
    content = {
        "criteria": judged,
        "photos": _photograph(mock, words, stock, by),
        "customers": words.get("customers", []),
        "stories": words.get("stories", []),
        "notes": words.get("notes", ""),
        "strengths": words["strengths"],
        "next_steps": words["next_steps"],
        "seconds": at + 60,
        "since": None,
    }
    finish_mock(mock=mock, content=content, saves=0, by=by)


def _photograph(mock: MockAssessment, words: Mapping[str, Any], stock: Stock, by: User) -> dict[str, str]:
    """What each photo shows, by its id."""
    captions = {}
    for variant, caption in _photos(words):
        recipe = Recipe(PHOTOGRAPHED, variant)
        photo = add_mock_photo(mock=mock, source=upload_of(recipe, stock.bodies[recipe]), by=by)
        captions[str(photo.pk)] = caption
    return captions
