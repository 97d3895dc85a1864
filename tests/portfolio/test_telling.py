import pytest
from django.utils import timezone

from accounts.models import Notification, Role
from portfolio.actions import submit_evidence
from portfolio.models import Revision
from tests.factories import ApprenticeshipFactory, evidence, member

pytestmark = pytest.mark.django_db


def told_to(person):
    return list(Notification.objects.visible_to(person).newest_first().values_list("text", flat=True))


def test_assessor_is_told_of_a_piece_handed_in():
    apprenticeship = ApprenticeshipFactory()
    piece = evidence(apprenticeship)
    submit_evidence(evidence=piece, by=apprenticeship.apprentice)
    assert told_to(apprenticeship.assessor) == [
        f"{apprenticeship.apprentice} handed in “A refund put right”."
    ]
    assert Notification.objects.get().url == piece.get_absolute_url()


def test_assessor_is_told_that_it_comes_again():
    apprenticeship = ApprenticeshipFactory()
    piece = evidence(apprenticeship)
    Revision.objects.filter(evidence=piece).update(number=2)
    submit_evidence(evidence=piece, by=apprenticeship.apprentice)
    assert told_to(apprenticeship.assessor) == [
        f"{apprenticeship.apprentice} handed in “A refund put right” again."
    ]


def test_nobody_is_told_when_no_assessor_is_named_or_they_have_left():
    apprenticeship = ApprenticeshipFactory(assessor=None)
    submit_evidence(evidence=evidence(apprenticeship), by=apprenticeship.apprentice)
    apprenticeship.assessor = member(apprenticeship.provider, Role.ASSESSOR)
    apprenticeship.assessor.memberships.update(ended_at=timezone.now())
    apprenticeship.save()
    submit_evidence(evidence=evidence(apprenticeship), by=apprenticeship.apprentice)
    assert not Notification.objects.exists()
