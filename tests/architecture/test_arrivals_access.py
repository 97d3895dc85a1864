"""Who may send, see and bring in archives: people and acts, in the manner of test_access.py."""

import pytest

from accounts.models import Role
from reports.models import Arrival
from reports.permissions.arrivals import can_receive, can_receive_leap2a
from reports.permissions.exports import can_take_away
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory, member

pytestmark = pytest.mark.django_db

ACTS = {
    "send an archive": lambda user, a: can_receive(user, a.provider),
    "send a Leap2A file": can_receive_leap2a,
    "take the portfolio away": can_take_away,
}
MAY = {
    "apprentice": {"send a Leap2A file", "take the portfolio away"},
    "administrator": {"send an archive", "take the portfolio away"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_archives_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or (answer.status == 403 and answer.reason)


@pytest.mark.parametrize("who", PEOPLE)
def test_arrivals_are_seen_by_those_who_may_bring_them_in(who):
    apprenticeship = ApprenticeshipFactory()
    common = {"provider": apprenticeship.provider, "name": "a.zip", "size": 1}
    by = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    archive = Arrival.objects.create(**common, requested_by=by)
    own = Arrival.objects.create(
        **common, kind="leap2a", apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice
    )
    seen = set(Arrival.objects.visible_to(person(who, apprenticeship)))
    assert seen == {"administrator": {archive}, "apprentice": {own}}.get(who, set())
