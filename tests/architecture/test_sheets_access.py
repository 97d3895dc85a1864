"""Who may take which sheet away: people and acts, in the manner of test_access.py."""

import pytest

from reports.permissions.sheets import (
    can_ask_for_audit_pack,
    can_ask_for_sheets,
    can_audit,
    can_take_cohort,
    can_take_quality,
    can_take_sheet,
    can_take_trail,
)
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory

pytestmark = pytest.mark.django_db

ACTS = {
    "take a sheet": can_take_sheet,
    "have one made": can_ask_for_sheets,
    "audit": can_audit,
    "have an audit pack": can_ask_for_audit_pack,
    "take a cohort": lambda user, one: can_take_cohort(user, one.provider),
    "have a cohort made": lambda user, one: can_ask_for_sheets(user, one.provider),
    "have an audit pack of a cohort": lambda user, one: can_ask_for_audit_pack(user, one.provider),
    "take quality assurance": lambda user, one: can_take_quality(user, one.provider),
    "take the trail": lambda user, one: can_take_trail(user, one.provider),
}
WORK = {"take a sheet", "have one made"}
COHORT = {"take a cohort", "have a cohort made"}
AUDIT = {"audit", "have an audit pack", "take quality assurance"}
MAY = {
    "apprentice": WORK,
    "assessor": WORK | COHORT,
    "line manager": WORK | COHORT,
    "IQA": WORK | COHORT | AUDIT,
    "administrator": WORK | COHORT | AUDIT | {"take the trail"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_sheets_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or answer.reason


@pytest.mark.parametrize("ask", [can_ask_for_sheets, can_ask_for_audit_pack])
def test_nothing_is_made_while_pdfs_cannot_be(ask):
    apprenticeship = ApprenticeshipFactory()
    answer = ask(apprenticeship.iqa, apprenticeship, "PDFs are switched off.")
    assert (bool(answer), answer.reason, answer.status) == (False, "PDFs are switched off.", 409)
