"""Who may look at boards, and ask many at once: people and acts, in the manner of test_access.py."""

import pytest

from assessments.permissions.boards import can_see_boards
from assessments.permissions.requests import can_ask_many
from portfolio.roles import Roles
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory

pytestmark = pytest.mark.django_db

ACTS = {
    "see boards": can_see_boards,
    "ask many as assessor": lambda roles: can_ask_many(roles, "assessor", 3),
    "ask many as administrator": lambda roles: can_ask_many(roles, "provider_admin", 3),
    "ask many as line manager": lambda roles: can_ask_many(roles, "line_manager", 3),
    "ask more than are asked at once": lambda roles: can_ask_many(roles, "assessor", 201),
}
MAY = {
    "assessor": {"see boards", "ask many as assessor"},
    "line manager": {"see boards"},
    "IQA": {"see boards"},
    "administrator": {"see boards", "ask many as administrator"},
    "stranger": {"see boards", "ask many as administrator"},  # their own provider's, which has nobody
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_boards_follow_the_table(who, act):
    answer = ACTS[act](Roles(person(who, ApprenticeshipFactory())))
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or answer.reason
