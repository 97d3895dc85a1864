"""Portfolios to read in these tests: pieces in every state, judged as the app above would."""

from accounts.models import User
from assessments.actions import mark_revision
from assessments.rules import Judgement
from portfolio import progress
from portfolio.models import Apprenticeship, Evidence
from tests.factories import ApprenticeshipFactory, evidence


def judged(piece: Evidence, outcome: str = "accepted", reason: str = "Clear and specific.") -> Evidence:
    """The piece after its assessor decided every claim the same way."""
    revision = piece.shown
    word = "met" if outcome == "accepted" else "not_yet"
    mark_revision(
        revision=revision,
        judgements={claim.pk: Judgement(word, reason) for claim in revision.claims.all()},
        outcome=outcome,
        feedback="You stayed calm throughout.",
        by=piece.apprenticeship.assessor,
    )
    piece.refresh_from_db()
    return piece


def counted(piece: Evidence) -> Evidence:
    """The piece after the progress of its apprenticeship was worked out."""
    progress.rebuild(piece.apprenticeship)
    return piece


def portfolio_with(pieces: int, state: str = "submitted") -> Apprenticeship:
    """An apprenticeship with so many pieces that all claim its first KSB."""
    apprenticeship = ApprenticeshipFactory()
    for number in range(pieces):
        evidence(apprenticeship, state, title=f"Piece number {number}")
    progress.rebuild(apprenticeship)
    return apprenticeship


def people_of(apprenticeship: Apprenticeship) -> list[User]:
    """Everybody but the apprentice who works on it."""
    return [apprenticeship.assessor, apprenticeship.line_manager, apprenticeship.iqa]
