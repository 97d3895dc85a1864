"""The matrix: which cells it fills, and how each reader sees them."""

import pytest

from portfolio.actions import revise_evidence
from portfolio.matrix import columns_of, matrix_of
from portfolio.reading import ksbs_of, reading_of
from tests.factories import ApprenticeshipFactory, evidence
from tests.portfolio.reading import judged

pytestmark = pytest.mark.django_db


def matrix_for(apprenticeship, user, can_add=False):
    reading = reading_of(apprenticeship, user)
    columns = columns_of(reading, 0, 40)
    groups = matrix_of(reading, ksbs_of(apprenticeship).asked, columns, can_add=can_add)
    return [row for group in groups for row in group.rows]


def test_cell_says_how_a_piece_stands_for_a_ksb_and_leads_to_the_claim():
    piece = evidence(state="submitted")
    first, second = matrix_for(piece.apprenticeship, piece.apprenticeship.apprentice)
    cell = first.cells[0]
    assert (cell.state, cell.label) == ("submitted", "Submitted")
    assert cell.url == f"/evidence/{piece.pk}/#{first.code}"
    assert list(second.cells) == [None]


def test_cell_follows_the_rule_of_progress_when_a_returned_piece_is_rewritten():
    piece = judged(evidence(state="submitted"), "returned")
    apprenticeship = piece.apprenticeship
    revise_evidence(evidence=piece, by=apprenticeship.apprentice)
    for reader in (apprenticeship.apprentice, apprenticeship.assessor):
        assert matrix_for(apprenticeship, reader)[0].cells[0].state == "not-yet"


def test_columns_come_newest_first_and_hide_drafts_from_others():
    apprenticeship = ApprenticeshipFactory()
    evidence(apprenticeship, "submitted", title="Older")
    evidence(apprenticeship, title="Secret draft")
    own = columns_of(reading_of(apprenticeship, apprenticeship.apprentice), 0, 40)
    others = columns_of(reading_of(apprenticeship, apprenticeship.assessor), 0, 40)
    assert [column.title for column in own] == ["Secret draft", "Older"]
    assert [column.title for column in others] == ["Older"]


def test_column_keeps_the_submitted_title_for_others_while_its_owner_rewrites_it():
    piece = judged(evidence(state="submitted", title="As handed in"), "returned")
    apprenticeship = piece.apprenticeship
    draft = revise_evidence(evidence=piece, by=apprenticeship.apprentice)
    type(draft).objects.filter(pk=draft.pk).update(title="Not for your eyes")
    columns = columns_of(reading_of(apprenticeship, apprenticeship.assessor), 0, 40)
    assert [column.title for column in columns] == ["As handed in"]


def test_empty_row_offers_to_add_evidence_only_to_whom_may_add():
    apprenticeship = evidence(state="submitted").apprenticeship
    first, second = matrix_for(apprenticeship, apprenticeship.apprentice, can_add=True)
    assert first.add_url == ""
    assert second.add_url == f"/apprenticeships/{apprenticeship.pk}/evidence/new/?ksb={second.code}"
    assert [row.add_url for row in matrix_for(apprenticeship, apprenticeship.assessor)] == ["", ""]
