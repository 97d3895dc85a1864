import pytest

from accounts.models import NoticeKind, Notification
from assessments.actions import correct_decision, mark_revision, reopen_evidence
from assessments.rules import Judgement
from portfolio.models import Revision
from tests.assessments.pieces import accepted_for_all
from tests.factories import ApprenticeshipFactory, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return evidence(state=Revision.State.SUBMITTED)


def mark(piece, outcome="accepted"):
    judgements = {claim.pk: Judgement("met", "Clear.") for claim in piece.latest.claims.all()}
    by = piece.apprenticeship.assessor
    return mark_revision(
        revision=piece.latest, judgements=judgements, outcome=outcome, feedback="Well done.", by=by
    )


def told(piece):
    own = Notification.objects.visible_to(piece.apprenticeship.apprentice)
    return list(own.newest_first().values_list("kind", "text", "url"))


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("accepted", "Your piece “A refund put right” was accepted."),
        ("returned", "Your piece “A refund put right” came back with feedback: it needs some more work."),
    ],
)
def test_apprentice_is_told_that_it_was_marked(piece, outcome, text):
    mark(piece, outcome)
    assert told(piece) == [(NoticeKind.MARKED, text, piece.get_absolute_url())]


def test_apprentice_is_told_of_a_correction():
    decision = accepted_for_all(ApprenticeshipFactory()).decisions.first()
    by, piece = decision.assessor, decision.claim.revision.evidence
    correct_decision(decision=decision, outcome="not_yet", reason="I overlooked a page.", by=by)
    code = decision.claim.ksb.code
    text = f"{by} corrected the decision on {code} in “A refund put right”: not yet."
    assert told(piece)[0] == (NoticeKind.CORRECTED, text, piece.get_absolute_url())


def test_apprentice_is_told_that_a_piece_was_opened_again(piece):
    mark(piece)
    by = piece.apprenticeship.assessor
    reopen_evidence(evidence=piece, reason="A page is missing.", by=by)
    text = f"{by} opened your piece “A refund put right” again, and says why."
    assert told(piece)[0] == (NoticeKind.CORRECTED, text, piece.get_absolute_url())
