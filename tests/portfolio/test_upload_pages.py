"""The addresses that a sending script talks to: what they answer, to whom, and to what nonsense."""

import errno
import shutil
from http import HTTPStatus
from types import SimpleNamespace

import pytest

from portfolio.actions import delete_draft, submit_evidence
from portfolio.models import Attachment, Upload
from tests.factories import ApprenticeshipFactory, ProviderFactory, evidence, member, visitor
from tests.portfolio.drafts import page, upload
from tests.portfolio.uploads import NOTE, Sender, digest_of, fingerprint, on_disk, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return evidence()


@pytest.fixture
def sender(piece, as_user):
    return Sender(as_user(piece.apprenticeship.apprentice), piece)


def test_a_file_arrives_in_parts(sender, piece):
    begun = state(sender.begin())
    assert (begun.status, begun.received, begun.size, begun.finished) == (201, 0, len(NOTE), False)
    assert begun.chunk_bytes == 8_000_000
    assert state(sender.send(0, 20)).received == 20
    assert state(sender.client.get(sender.url)).received == 20
    assert state(sender.send(20, len(NOTE))).received == len(NOTE)
    finished = state(sender.finish())
    assert (finished.status, finished.message) == (201, "")
    assert f'id="file-{piece.latest.attachments.get().pk}"' in finished.files[0]["row"]


def test_begin_takes_a_form_too(sender):
    fields = {"name": "note.txt", "size": len(NOTE), "fingerprint": fingerprint()}
    response = sender.client.post(sender.begin_url, fields)
    assert response.status_code == HTTPStatus.CREATED


def test_begin_again_tells_how_far_it_has_come(sender):
    sender.begin()
    sender.send(0, 20)
    again = state(sender.begin())
    assert (again.status, again.received, again.url) == (200, 20, sender.url)


def test_unfinished_uploads_of_a_piece_are_listed(sender, piece, as_user):
    sender.begin()
    sender.send(0, 20)
    listed = sender.client.get(sender.begin_url).json()["uploads"]
    assert [(row["name"], row["received"], row["fingerprint"]) for row in listed] == [
        ("note.txt", 20, fingerprint())
    ]
    sender.send(20, len(NOTE))
    sender.finish()
    assert sender.client.get(sender.begin_url).json() == {"uploads": []}


def test_a_retry_never_duplicates(sender):
    answers = [sender.whole(), sender.finish(), sender.whole()]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert {answer.json()["files"][0]["row"] for answer in answers} == {answers[0].json()["files"][0]["row"]}
    assert Attachment.objects.count() == 1


def test_a_finished_upload_answers_that_it_is(sender):
    sender.whole()
    again = state(sender.send(0, 10))
    assert (again.status, again.finished, again.received) == (200, True, len(NOTE))


def test_cancel_forgets_and_then_is_unknown(sender):
    sender.begin()
    sender.send(0, 10)
    upload = Upload.objects.get()
    answers = [sender.client.post(f"{sender.url}cancel/").status_code for _ in range(2)]
    assert (answers, on_disk(upload)) == ([200, 404], None)


@pytest.mark.parametrize(
    "sent",
    [
        {"size": "many"},
        {"size": ""},
        {"size": -5},
        {"size": 10**40},
        {"size": None},
        {"name": ""},
        {"name": "x" * 3000},
        {"name": "tool.exe"},
        {"fingerprint": "short"},
        {"fingerprint": "z" * 64},
        {"fingerprint": "a" * 64 + "\n"},
    ],
)
def test_begin_says_what_is_wrong(sent, sender):
    answer = state(sender.begin(**sent))
    assert (answer.status, bool(answer.message)) == (422, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'"text"', b"null"])
def test_begin_survives_what_is_no_json(body, sender):
    response = sender.client.post(sender.begin_url, body, content_type="application/json")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "etc-passwd.txt"),
        ("a\0b.txt", "ab.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ('"><script>.txt', "script.txt"),
        ("Siân’s tŷ.txt", "Siân’s tŷ.txt"),
        ("\ud800.txt", "file.txt"),
    ],
)
def test_begin_tames_hostile_names(name, kept, sender, own_files):
    sender.name = name
    fields = {"name": name, "size": len(NOTE), "fingerprint": fingerprint()}
    response = sender.client.post(sender.begin_url, fields, content_type="application/json")
    sender.url = response.json()["url"]
    sender.send(0, len(NOTE))
    assert sender.finish().status_code == HTTPStatus.CREATED
    assert Attachment.objects.get().name == kept
    assert all(path.is_relative_to(own_files.parent) for path in own_files.parent.rglob("*"))


@pytest.mark.parametrize(
    ("start", "end", "headers", "status"),
    [
        (30, 40, {}, 409),
        (0, 20, {}, 409),
        (20, 30, {"Upload-Offset": "0"}, 409),
        (20, 30, {"Content-Digest": digest_of(b"other")}, 422),
        (20, 30, {"Content-Digest": None}, 422),
        (20, 30, {"Content-Digest": "sha-256=:AAAA:"}, 422),
        (20, 30, {"Content-Digest": "sha-256=:????:"}, 422),
        (20, 30, {"Content-Digest": "md5=:AAAA:"}, 422),
        (20, 30, {"Upload-Offset": None}, 422),
        (20, 30, {"Upload-Offset": "-1"}, 422),
        (20, 30, {"Upload-Offset": "9" * 30}, 422),
        (20, 30, {"Upload-Offset": "twenty"}, 422),
        (20, 20, {}, 422),
    ],
)
def test_a_bad_part_changes_nothing(start, end, headers, status, sender):
    sender.begin()
    sender.send(0, 20)
    answer = state(sender.send(start, end, **headers))
    assert (answer.status, bool(answer.message)) == (status, True)
    assert status != HTTPStatus.CONFLICT or answer.received == 20
    assert on_disk(Upload.objects.get()) == NOTE[:20]


def test_a_part_beyond_the_total_is_refused(sender):
    sender.begin(size=30)
    assert sender.send(0, 31).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert on_disk(Upload.objects.get()) in {b"", None}


def test_another_digest_may_stand_beside_ours(sender):
    sender.begin()
    header = f"sha-512=:AAAA:, {digest_of(NOTE[:5])}"
    assert sender.send(0, 5, **{"Content-Digest": header}).status_code == HTTPStatus.OK


def test_a_part_comes_as_bytes_only(sender):
    sender.begin()
    headers = {"Upload-Offset": "0", "Content-Digest": digest_of(b"a=1")}
    answer = sender.client.post(
        sender.url, b"a=1", content_type="application/x-www-form-urlencoded", headers=headers
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_finish_too_early_says_what_is_missing(sender):
    sender.begin()
    sender.send(0, 20)
    answer = state(sender.finish())
    assert (answer.status, answer.received) == (409, 20)


@pytest.mark.parametrize("act", ["begin", "send", "finish"])
def test_a_submitted_piece_takes_nothing_more(act, sender, piece):
    sender.begin()
    sender.send(0, 20)
    submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    acts = {"begin": sender.begin, "send": lambda: sender.send(20, 30), "finish": sender.finish}
    answer = state(acts[act]())
    assert (answer.status, "with your assessor" in answer.message) == (409, True)


@pytest.mark.parametrize("act", ["begin", "send", "finish"])
def test_a_deleted_piece_is_unknown(act, sender, piece):
    sender.begin()
    delete_draft(evidence=piece, by=piece.apprenticeship.apprentice)
    answer = {
        "begin": lambda: sender.client.post(sender.begin_url),
        "send": lambda: sender.send(0, 10),
        "finish": sender.finish,
    }[act]()
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_full_disk_is_507_with_a_sentence(sender, piece, monkeypatch):
    sender.begin()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))
    for answer in (
        sender.send(0, 20),
        Sender(sender.client, Upload.objects.get().evidence, name="b.txt").begin(),
    ):
        told = state(answer)
        assert (told.status, "full" in told.message) == (507, True)
    assert on_disk(Upload.objects.get()) == b""


def test_a_full_disk_shows_a_plain_page_to_a_form(sender, piece, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))
    sender.client.raise_request_exception = False
    answer = sender.client.post(page("evidence-files", piece), {"files": upload()})
    assert (answer.status_code, "There is no room left" in answer.content.decode()) == (507, True)
    assert not Attachment.objects.exists()


def test_another_trouble_of_the_disk_is_no_full_disk(sender, monkeypatch):
    def broken(_folder):
        raise OSError(errno.EIO, "Input/output error")

    sender.begin()
    monkeypatch.setattr(shutil, "disk_usage", broken)
    sender.client.raise_request_exception = False
    assert sender.send(0, 20).status_code == HTTPStatus.INTERNAL_SERVER_ERROR


def test_uploads_are_their_senders_alone(sender, piece, as_user):
    sender.begin()
    a = piece.apprenticeship
    others = [
        a.assessor,
        a.line_manager,
        a.iqa,
        member(a.provider, "provider_admin"),
        visitor(a),
        ApprenticeshipFactory(provider=a.provider).apprentice,
        member(ProviderFactory(), "provider_admin"),
    ]
    for person in others:
        client = as_user(person)
        stranger = Sender(client, piece)
        stranger.url = sender.url
        cancelled = client.post(f"{sender.url}cancel/")
        answers = [client.get(sender.url), stranger.send(0, 10), stranger.finish(), cancelled]
        assert {answer.status_code for answer in answers} == {404}
        assert client.post(sender.begin_url).status_code == HTTPStatus.NOT_FOUND
    assert Upload.objects.get().received == 0


def test_who_may_see_but_not_edit_is_told_why(as_user):
    piece = evidence(state="submitted")
    for person in (piece.apprenticeship.assessor, piece.apprenticeship.iqa):
        answer = state(Sender(as_user(person), piece).begin())
        assert (answer.status, "Only the apprentice" in answer.message) == (403, True)


def test_rights_to_an_upload_end_with_the_membership(sender, piece):
    sender.begin()
    piece.apprenticeship.apprentice.memberships.update(ended_at=piece.created_at)
    assert sender.client.get(sender.url).status_code == HTTPStatus.NOT_FOUND


def test_a_part_asks_few_queries(sender, django_assert_max_num_queries):
    sender.begin()
    sender.send(0, 5)
    with django_assert_max_num_queries(6):
        sender.send(5, 10)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_uploads_asks_as_many_queries_for_more(rows, piece, as_user, django_assert_num_queries):
    client = as_user(piece.apprenticeship.apprentice)
    for number in range(rows):
        Sender(client, piece, name=f"{number}.txt").begin()
    with django_assert_num_queries(5):
        assert len(client.get(Sender(client, piece).begin_url).json()["uploads"]) == rows
