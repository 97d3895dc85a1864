"""What is still needed after a marking, on the piece, on the KSB and over all."""

import pytest

from assessments.actions import correct_decision, mark_revision
from assessments.rules import Judgement
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.needed import still_open
from tests.factories import ApprenticeshipFactory, chosen, evidence, visitor
from tests.portfolio.reading import judged

pytestmark = pytest.mark.django_db


def needs(client, piece):
    answer = client.get(f"/evidence/{piece.pk}/")
    return [(need.code, need.asked, need.open, bool(need.add_url)) for need in answer.context["needs"]]


@pytest.fixture
def piece():
    """Returned, with one KSB met and one not yet."""
    apprenticeship = ApprenticeshipFactory()
    ksbs = list(apprenticeship.version.ksbs.all())
    piece = evidence(apprenticeship, "submitted", ksbs=ksbs)
    met, not_yet = piece.shown.claims.order_by("ksb__position")
    mark_revision(
        revision=piece.shown,
        judgements={met.pk: Judgement("met"), not_yet.pk: Judgement("not_yet", "Say how it ended.")},
        outcome="returned",
        feedback="Nearly.",
        by=apprenticeship.assessor,
    )
    piece.refresh_from_db()
    return piece


@pytest.mark.parametrize(
    ("met", "minimum", "words"),
    [
        (0, 1, "No piece shows K1 yet."),
        (0, 2, "No piece shows K1 yet. It needs 2."),
        (1, 2, "1 of 2 pieces that K1 needs is met."),
        (2, 3, "2 of 3 pieces that K1 needs are met."),
        (1, 1, "Another piece shows K1 already, so nothing else is missing for it."),
        (2, 2, "2 other pieces show K1 already, so nothing else is missing for it."),
    ],
)
def test_still_open_counts_pieces(met, minimum, words):
    assert still_open("K1", met, minimum) == words


def test_needed_is_what_the_assessor_asked_for(as_user, piece):
    ksb = piece.shown.claims.order_by("ksb__position").last().ksb
    client = as_user(piece.apprenticeship.apprentice)
    open_now = f"No piece shows {ksb.code} yet."
    assert needs(client, piece) == [(ksb.code, "Say how it ended.", open_now, True)]
    assert "Put it right in a new version" in client.get(f"/evidence/{piece.pk}/").content.decode()
    assert needs(as_user(piece.apprenticeship.iqa), piece) == [
        (ksb.code, "Say how it ended.", open_now, False)
    ]
    progress = client.get(f"/apprenticeships/{piece.apprenticeship_id}/progress/")
    assert [(need.code, need.asked) for need in progress.context["needs"]] == [
        (ksb.code, "Say how it ended.")
    ]
    claims = client.get(f"/apprenticeships/{piece.apprenticeship_id}/ksbs/{ksb.pk}/").content.decode()
    assert ("Still needed" in claims, "Say how it ended." in claims) == (True, True)


def test_needed_follows_a_correction(as_user, piece):
    claim = piece.shown.claims.order_by("ksb__position").last()
    assessor = piece.apprenticeship.assessor
    correct_decision(decision=claim.decisions.get(), outcome="met", reason="It is there.", by=assessor)
    client = as_user(piece.apprenticeship.apprentice)
    assert needs(client, piece) == []
    assert client.get(f"/apprenticeships/{piece.apprenticeship_id}/progress/").context["needs"] == []
    first = piece.shown.claims.order_by("ksb__position").first()
    correct_decision(decision=first.decisions.get(), outcome="not_yet", reason="Not yours.", by=assessor)
    assert [need[:2] for need in needs(client, piece)] == [(first.ksb.code, "Not yours.")]


def test_needed_says_when_another_piece_shows_it(as_user, piece):
    ksb = piece.shown.claims.order_by("ksb__position").last().ksb
    judged(evidence(piece.apprenticeship, "submitted", ksbs=[ksb]))
    client = as_user(piece.apprenticeship.apprentice)
    words = f"Another piece shows {ksb.code} already, so nothing else is missing for it."
    assert needs(client, piece) == [(ksb.code, "Say how it ended.", words, False)]
    assert client.get(f"/apprenticeships/{piece.apprenticeship_id}/progress/").context["needs"] == []


def test_nothing_is_needed_while_a_newer_version_waits(as_user, piece):
    apprentice = piece.apprenticeship.apprentice
    revise_evidence(evidence=piece, by=apprentice)
    assert len(needs(as_user(apprentice), piece)) == 1
    submit_evidence(evidence=piece, by=apprentice)
    assert needs(as_user(apprentice), piece) == []


def test_a_visitor_reads_nothing_of_it(as_user):
    piece = judged(evidence(state="submitted"))
    chosen(piece)
    answer = as_user(visitor(piece.apprenticeship)).get(f"/evidence/{piece.pk}/")
    assert (answer.context["needs"], answer.context["said"]) == ([], [])
