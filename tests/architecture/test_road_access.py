"""Who may enter training, sign, confirm, book and grade: people and acts, in the manner of test_access.py."""

import pytest

from assessments.permissions.gateway import (
    Standing,
    can_agree,
    can_book,
    can_confirm,
    can_open,
    can_plan_resit,
    can_sign_gateway,
    can_take_back,
    can_withdraw_gateway,
    part_of,
)
from assessments.permissions.on_programme import can_enter_on_programme
from portfolio.permissions import (
    can_keep_training_plan,
    can_log_training,
    can_record_break,
    can_strike_training,
    can_withdraw_break,
)
from tests.architecture.test_access import PEOPLE, person
from tests.assessments.roads import failed_method
from tests.factories import ApprenticeshipFactory

pytestmark = pytest.mark.django_db

ALL = frozenset({"apprentice", "employer", "provider"})

ACTS = {
    "enter training": can_log_training,
    "strike training out": lambda user, a: can_strike_training(user, failed_method(a)["training"]),
    "keep the training plan": can_keep_training_plan,
    "record a break": can_record_break,
    "withdraw a break": lambda user, a: can_withdraw_break(user, failed_method(a)["break"]),
    "open": lambda user, a: can_open(user, a, Standing()),
    "sign": lambda user, a: can_sign_gateway(user, a, Standing("open")),
    "confirm": lambda user, a: can_confirm(user, a, Standing("declared", ALL)),
    "withdraw": lambda user, a: can_withdraw_gateway(user, a, Standing("confirmed", ALL)),
    "book": lambda user, a: can_book(user, a, "confirmed"),
    "plan a resit": lambda user, a: can_plan_resit(user, a, "confirmed"),
    "agree to a resit": lambda user, a: can_agree(user, a, failed_method(a)["resit"], "confirmed"),
    "enter a result on programme": can_enter_on_programme,
    "take the final result back": lambda user, a: can_take_back(user, a, "completed"),
}
MAY = {
    "apprentice": {"enter training", "strike training out", "sign"},
    "assessor": {
        "enter training",
        "strike training out",
        "keep the training plan",
        "open",
        "plan a resit",
        "enter a result on programme",
    },
    "line manager": {"sign", "agree to a resit"},
    "administrator": {
        "keep the training plan",
        "record a break",
        "withdraw a break",
        "open",
        "sign",
        "confirm",
        "withdraw",
        "book",
        "plan a resit",
        "enter a result on programme",
        "take the final result back",
    },
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_the_road_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or (answer.status == 403 and answer.reason)


@pytest.mark.parametrize(
    ("who", "part"),
    [
        ("apprentice", "apprentice"),
        ("line manager", "employer"),
        ("administrator", "provider"),
        ("assessor", ""),
        ("IQA", ""),
        ("verifier", ""),
        ("stranger", ""),
    ],
)
def test_everybody_signs_for_one_part_at_most(who, part):
    apprenticeship = ApprenticeshipFactory()
    assert part_of(person(who, apprenticeship), apprenticeship) == part
