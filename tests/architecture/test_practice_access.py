"""Who may practise what, with whom: people and acts, in the manner of test_access.py."""

import pytest

from assessments.models import CriterionResult, MockAssessment, MockPhoto, ThrownAwayMock
from assessments.permissions.practice import can_go_on, can_practise, can_throw_away
from assessments.rules.practice import KINDS
from tests.architecture.test_access import PEOPLE, person
from tests.assessments.practising import begun, finished, photographed, practicable, thrown_away

pytestmark = pytest.mark.django_db

ACTS = {f"begin {kind}": lambda user, a, kind=kind: can_practise(user, a, kind) for kind in KINDS} | {
    "go on with an observation": lambda user, a: can_go_on(user, begun(a)),
    "go on with a discussion": lambda user, a: can_go_on(user, begun(a, "discussion")),
    "go on with practice alone": lambda user, a: can_go_on(user, begun(a, "discussion", a.apprentice)),
    "throw away what the assessor runs": lambda user, a: can_throw_away(user, begun(a)),
    "throw away what the line manager runs": lambda user, a: can_throw_away(
        user, begun(a, by=a.line_manager)
    ),
}
MAY = {
    "apprentice": {
        "begin discussion",
        "begin role_play",
        "go on with a discussion",
        "go on with practice alone",
    },
    "assessor": {f"begin {kind}" for kind in KINDS}
    | {"go on with an observation", "go on with a discussion", "throw away what the assessor runs"},
    "line manager": {
        "begin observation",
        "begin assignment",
        "begin role_play",
        "go on with an observation",
        "throw away what the line manager runs",
    },
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_practice_follow_the_table(who, act):
    apprenticeship = practicable()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or (answer.status == 403 and answer.reason)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_finished_is_seen_by_those_who_work_with_the_portfolio(who):
    apprenticeship = practicable()
    mock, user = finished(apprenticeship), person(who, apprenticeship)
    sees = who not in {"visitor", "verifier", "stranger"}
    assert MockAssessment.objects.visible_to(user).filter(pk=mock.pk).exists() is sees
    assert CriterionResult.objects.visible_to(user).exists() is sees


@pytest.mark.parametrize("who", PEOPLE)
def test_photos_are_seen_by_those_who_see_the_mock(who):
    apprenticeship = practicable()
    mock = begun(apprenticeship)
    photographed(mock)
    user = person(who, apprenticeship)
    assert MockPhoto.objects.visible_to(user).exists() is (who in {"assessor", "line manager"})
    finished(apprenticeship, captions=["An empty desk"])
    sees = who not in {"visitor", "verifier", "stranger"}
    assert MockPhoto.objects.visible_to(user).exists() is sees


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("kind", "by", "seen_by"),
    [
        ("observation", "assessor", {"assessor", "line manager"}),
        ("discussion", "assessor", {"assessor"}),
        ("discussion", "apprentice", {"apprentice"}),
    ],
)
def test_what_was_thrown_away_is_told_to_those_who_could_have_gone_on(who, kind, by, seen_by):
    apprenticeship = practicable()
    thrown_away(begun(apprenticeship, kind, getattr(apprenticeship, by)))
    user = person(who, apprenticeship)
    assert ThrownAwayMock.objects.visible_to(user).exists() is (who in seen_by)
