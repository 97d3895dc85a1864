"""Uploads that go on after any interruption: what is kept, what is refused, and that nothing comes twice."""

import datetime as dt
import errno
import shutil
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio.actions import delete_draft, submit_evidence
from portfolio.file_actions import attach_file, remove_attachment
from portfolio.keeping import FileRefused
from portfolio.models import Attachment, StoredFile, Upload
from portfolio.parts import held, parts_folder
from portfolio.uploads import (
    OutOfStep,
    begin_upload,
    cancel_upload,
    finish_upload,
    receive_chunk,
    sweep_uploads,
)
from tests.factories import evidence
from tests.portfolio.drafts import upload as form_file
from tests.portfolio.files import pdf
from tests.portfolio.test_holding import together
from tests.portfolio.uploads import NOTE, Pieces, chunk, fingerprint, on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return evidence()


@pytest.fixture
def by(piece):
    return piece.apprenticeship.apprentice


def begun(piece, content=NOTE, name="note.txt"):
    by = piece.apprenticeship.apprentice
    return begin_upload(evidence=piece, name=name, size=len(content), fingerprint=fingerprint(name), by=by)[0]


def add(upload, content, offset=0, **changes):
    return receive_chunk(upload=upload, chunk=chunk(content, offset, **changes), by=upload.by)


def full(free):
    return lambda _folder: SimpleNamespace(total=10**12, used=10**12 - free, free=free)


# Begin


def test_begin_upload_promises_nothing_but_a_row(piece, by):
    upload = begun(piece)
    assert (upload.evidence, upload.by, upload.name, upload.size, upload.received) == (
        piece,
        by,
        "note.txt",
        len(NOTE),
        0,
    )
    assert on_disk(upload) is None


def test_begin_upload_finds_the_same_file_under_way(piece, by):
    first = begun(piece)
    again, is_new = begin_upload(
        evidence=piece, name="note.txt", size=len(NOTE), fingerprint=fingerprint(), by=by
    )
    assert (again, is_new) == (first, False)


@pytest.mark.parametrize(
    ("name", "size", "status", "sentence"),
    [
        ("tool.exe", 10, 422, "can’t be added"),
        ("page.html", 10, 422, "can’t be added"),
        ("note.txt", 0, 422, "It is empty."),
        ("film.mp4", 1001, 413, "larger than 1 kB"),
    ],
)
def test_begin_upload_refuses_before_a_byte_is_sent(name, size, status, sentence, piece, by, settings):
    settings.WAYMARK_MAX_FILE_BYTES = 1000
    with pytest.raises(FileRefused, match=sentence) as refusal:
        begin_upload(evidence=piece, name=name, size=size, fingerprint=fingerprint(), by=by)
    assert (refusal.value.status, Upload.objects.count()) == (status, 0)


@pytest.mark.parametrize(
    ("largest", "quota", "sentence"),
    [
        (500, None, "larger than 500 bytes"),
        (None, 500, "room for 500 bytes more"),
        (None, 0, "no room left"),
    ],
)
def test_begin_upload_keeps_to_the_providers_limits(largest, quota, sentence, piece, by):
    provider = piece.apprenticeship.provider
    provider.largest_file_bytes, provider.storage_bytes = largest, quota
    provider.save()
    with pytest.raises(FileRefused, match=sentence) as refusal:
        begin_upload(evidence=piece, name="a.txt", size=501, fingerprint=fingerprint(), by=by)
    assert refusal.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_begin_upload_counts_what_is_kept_and_what_is_on_its_way(piece, by):
    attach_file(evidence=piece, upload=form_file(b"x" * 40, "kept.txt"), by=by)
    provider = piece.apprenticeship.provider
    provider.storage_bytes = 100
    provider.save()
    begun(piece, b"x" * 40, "under-way.txt")
    with pytest.raises(FileRefused, match="room for 20 bytes more"):
        begun(piece, b"x" * 21, "more.txt")
    begun(piece, b"x" * 20, "fits.txt")


def test_begin_upload_stops_at_the_limit_of_files(piece, by, settings):
    settings.WAYMARK_MAX_FILES_PER_EVIDENCE = 2
    attach_file(evidence=piece, upload=form_file(), by=by)
    begun(piece, name="second.txt")
    with pytest.raises(FileRefused, match="2 files at most"):
        begun(piece, name="third.txt")


def test_begin_upload_wants_the_same_size_for_the_same_file(piece):
    begun(piece)
    with pytest.raises(Refused, match="another size") as refusal:
        begun(piece, NOTE + b"!")
    assert refusal.value.status == HTTPStatus.CONFLICT


def test_begin_upload_is_refused_once_submitted(piece, by):
    submit_evidence(evidence=piece, by=by)
    piece.refresh_from_db()
    with pytest.raises(Refused, match="with your assessor") as refusal:
        begun(piece)
    assert refusal.value.status == HTTPStatus.CONFLICT


def test_begin_upload_asks_the_disk_first(piece, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", full(free=1000))
    with pytest.raises(OSError, match="No space") as error:
        begun(piece)
    assert (error.value.errno, Upload.objects.count()) == (errno.ENOSPC, 0)


# Receive


def test_receive_chunk_adds_up(piece):
    upload = add(add(begun(piece), NOTE[:10]), NOTE[10:], 10)
    upload.refresh_from_db()
    assert (upload.received, on_disk(upload)) == (len(NOTE), NOTE)
    assert (parts_folder() / str(upload.pk)).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("offset", [0, 5, 20])
def test_receive_chunk_out_of_order_says_where_to_go_on(offset, piece):
    upload = add(begun(piece), NOTE[:10])
    with pytest.raises(OutOfStep, match="10 bytes have arrived") as refusal:
        add(upload, NOTE[offset : offset + 5], offset)
    assert (refusal.value.status, refusal.value.upload.received, on_disk(upload)) == (409, 10, NOTE[:10])


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"digest": b"\0" * 32}, 422),
        ({"length": 20}, 422),
        ({"length": len(NOTE)}, 413),
    ],
    ids=["wrong hash", "cut short", "beyond the total"],
)
def test_receive_chunk_keeps_nothing_of_a_bad_one(changes, status, piece):
    upload = add(begun(piece), NOTE[:10])
    with pytest.raises(Refused) as refusal:
        add(upload, NOTE[10:20], 10, **changes)
    upload.refresh_from_db()
    assert (refusal.value.status, upload.received, on_disk(upload)) == (status, 10, NOTE[:10])


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_receive_chunk_keeps_nothing_when_writing_breaks(error, piece):
    upload = add(begun(piece), NOTE[:10])
    with pytest.raises(type(error)):
        add(upload, NOTE[10:20], 10, length=20, stream=Pieces(NOTE[10:20], error))
    upload.refresh_from_db()
    assert (upload.received, on_disk(upload)) == (10, NOTE[:10])


def test_receive_chunk_stops_while_there_is_room_for_others(piece, monkeypatch):
    upload = begun(piece)
    monkeypatch.setattr(shutil, "disk_usage", full(free=50_000_000))
    with pytest.raises(OSError, match="No space"):
        add(upload, NOTE)
    assert on_disk(upload) == b""


def test_receive_chunk_never_trusts_what_was_not_counted(piece):
    upload = add(begun(piece), NOTE[:10])
    (parts_folder() / str(upload.pk)).write_bytes(NOTE[:10] + b"written before the crash")
    add(upload, NOTE[10:], 10)
    assert on_disk(upload) == NOTE


def test_receive_chunk_starts_again_where_the_disk_lost_something(piece):
    upload = add(begun(piece), NOTE[:10])
    (parts_folder() / str(upload.pk)).unlink()
    with pytest.raises(OutOfStep) as refusal:
        add(upload, NOTE[10:], 10)
    assert refusal.value.upload.received == 0
    assert add(upload, NOTE).received == len(NOTE)


def test_receive_chunk_recognises_the_wrong_kind_from_its_beginning(piece):
    upload = begun(piece, b"<html>" + b"x" * 100_000, "page.txt")
    with pytest.raises(FileRefused, match="can’t be added"):
        add(upload, b"<html>" + b"x" * 9000)
    assert (Upload.objects.count(), on_disk(upload)) == (0, None)


@pytest.mark.parametrize(
    ("happen", "sentence"),
    [
        (submit_evidence, "with your assessor"),
        (delete_draft, "no longer there"),
    ],
)
def test_receive_chunk_stops_with_the_draft(happen, sentence, piece, by):
    upload = add(begun(piece), NOTE[:10])
    happen(evidence=piece, by=by)
    found = Upload.objects.for_receiving().filter(pk=upload.pk).first() or upload
    with pytest.raises(Refused, match=sentence) as refusal:
        add(found, NOTE[10:], 10)
    assert refusal.value.status == HTTPStatus.CONFLICT


# Finish


def test_finish_upload_attaches_what_arrived(piece, by):
    upload = add(begun(piece), NOTE)
    attachment, is_new = finish_upload(upload=upload, by=by)
    upload.refresh_from_db()
    assert (attachment.name, attachment.revision, is_new) == ("note.txt", piece.latest, True)
    assert (upload.attachment, upload.is_finished, on_disk(upload)) == (attachment, True, None)
    with default_storage.open(attachment.file.key) as kept:
        assert kept.read() == NOTE
    assert AuditEvent.objects.get(act="attached").detail["sha256"] == attachment.file.sha256


def test_finish_upload_takes_the_file_over_without_copying(piece, by, own_files):
    upload = add(begun(piece), NOTE)
    inode = (parts_folder() / str(upload.pk)).stat().st_ino
    attachment, _ = finish_upload(upload=upload, by=by)
    assert (own_files / attachment.file.key).stat().st_ino == inode


def test_finish_upload_has_it_checked_like_any_other(piece, by, django_capture_on_commit_callbacks):
    content = pdf()
    upload = add(begun(piece, content, "letter.pdf"), content)
    with django_capture_on_commit_callbacks(execute=True):
        attachment, _ = finish_upload(upload=upload, by=by)
    attachment.file.refresh_from_db()
    assert attachment.file.state == StoredFile.State.SAFE


def test_finish_upload_twice_is_one_attachment(piece, by):
    upload = add(begun(piece), NOTE)
    first, _ = finish_upload(upload=upload, by=by)
    assert finish_upload(upload=upload, by=by) == (first, False)
    assert (Attachment.objects.count(), AuditEvent.objects.filter(act="attached").count()) == (1, 1)


def test_a_device_that_never_heard_of_the_end_finds_the_same_file(piece, by):
    upload = add(begun(piece), NOTE)
    first, _ = finish_upload(upload=upload, by=by)
    again = begun(piece)
    assert (again, receive_chunk(upload=again, chunk=chunk(NOTE), by=by).received) == (upload, len(NOTE))
    assert finish_upload(upload=again, by=by) == (first, False)


def test_a_file_removed_from_the_piece_can_be_sent_again(piece, by):
    upload = add(begun(piece), NOTE)
    attachment, _ = finish_upload(upload=upload, by=by)
    remove_attachment(attachment=attachment, by=by)
    with pytest.raises(Refused, match="removed from the piece again"):
        finish_upload(upload=Upload.objects.get(), by=by)
    again = add(begun(piece), NOTE)
    assert again != upload
    assert finish_upload(upload=again, by=by)[1]


def test_finish_upload_wants_every_byte(piece, by):
    upload = add(begun(piece), NOTE[:10])
    with pytest.raises(OutOfStep) as refusal:
        finish_upload(upload=upload, by=by)
    assert refusal.value.upload.received == 10


def test_finish_upload_refuses_what_the_piece_has_already(piece, by):
    attach_file(evidence=piece, upload=form_file(NOTE, "first.txt"), by=by)
    upload = add(begun(piece), NOTE)
    with pytest.raises(FileRefused, match="already attached this file as “first") as refusal:
        finish_upload(upload=upload, by=by)
    assert (refusal.value.status, Upload.objects.count(), on_disk(upload)) == (409, 0, None)


def test_finish_upload_refuses_a_small_file_of_the_wrong_kind(piece, by):
    with pytest.raises(FileRefused, match="can’t be added"):
        add(begun(piece, b"%PDF-1.7", "photo.jpg"), b"%PDF-1.7")
    assert not Upload.objects.exists()


def test_finish_upload_keeps_nothing_beyond_the_quota(piece, by, own_files):
    upload = add(begun(piece), NOTE)
    provider = piece.apprenticeship.provider
    provider.storage_bytes = 10
    provider.save()
    with pytest.raises(FileRefused, match="room for 10 bytes") as refusal:
        finish_upload(upload=Upload.objects.for_receiving().get(), by=by)
    assert (refusal.value.status, on_disk(upload)) == (413, None)
    assert [path for path in own_files.rglob("*") if path.is_file()] == []


def test_finish_upload_after_submitting_says_so(piece, by):
    upload = add(begun(piece), NOTE)
    submit_evidence(evidence=piece, by=by)
    with pytest.raises(Refused, match="with your assessor"):
        finish_upload(upload=upload, by=by)
    assert not Attachment.objects.exists()


# Cancel and sweep


def test_cancel_upload_forgets_everything(piece):
    upload = add(begun(piece), NOTE[:10])
    cancel_upload(upload=upload, by=upload.by)
    assert (Upload.objects.count(), on_disk(upload)) == (0, None)


def test_cancel_upload_leaves_an_attached_file_alone(piece, by):
    upload = add(begun(piece), NOTE)
    finish_upload(upload=upload, by=by)
    cancel_upload(upload=upload, by=upload.by)
    assert (Upload.objects.count(), Attachment.objects.count()) == (1, 1)


def test_cancel_upload_is_the_senders_alone(piece):
    upload = begun(piece)
    with pytest.raises(Refused, match="Only the person who sends"):
        cancel_upload(upload=upload, by=piece.apprenticeship.assessor)
    assert Upload.objects.get() == upload


def test_sweep_uploads_forgets_after_a_week(piece):
    old, fresh = add(begun(piece), NOTE[:10]), add(begun(piece, name="b.txt"), NOTE[:10])
    now = timezone.now()
    Upload.objects.filter(pk=old.pk).update(touched_at=now - dt.timedelta(days=8))
    sweep_uploads(now)
    assert (on_disk(old), on_disk(fresh)) == (None, NOTE[:10])
    assert list(Upload.objects.all()) == [fresh]


def test_sweep_uploads_discards_what_a_deleted_piece_left(piece, by):
    upload = add(begun(piece), NOTE[:10])
    delete_draft(evidence=piece, by=by)
    assert (sweep_uploads(timezone.now()), on_disk(upload)) == (1, None)


def test_a_part_deleted_while_somebody_waits_is_made_again(piece):
    upload = begun(piece)
    with held(upload.pk) as part:
        part.discard()
    assert add(upload, NOTE).received == len(NOTE)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_tabs_write_each_part_once():
    piece = evidence()
    upload = begun(piece)
    outcomes = together(*[lambda: add(upload, NOTE[:10])] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["OutOfStep"] * 3
    assert on_disk(upload) == NOTE[:10]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_begin_one_upload():
    piece = evidence()
    together(*[lambda: begun(piece)] * 4)
    assert Upload.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_finish_one_attachment():
    piece = evidence()
    upload = add(begun(piece), NOTE)
    outcomes = together(*[lambda: finish_upload(upload=upload, by=upload.by)] * 4)
    assert outcomes == [None] * 4
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_cancelling_while_a_part_arrives_leaves_nothing():
    piece = evidence()
    upload = add(begun(piece), NOTE[:10])
    together(lambda: add(upload, NOTE[10:], 10), lambda: cancel_upload(upload=upload, by=upload.by))
    sweep_uploads(timezone.now())
    assert (Upload.objects.count(), on_disk(upload)) == (0, None)
