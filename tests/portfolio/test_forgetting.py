import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Provider
from assessments.models import Marking, MarkingDraft
from portfolio import keeping
from portfolio.file_actions import attach_file, remove_attachment
from portfolio.forgetting import forget, forget_unattached
from portfolio.models import Attachment, FileText, Revision, StoredFile
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, attachment, evidence
from tests.portfolio.drafts import upload

pytestmark = pytest.mark.django_db


def test_forget_takes_row_and_bytes_of_what_nobody_holds():
    piece = evidence()
    held, removed = attachment(piece.latest, b"%PDF held"), attachment(piece.latest, b"%PDF removed")
    default_storage.save(removed.file.thumbnail_key, ContentFile(b"thumbnail"))
    file = removed.file
    remove_attachment(attachment=removed, by=piece.apprenticeship.apprentice)
    assert forget_unattached() == 1
    assert list(StoredFile.objects.all()) == [held.file]
    assert [default_storage.exists(key) for key in (file.key, file.thumbnail_key)] == [False, False]
    assert default_storage.exists(held.file.key)


def test_forget_takes_every_copy_that_was_made():
    piece = evidence()
    removed = attachment(piece.latest, b"%PDF removed")
    file = removed.file
    copies = [file.picture_key, file.thumbnail_key, file.clean_key, file.page_key(1), file.page_key(60)]
    for key in copies:
        default_storage.save(key, ContentFile(b"copy"))
    FileText.objects.create(file=file, text="What it said.")
    remove_attachment(attachment=removed, by=piece.apprenticeship.apprentice)
    assert forget_unattached() == 1
    assert [default_storage.exists(key) for key in copies] == [False] * 5
    assert not FileText.objects.exists()


def test_forget_leaves_what_another_piece_holds():
    piece = evidence()
    first = attachment(piece.latest)
    attachment(evidence(piece.apprenticeship).latest)
    remove_attachment(attachment=first, by=piece.apprenticeship.apprentice)
    assert forget_unattached() == 0


def test_attach_keeps_the_bytes_anew_when_they_were_just_forgotten(monkeypatch):
    piece = evidence()
    hold_quota = keeping.hold_quota

    def after_the_bytes_were_forgotten(provider: Provider) -> Provider:
        default_storage.delete(StoredFile(provider=provider, sha256=sha256).key)
        return hold_quota(provider)

    sha256 = keeping.sha256_of(upload())
    monkeypatch.setattr(keeping, "hold_quota", after_the_bytes_were_forgotten)
    attached = attach_file(evidence=piece, upload=upload(), by=piece.apprenticeship.apprentice)
    assert default_storage.exists(attached.file.key)


def test_forget_leaves_what_a_half_done_marking_holds():
    piece = evidence(state=Revision.State.SUBMITTED)
    assessor = piece.apprenticeship.assessor
    file = attachment(piece.latest, b"spoken").file
    Attachment.objects.all().delete()
    draft = MarkingDraft.objects.create(revision=piece.shown, assessor=assessor, voice=file)
    assert (forget_unattached(), forget(file.pk)) == (0, False)
    draft.delete()
    assert forget_unattached() == 1


def test_forget_leaves_spoken_feedback():
    marking = accepted(ApprenticeshipFactory())
    file = attachment(marking.revision, b"spoken").file
    Attachment.objects.all().delete()
    Marking.objects.update(voice=file)
    assert (forget_unattached(), forget(file.pk)) == (0, False)
