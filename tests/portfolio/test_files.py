import hashlib
from http import HTTPStatus
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws
from zeal import zeal_ignore

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.file_actions import attach_file, attach_files, describe_attachment, remove_attachment
from portfolio.keeping import FileRefused
from portfolio.models import Attachment, Evidence, Revision, StoredFile
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence, member, visitor
from tests.portfolio.drafts import page, typed, upload
from tests.portfolio.files import pdf, picture

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
BODY = bytes(range(100))


@pytest.fixture
def piece():
    return evidence()


@pytest.fixture
def by(piece):
    return piece.apprenticeship.apprentice


@pytest.fixture
def owner(by, as_user):
    return as_user(by)


def names(piece: Evidence) -> list[str]:
    attached = Attachment.objects.filter(revision__evidence=piece).for_list()
    return list(attached.values_list("name", flat=True))


# Attach


def test_attach_file_keeps_bytes_row_and_record(piece, by):
    content = pdf()
    attached = attach_file(evidence=piece, upload=upload(content, "Letter.pdf"), by=by)
    with default_storage.open(attached.file.key) as kept:
        assert kept.read() == content
    file = attached.file
    assert (file.media_type, file.size) == ("application/pdf", len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.state, attached.name) == (StoredFile.State.RECEIVED, "Letter.pdf")
    assert AuditEvent.objects.get(act="attached").detail["sha256"] == file.sha256


def test_attach_file_has_it_checked_once_it_is_kept(piece, by, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        attached = attach_file(evidence=piece, upload=upload(picture(size=(900, 600)), "till.png"), by=by)
    attached.file.refresh_from_db()
    assert (attached.file.state, attached.file.has_picture) == (StoredFile.State.SAFE, True)


def test_attach_file_leaves_no_row_when_the_bytes_cannot_be_kept(piece, by, own_files: Path):
    own_files.parent.mkdir(exist_ok=True)
    own_files.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"."):
        attach_file(evidence=piece, upload=upload(), by=by)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"", "empty.txt", 422, "It is empty."),
        (b"x" * 1001, "long.txt", 413, "larger than 1 kB"),
        (b"MZ\x90\0", "tool.exe", 422, "can’t be added"),
        (b"<html><script>", "page.html", 422, "can’t be added"),
        (b"<svg onload=alert(1)>", "drawing.svg", 422, "can’t be added"),
        (b"%PDF-1.7", "photo.jpg", 422, "can’t be added"),
    ],
)
def test_attach_file_refuses_in_words(content, name, status, sentence, piece, by, settings):
    settings.WAYMARK_MAX_FILE_BYTES = 1000
    with pytest.raises(FileRefused, match=sentence) as refusal:
        attach_file(evidence=piece, upload=upload(content, name), by=by)
    assert (refusal.value.status, refusal.value.name) == (status, name)
    assert not StoredFile.objects.exists()


def test_attach_file_refuses_the_same_file_twice_in_one_piece(piece, by):
    attach_file(evidence=piece, upload=upload(), by=by)
    with pytest.raises(FileRefused, match="already attached this file as “note") as refusal:
        attach_file(evidence=piece, upload=upload(name="other.txt"), by=by)
    assert refusal.value.status == HTTPStatus.CONFLICT


def test_attach_file_keeps_the_same_bytes_once_for_a_provider(piece, by):
    other = evidence(ApprenticeshipFactory(provider=piece.apprenticeship.provider))
    elsewhere = evidence()
    for one in (piece, other, elsewhere):
        attach_file(evidence=one, upload=upload(), by=one.apprenticeship.apprentice)
    assert StoredFile.objects.count() == 2


def test_attach_file_gives_a_refused_file_another_chance(piece, by):
    attach_file(evidence=piece, upload=upload(), by=by)
    StoredFile.objects.update(state=StoredFile.State.REJECTED, reason="No.", attempts=3)
    other = evidence(piece.apprenticeship)
    again = attach_file(evidence=other, upload=upload(), by=by).file
    assert (again.state, again.reason, again.attempts) == (StoredFile.State.RECEIVED, "", 0)


def test_attach_file_stops_at_the_limit(piece, by, settings):
    settings.WAYMARK_MAX_FILES_PER_EVIDENCE = 1
    attach_file(evidence=piece, upload=upload(), by=by)
    with pytest.raises(FileRefused, match="1 file at most"):
        attach_file(evidence=piece, upload=upload(b"another"), by=by)


def test_attach_file_is_refused_once_submitted(by, piece):
    submit_evidence(evidence=piece, by=by)
    with pytest.raises(Refused, match="with your assessor") as refusal:
        attach_file(evidence=piece, upload=upload(), by=by)
    assert refusal.value.status == HTTPStatus.CONFLICT


def test_attach_files_keeps_the_good_ones(piece, by):
    uploads = [upload(b"one", "1.txt"), upload(b"", "2.txt"), upload(b"three", "3.txt")]
    arrivals = attach_files(evidence=piece, uploads=uploads, by=by)
    assert [a.name for a in arrivals.attached] == ["1.txt", "3.txt"]
    assert [refusal.name for refusal in arrivals.refused] == ["2.txt"]


def test_describe_attachment_keeps_the_words_clean(piece, by):
    attached = attach_file(evidence=piece, upload=upload(), by=by)
    describe_attachment(attachment=attached, caption=" The till\0 at noon ", by=by)
    attached.refresh_from_db()
    assert attached.caption == "The till at noon"


def test_remove_attachment_leaves_earlier_versions_alone(piece, by):
    attachment(piece.latest)
    piece.latest.state, piece.latest.submitted_at = Revision.State.RETURNED, piece.created_at
    piece.latest.save()
    draft = revise_evidence(evidence=piece, by=by)
    remove_attachment(attachment=draft.attachments.get(), by=by)
    assert Attachment.objects.count() == 1
    with pytest.raises(Refused, match="earlier version"):
        remove_attachment(attachment=Attachment.objects.get(), by=by)


# The page that takes files


def test_files_adds_several_at_once(piece, owner):
    with zeal_ignore():  # each file is kept, or refused, by itself
        response = owner.post(page("evidence-files", piece), {"files": [upload(), upload(b"two", "b.txt")]})
    assert response.headers["Location"] == page("evidence-edit", piece) + "#files"
    assert names(piece) == ["note.txt", "b.txt"]


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (b"x" * 1001, 413), (b"note", 409)])
def test_files_keeps_the_good_ones_and_names_the_bad_one(content, status, piece, owner, settings):
    settings.WAYMARK_MAX_FILE_BYTES = 1000
    owner.post(page("evidence-files", piece), {"files": upload(b"note", "first.txt")})
    sent = [upload(b"good", "good.txt"), upload(content, "bad.txt")]
    with zeal_ignore():  # each file is kept, or refused, by itself
        response = owner.post(page("evidence-files", piece), {"files": sent})
    assert response.status_code == status
    assert "“bad.txt” was not added" in response.content.decode()
    assert names(piece) == ["first.txt", "good.txt"]


def test_files_answers_a_script_in_json(piece, owner):
    good = owner.post(page("evidence-files", piece), {"files": upload()}, headers=JSON)
    assert good.status_code == HTTPStatus.CREATED
    assert "note.txt" in good.json()["files"][0]["row"]
    twice = owner.post(page("evidence-files", piece), {"files": upload()}, headers=JSON)
    assert twice.status_code == HTTPStatus.CONFLICT
    assert "already attached" in twice.json()["message"]


def test_files_tells_a_script_that_the_piece_was_submitted(piece, owner, by):
    submit_evidence(evidence=piece, by=by)
    response = owner.post(page("evidence-files", piece), {"files": upload()}, headers=JSON)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "with your assessor" in response.json()["message"]
    assert owner.post(page("evidence-files", piece), {"files": upload()}).status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("headers", [{}, JSON])
def test_files_without_a_file_says_so(headers, piece, owner):
    response = owner.post(page("evidence-files", piece), headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No file arrived" in response.content.decode()


def test_files_tells_where_else_the_file_was_used(piece, owner, by):
    other = evidence(piece.apprenticeship, title="The first time")
    attach_file(evidence=other, upload=upload(), by=by)
    response = owner.post(page("evidence-files", piece), {"files": upload()}, headers=JSON)
    assert response.json()["files"][0]["notice"] == "You used “note.txt” in “The first time” too."


def test_files_never_tells_that_somebody_else_has_the_same_file(piece, owner):
    other = evidence(ApprenticeshipFactory(provider=piece.apprenticeship.provider))
    attach_file(evidence=other, upload=upload(), by=other.apprenticeship.apprentice)
    response = owner.post(page("evidence-files", piece), {"files": upload()}, headers=JSON)
    assert response.json()["files"][0]["notice"] == ""


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "a\0b.txt",
        '"><script>alert(1)</script>.txt',
        "\u202etxt.exe.txt",
        "x" * 300 + ".txt",
        ".txt",
    ],
)
def test_files_tames_hostile_names(name, piece, owner, own_files):
    response = owner.post(page("evidence-files", piece), {"files": upload(name=name)})
    assert response.status_code in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert not any(mark in "".join(names(piece)) for mark in ("/", "\0", "<", "\u202e"))
    assert all(path.is_relative_to(own_files) for path in own_files.rglob("*"))
    assert owner.get(page("evidence-edit", piece)).status_code == HTTPStatus.OK


def test_files_keeps_not_one_byte_beyond_the_limit(piece, owner, settings):
    settings.WAYMARK_MAX_FILE_BYTES = 1000
    response = owner.post(page("evidence-files", piece), {"files": upload(b"x" * 5_000_000, "long.txt")})
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sent = response.wsgi_request.FILES["files"]
    assert sent.size == 5_000_000
    assert not StoredFile.objects.exists()


def test_files_shows_the_rows_whose_check_has_ended(piece, owner):
    ended = attachment(piece.latest, name="ended.pdf")
    waiting = attachment(piece.latest, b"%PDF other", name="waiting.pdf")
    StoredFile.objects.filter(pk=waiting.file_id).update(state=StoredFile.State.CHECKING)
    response = owner.get(
        page("evidence-files", piece), {"waiting": ["", "\0", str(ended.pk), str(waiting.pk)]}
    )
    text = response.content.decode()
    assert ("ended.pdf" in text, "waiting.pdf" in text) == (True, False)
    assert "1 file is being checked" in text


def test_remove_takes_the_file_off_and_keeps_what_was_typed(piece, owner):
    unwanted = attachment(piece.latest)
    form = typed(piece, title="Typed", **{"remove-file": str(unwanted.pk)})
    assert owner.post(page("evidence-edit", piece), form).headers["Location"].endswith("#files")
    assert names(piece) == []
    assert Evidence.objects.get(pk=piece.pk).latest.title == "Typed"


def test_remove_has_an_address_of_its_own(piece, owner, as_user):
    unwanted = attachment(piece.latest)
    assert as_user(piece.apprenticeship.assessor).post(page("attachment-remove", unwanted)).status_code == 404
    assert owner.post(page("attachment-remove", unwanted)).status_code == HTTPStatus.FOUND
    assert names(piece) == []


# Serving


@pytest.fixture
def recording():
    piece = evidence(state="submitted")
    return attachment(piece.latest, BODY, name="Anruf “1”.mp3")


def as_owner(as_user, attached: Attachment):
    return as_user(attached.revision.evidence.apprenticeship.apprentice)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_original_comes_whole_and_harmless(recording, as_user):
    response = as_owner(as_user, recording).get(page("attachment", recording))
    assert body(response) == BODY
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Anruf%20")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert (response.headers["Accept-Ranges"], response.headers["Content-Length"]) == ("bytes", "100")


def test_recordings_may_be_played_in_the_page(recording, as_user):
    StoredFile.objects.update(media_type="audio/mpeg")
    response = as_owner(as_user, recording).get(page("attachment", recording))
    assert response.headers["Content-Disposition"].startswith("inline")
    assert body(response) == BODY


def test_head_says_what_get_would_send(recording, as_user):
    response = as_owner(as_user, recording).head(page("attachment", recording))
    assert (response.headers["Content-Length"], body(response)) == ("100", b"")


@pytest.mark.parametrize(
    ("header", "content", "content_range"),
    [
        ("bytes=0-0", BODY[:1], "bytes 0-0/100"),
        ("bytes=90-", BODY[90:], "bytes 90-99/100"),
        ("bytes=-5", BODY[95:], "bytes 95-99/100"),
    ],
)
def test_original_comes_in_parts(header, content, content_range, recording, as_user):
    response = as_owner(as_user, recording).get(page("attachment", recording), headers={"Range": header})
    assert response.status_code == HTTPStatus.PARTIAL_CONTENT
    assert body(response) == content
    assert response.headers["Content-Range"] == content_range
    assert response.headers["Content-Length"] == str(len(content))


def test_a_part_behind_the_end_is_refused(recording, as_user):
    response = as_owner(as_user, recording).get(
        page("attachment", recording), headers={"Range": "bytes=100-"}
    )
    assert response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response.headers["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(("etag", "status"), [("right", 206), ("wrong", 200)])
def test_a_part_is_sent_only_for_the_same_bytes(etag, status, recording, as_user):
    meant = f'"{recording.file.sha256}"' if etag == "right" else '"other"'
    headers = {"Range": "bytes=0-9", "If-Range": meant}
    response = as_owner(as_user, recording).get(page("attachment", recording), headers=headers)
    assert response.status_code == status
    response.close()


def test_a_missing_file_is_404(recording, as_user):
    default_storage.delete(recording.file.key)
    response = as_owner(as_user, recording).get(page("attachment", recording))
    assert response.status_code == HTTPStatus.NOT_FOUND


def with_picture(attached: Attachment) -> Attachment:
    StoredFile.objects.filter(pk=attached.file_id).update(has_picture=True)
    for key in (attached.file.picture_key, attached.file.thumbnail_key):
        default_storage.save(key, ContentFile(key.encode()))
    return attached


@pytest.mark.parametrize("name", ["attachment-picture", "attachment-thumbnail"])
def test_pictures_are_our_own_copies_shown_inline(name, recording, as_user):
    response = as_owner(as_user, with_picture(recording)).get(page(name, recording))
    assert body(response).endswith(f".{name.partition('-')[2]}.jpg".encode())
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
        "image/jpeg",
        "inline",
    )


ADDRESSES = ["attachment", "attachment-picture", "attachment-thumbnail"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_files_are_for_those_who_may_see_the_piece(name, recording, as_user):
    apprenticeship = with_picture(recording).revision.evidence.apprenticeship
    people = {
        "apprentice": apprenticeship.apprentice,
        "assessor": apprenticeship.assessor,
        "line manager": apprenticeship.line_manager,
        "iqa": apprenticeship.iqa,
        "admin": member(apprenticeship.provider, "provider_admin"),
        "visitor": visitor(apprenticeship),
        "other apprentice": ApprenticeshipFactory(provider=apprenticeship.provider).apprentice,
        "other assessor": member(apprenticeship.provider, "assessor"),
        "other provider": member(ApprenticeshipFactory().provider, "provider_admin"),
    }
    answers = {who: as_user(person).head(page(name, recording)).status_code for who, person in people.items()}
    hidden = {"visitor", "other apprentice", "other assessor", "other provider"}
    assert answers == {who: 404 if who in hidden else 200 for who in people}


def test_visitors_get_the_files_of_the_showcase(as_user):
    piece = evidence(state="accepted")
    attached, guest = attachment(piece.latest), visitor(piece.apprenticeship)
    chosen(piece)
    assert as_user(guest).head(page("attachment", attached)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", ADDRESSES)
def test_files_of_a_draft_are_the_apprentices_alone(name, piece, as_user, owner):
    attached = with_picture(attachment(piece.latest))
    assert owner.head(page(name, attached)).status_code == HTTPStatus.OK
    assert as_user(piece.apprenticeship.assessor).head(page(name, attached)).status_code == 404


@pytest.mark.parametrize("state", ["received", "checking", "rejected"])
def test_unsafe_files_go_to_their_owner_only_and_have_no_picture(state, recording, as_user):
    with_picture(recording)
    StoredFile.objects.update(state=state)
    apprenticeship = recording.revision.evidence.apprenticeship
    own, assessor = as_user(apprenticeship.apprentice), as_user(apprenticeship.assessor)
    assert own.head(page("attachment", recording)).status_code == HTTPStatus.OK
    assert assessor.head(page("attachment", recording)).status_code == 404
    assert own.head(page("attachment-picture", recording)).status_code == 404


def test_a_leaver_loses_the_files_at_once(recording, as_user):
    assessor = recording.revision.evidence.apprenticeship.assessor
    client = as_user(assessor)
    assert client.head(page("attachment", recording)).status_code == HTTPStatus.OK
    assessor.memberships.update(ended_at=recording.revision.created_at)
    assert client.head(page("attachment", recording)).status_code == 404


# A store elsewhere


@pytest.fixture
def bucket(settings):
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="evidence")
        options = {
            "bucket_name": "evidence",
            "region_name": "us-east-1",
            "access_key": "a",
            "secret_key": "b",
        }
        options |= {"querystring_expire": 60, "file_overwrite": True}
        backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "default": backend}
        yield


def test_a_store_elsewhere_hands_out_originals_for_a_minute(
    bucket, piece, owner, by, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        attached = attach_file(evidence=piece, upload=upload(picture(size=(900, 600)), "till.png"), by=by)
    attached.file.refresh_from_db()
    assert attached.file.state == StoredFile.State.SAFE
    place = owner.get(page("attachment", attached)).headers["Location"]
    assert "response-content-type=image%2Fpng" in place
    assert "response-content-disposition=attachment" in place
    assert "X-Amz-Expires=60" in place or "Expires=" in place
    thumbnail = owner.get(page("attachment-thumbnail", attached))
    assert body(thumbnail).startswith(b"\xff\xd8")
