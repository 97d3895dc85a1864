"""What happens when two windows, or two people, change the same thing at the same moment."""

import datetime as dt
import threading
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio import progress
from portfolio.actions import DraftText, delete_draft, revise_evidence, save_draft, submit_evidence
from portfolio.file_actions import attach_file, describe_attachment, remove_attachment
from portfolio.models import Attachment, Evidence, KsbProgress, Revision
from tests.factories import ApprenticeshipFactory, attachment, evidence

NOTHING = DraftText(title="", happened_on=None, answers={}, claims={})


def together(*acts):
    """Each act in a thread of its own, begun at once; what each of them raised, or None."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            act()
        except Refused as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda piece, by: save_draft(evidence=piece, text=NOTHING, saves=0, by=by),
        lambda piece, by: submit_evidence(evidence=piece, by=by),
        lambda piece, by: delete_draft(evidence=piece, by=by),
        lambda piece, by: attach_file(
            evidence=piece, upload=SimpleUploadedFile("a.txt", b"I listened."), by=by
        ),
    ],
    ids=["save", "submit", "delete", "attach"],
)
def test_acting_on_a_piece_deleted_meanwhile_says_so(act):
    piece = evidence()
    by = piece.apprenticeship.apprentice
    delete_draft(evidence=piece, by=by)

    with pytest.raises(Refused, match="was deleted") as caught:
        act(piece, by)
    assert caught.value.status == HTTPStatus.CONFLICT
    assert list(AuditEvent.objects.values_list("act", "subject_id")) == [("deleted", str(piece.pk))]


@pytest.mark.django_db
def test_describing_a_picture_removed_meanwhile_changes_nothing():
    kept = attachment(evidence().latest)
    by = kept.revision.evidence.apprenticeship.apprentice
    remove_attachment(attachment=Attachment.objects.get(pk=kept.pk), by=by)

    describe_attachment(attachment=kept, caption="The till", by=by)

    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_removing_a_file_twice_is_recorded_once():
    kept = attachment(evidence().latest)
    by = kept.revision.evidence.apprenticeship.apprentice

    for again in [kept, Attachment.objects.get(pk=kept.pk)]:
        remove_attachment(attachment=again, by=by)

    assert AuditEvent.objects.filter(act="removed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_revise_start_one_draft():
    piece = evidence(state="returned")
    by = piece.apprenticeship.apprentice

    outcomes = together(*[lambda: revise_evidence(evidence=piece, by=by)] * 4)

    assert outcomes.count(None) == 1
    assert list(Revision.objects.order_by("number").values_list("number", "state")) == [
        (1, "returned"),
        (2, "draft"),
    ]


@pytest.mark.django_db(transaction=True)
def test_pieces_that_claim_one_ksb_are_counted_one_after_the_other():
    apprenticeship = ApprenticeshipFactory()
    pieces = [evidence(apprenticeship, state="submitted") for _ in range(2)]
    ksb = pieces[0].shown.claims.get().ksb_id
    first_has_counted = threading.Event()

    def accept(piece):
        with transaction.atomic():
            piece.shown.claims.update(outcome="met", decided_on=dt.date(2026, 10, 6))
            Revision.objects.filter(pk=piece.shown_id).update(state="accepted")
            progress.refresh(apprenticeship.pk, [ksb])
            first_has_counted.set()
            threading.Event().wait(0.3)

    def accept_later(piece):
        first_has_counted.wait(10)
        accept(piece)

    together(lambda: accept(pieces[0]), lambda: accept_later(pieces[1]))

    assert KsbProgress.objects.get(ksb=ksb).met == 2
    assert Evidence.objects.count() == 2
