"""What is kept between tests is put back whole, and nobody's changes stay in it."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from tests import database
from tests.again import again, files_there, rows_there
from tests.conftest import APPEND_ONLY
from tests.factories import attachment, evidence
from tests.portfolio.reading import judged


def a_judged_piece():
    piece = evidence(state="submitted")
    attachment(piece.latest)
    return judged(piece)


def in_any_order(rows):
    """PostgreSQL may hand out the same rows in another order."""
    return {model: sorted(map(repr, found)) for model, found in rows.items()}


@pytest.mark.django_db(transaction=True)
def test_what_is_put_back_is_what_was_built():
    first = again(a_judged_piece)
    rows, files = rows_there(), files_there()
    first.shown.title = "Changed by a test"
    first.shown.save()
    database.empty(connection, APPEND_ONLY)
    for path in files:
        default_storage.delete(str(path))
    second = again(a_judged_piece)
    assert (in_any_order(rows_there()), files_there()) == (in_any_order(rows), files)
    assert (second, second.shown.title) == (first, "A refund put right")
    assert len(rows) > 20
    assert len(files) == 1


@pytest.mark.django_db
def test_beside_other_records_everything_is_built_anew():
    piece = again(a_judged_piece)
    assert again(a_judged_piece) != piece
