"""Who may stamp, change and move people between assessment plans: in the manner of test_access.py."""

from uuid import uuid4

import pytest

from assessments.moves import for_moving
from assessments.permissions.moves import can_move
from portfolio.models import Apprenticeship
from standards.permissions import (
    can_change_plan,
    can_change_version,
    can_keep_plans,
    can_keep_standards,
    can_stamp,
)
from standards.versions import copied, copied_version
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory, PlanFactory

pytestmark = pytest.mark.django_db


def draft_of(apprenticeship):
    plan = apprenticeship.plan
    return copied(plan, apprenticeship.provider, 1, in_force_from=plan.in_force_from)


def draft_version_of(apprenticeship):
    version = apprenticeship.version
    more = {"version": "1.1-1", "starts_from": version.starts_from, "why": "As we teach"}
    return copied_version(version, apprenticeship.provider, uuid4(), **more)


def moves(user, apprenticeship):
    row = for_moving(Apprenticeship.objects).get(pk=apprenticeship.pk)
    return can_move(user, row, PlanFactory(version=row.version, plan_version="2.0"))


ACTS = {
    "keep plans": lambda user, a: can_keep_plans(user, a.provider),
    "stamp": lambda user, a: can_stamp(user, a.provider, a.plan),
    "change a draft": lambda user, a: can_change_plan(user, a.provider, draft_of(a)),
    "move": moves,
    "keep standards": lambda user, a: can_keep_standards(user, a.provider),
    "change a draft version": lambda user, a: can_change_version(user, a.provider, draft_version_of(a)),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_on_plans_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (who == "administrator")
    assert bool(answer) or (answer.status == 403 and answer.reason)


def test_state_refuses_what_an_administrator_may():
    apprenticeship = ApprenticeshipFactory()
    admin, provider = person("administrator", apprenticeship), apprenticeship.provider
    draft = draft_of(apprenticeship)
    assert can_stamp(admin, provider, draft).status == 409
    assert can_change_plan(admin, provider, apprenticeship.plan).status == 409
    assert can_change_version(admin, provider, apprenticeship.version).status == 409
