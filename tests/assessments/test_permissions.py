"""Who may judge: rows are people, columns are acts."""

import pytest

from accounts.models import Role
from assessments.actions import mark_revision
from assessments.permissions import can_correct, can_judge, can_mark, can_read_queue, can_reopen
from assessments.rules import Judgement
from portfolio.models import Revision
from portfolio.roles import Roles
from tests.factories import ApprenticeshipFactory, ProviderFactory, evidence, member, visitor

pytestmark = pytest.mark.django_db


def decided(apprenticeship):
    piece = evidence(apprenticeship, Revision.State.SUBMITTED)
    marking = mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("met") for claim in piece.shown.claims.all()},
        outcome="accepted",
        feedback="",
        by=apprenticeship.assessor,
    )
    return marking.decisions.get()


ACTS = {
    "judge": can_judge,
    "mark": lambda user, a: can_mark(user, evidence(a, Revision.State.SUBMITTED)),
    "correct": lambda user, a: can_correct(user, decided(a)),
    "reopen": lambda user, a: can_reopen(user, evidence(a, Revision.State.ACCEPTED)),
    "read queue": lambda user, a: can_read_queue(Roles(user)),
}
PEOPLE = {
    "apprentice": (lambda a: a.apprentice, set()),
    "assessor": (lambda a: a.assessor, set(ACTS)),
    "line manager": (lambda a: a.line_manager, set()),
    "IQA": (lambda a: a.iqa, set()),
    "administrator": (lambda a: member(a.provider, Role.PROVIDER_ADMIN), {"read queue"}),
    "colleague": (lambda a: member(a.provider, Role.ASSESSOR), {"read queue"}),
    "visitor": (visitor, set()),
    "other provider's assessor": (lambda a: member(ProviderFactory(), Role.ASSESSOR), {"read queue"}),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    person, allowed = PEOPLE[who]
    answer = ACTS[act](person(apprenticeship), apprenticeship)
    assert bool(answer) is (act in allowed)
    assert answer or (answer.status == 403 and answer.reason.endswith("."))


@pytest.mark.parametrize("state", Revision.State.values)
def test_the_state_decides_when_the_person_may(state):
    piece = evidence(state=state)
    user = piece.apprenticeship.assessor
    assert bool(can_mark(user, piece)) is (state == "submitted")
    assert bool(can_reopen(user, piece)) is (state == "accepted")
    refusals = [answer for answer in (can_mark(user, piece), can_reopen(user, piece)) if not answer]
    assert {answer.status for answer in refusals} == {409}
