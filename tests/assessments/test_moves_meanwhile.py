"""What was asked for, and what is begun, before, while and after somebody moves between versions."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.permissions import Refused
from assessments.actions.requests import start_requested
from assessments.actions.version_moves import Stale, move_to_version
from portfolio.actions import start_evidence
from portfolio.models import Apprenticeship, Claim
from tests.assessments.pieces import asked_for
from tests.assessments.versions import undo
from tests.factories import TemplateFactory
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db


def codes_of(request):
    return set(request.ksbs.values_list("version__version", "code"))


def test_open_requests_go_along_and_come_back(there):
    split = asked_for(there.one, there.old("K9"), there.old("K1"))
    gone = asked_for(there.one, there.old("B8"))
    withdrawn = asked_for(
        there.one, there.old("K1"), withdrawn_at=timezone.now(), withdrawn_because="Too early."
    )
    there.move(there.one)
    assert codes_of(split) == {("1.2", "K9"), ("1.2", "K16"), ("1.2", "K1")}
    assert codes_of(gone) == set()
    assert codes_of(withdrawn) == {("1.1", "K1")}
    undo(there.one, there.admin)
    assert codes_of(split) == {("1.1", "K9"), ("1.1", "K1")}
    assert codes_of(gone) == {("1.1", "B8")}


def test_what_was_asked_for_is_started_for_the_new_ksbs_and_then_stays(there):
    wanted = asked_for(there.one, there.old("K9"))
    there.move(there.one)
    piece = start_requested(request=wanted, by=there.one.apprentice)
    claimed = set(piece.latest.claims.values_list("ksb__version__version", "ksb__code"))
    assert claimed == {("1.2", "K9"), ("1.2", "K16")}
    with pytest.raises(Refused, match="something new on this version: 2 claims"):
        undo(there.one, there.admin)


def test_a_request_made_since_the_preview_makes_it_stale(there):
    order = there.order(there.one)
    asked_for(there.one, there.old("K9"))
    with pytest.raises(Stale):
        move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.admin)


def test_a_request_made_since_the_move_stands_in_the_way_of_undoing(there):
    there.move(there.one)
    asked_for(there.one, there.new("K9"))
    with pytest.raises(Refused, match="1 request for evidence"):
        undo(there.one, there.admin)


@pytest.mark.django_db(transaction=True)
def test_a_piece_started_while_its_apprentice_is_moved_claims_ksbs_of_one_version(there):
    wanted = asked_for(there.other, there.old("K9"))
    order = there.order(there.other)

    def move():
        move_to_version(provider=there.other.provider, plan=there.plan, order=order, by=there.admin)

    def start():
        start_requested(request=wanted, by=there.other.apprentice)

    together(move, start)
    wanted.refresh_from_db()
    there.other.refresh_from_db()
    claimed = wanted.evidence.latest.claims.values_list("ksb__version", flat=True)
    assert set(claimed) == {there.other.version_id}


def started(row, ksb):
    """As the page does it that was opened while they were on the version of this row."""
    wanted = {"template": TemplateFactory(), "evidence_id": uuid4(), "by": row.apprentice}
    return lambda: start_evidence(apprenticeship=row, ksb=ksb, **wanted)


def test_a_piece_is_not_started_for_a_ksb_of_the_version_that_was_just_left(there):
    row = Apprenticeship.objects.select_related("version", "plan", "apprentice").get(pk=there.one.pk)
    start = started(row, there.old("K1"))
    there.move(there.one)
    with pytest.raises(Refused, match="does not belong to your standard"):
        start()
    assert there.one.evidence.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_claim_made_while_its_apprentice_is_moved_is_of_the_version_that_they_are_on(there):
    order = there.order(there.other)
    row = Apprenticeship.objects.select_related("version", "plan", "apprentice").get(pk=there.other.pk)

    def move():
        move_to_version(provider=row.provider, plan=there.plan, order=order, by=there.admin)

    together(move, started(row, there.old("K1")))
    there.other.refresh_from_db()
    claimed = Claim.objects.filter(revision__evidence__apprenticeship=there.other)
    assert set(claimed.values_list("ksb__version", flat=True)) == {there.other.version_id}
