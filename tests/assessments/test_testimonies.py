"""What was signed about a piece, ready for pages and paper; and the page of one signature."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import triggers
from assessments.models import Signature, Testimony
from assessments.testimonies import signed_for
from assessments.verifying import REWRITTEN, WRITTEN_DIFFERS, broken_parts
from portfolio.models import Revision
from tests.factories import evidence
from tests.signatures import testimony

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    return testimony(evidence(state=Revision.State.SUBMITTED))


def reread(signature):
    return Signature.objects.for_page().get(pk=signature.pk)


def test_signed_for_answers_what_was_signed_by_revision(signature, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = signed_for([signature.revision_id])
    assert list(found) == [signature.revision_id]
    entry = found[signature.revision_id][0]
    assert (entry.label, entry.text) == ("Witness testimony", "I stood beside them.")
    assert entry.signer == f"{signature.name}, Shop manager"
    assert entry.codes == tuple(signature.testimony.ksbs.values_list("code", flat=True))
    assert (entry.length, entry.recording_type) == ("9 s", "audio")
    assert entry.recording == reverse("assessments:signature-recording", args=[signature.pk])


def test_signed_for_asks_nothing_of_a_piece_that_nobody_signed():
    piece = evidence(state=Revision.State.SUBMITTED)
    assert signed_for([piece.shown_id]) == {}


def test_a_signature_is_whole_as_it_was_signed(signature):
    assert broken_parts(reread(signature)) == []


def test_the_database_refuses_to_change_what_was_signed(signature):
    for rows, change in (
        (Testimony.objects.all(), {"text": "They were never there."}),
        (Signature.objects.all(), {"name": "Somebody else"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


@pytest.fixture
def without_triggers():
    """For as long as a test, somebody with the database in their hands."""
    tables = ("assessments_testimony", "assessments_signature")
    for table in tables:
        triggers.drop(connection, table)
    yield
    for table in tables:
        triggers.create(connection, table)


def test_a_testimony_changed_behind_the_back_is_shown_as_broken(signature, without_triggers, as_user):
    Testimony.objects.update(text="They were never there.")
    assert broken_parts(reread(signature)) == [WRITTEN_DIFFERS["testimony"]]
    assessor = signature.apprenticeship.assessor
    page = as_user(assessor).get(signature.get_absolute_url()).content.decode()
    assert "This is no longer what was signed" in page


def test_a_snapshot_changed_behind_the_back_no_longer_fits_its_hash(signature, without_triggers):
    Signature.objects.update(snapshot={**signature.snapshot, "shown": {}})
    assert broken_parts(reread(signature)) == [REWRITTEN]


def test_the_page_of_a_signature_shows_who_how_and_the_hash(signature, as_user, django_assert_num_queries):
    client = as_user(signature.apprenticeship.assessor)
    with django_assert_num_queries(7):
        page = client.get(signature.get_absolute_url()).content.decode()
    assert signature.snapshot_hash in page
    assert "Still exactly what was signed" in page
    assert "logged in to Waymark" in page


def test_the_recording_plays_in_parts_and_not_before_it_is_safe(signature, as_user):
    client = as_user(signature.apprenticeship.apprentice)
    address = reverse("assessments:signature-recording", args=[signature.pk])
    answer = client.get(address, headers={"range": "bytes=0-3"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"RIFF")
    recording = signature.testimony.recording
    recording.state = "received"
    recording.save()
    assert client.get(address).status_code == 404
