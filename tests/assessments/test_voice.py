"""Spoken feedback: sent while marking, kept for its speaker alone, heard by whoever reads the marking."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import Role
from assessments.models import Marking, MarkingDraft
from assessments.rules.voice import problems_with_voice
from portfolio.forgetting import forget_unattached
from portfolio.models import StoredFile
from reports.demo.documents import voice as recording
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, chosen, member, visitor

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
SOUND = recording(random.Random("spoken"))  # a hum, not a secret


@pytest.fixture
def piece():
    return submitted(ApprenticeshipFactory())


@pytest.fixture
def assessor(piece, as_user):
    return as_user(piece.apprenticeship.assessor)


def at(piece, name="mark-voice"):
    return reverse(f"assessments:{name}", args=[piece.pk])


def send(client, piece, body=SOUND, name="Voice note.wav", headers=JSON, **more):
    form = {"revision": piece.shown_id, "recording": SimpleUploadedFile(name, body), **more}
    return client.post(at(piece), form, headers=headers)


def record(client, piece, **more):
    claim = piece.shown.claims.get()
    form = {"revision": piece.shown_id, "outcome": "accepted", f"outcome-{claim.pk}": "met", **more}
    return client.post(at(piece, "mark"), form)


def heard(piece, client, seconds=7):
    """As the background check leaves it."""
    file = MarkingDraft.objects.get(revision=piece.shown).voice
    StoredFile.objects.filter(pk=file.pk).update(state="safe", seconds=seconds)
    return file


def test_what_was_spoken_is_kept_with_the_half_done_marking(piece, assessor):
    answer = send(assessor, piece)
    draft = MarkingDraft.objects.get()
    assert (answer.status_code, draft.assessor) == (200, piece.apprenticeship.assessor)
    assert f'name="voice" value="{draft.voice_id}"' in answer.json()["panel"]
    assert draft.voice.provider == piece.apprenticeship.provider
    assert [send(assessor, piece).status_code, StoredFile.objects.count()] == [200, 1]


def test_it_becomes_part_of_the_marking(piece, assessor, as_user):
    send(assessor, piece)
    file = heard(piece, assessor)
    assert f'value="{file.pk}"' in assessor.get(at(piece, "mark")).content.decode()
    assert [record(assessor, piece, voice=file.pk).status_code for _ in range(2)] == [302, 302]
    marking = Marking.objects.get()
    assert (marking.voice, MarkingDraft.objects.count(), forget_unattached()) == (file, 0, 0)
    url = reverse("assessments:voice", args=[marking.pk])
    page = as_user(piece.apprenticeship.apprentice).get(piece.get_absolute_url()).content.decode()
    assert (f'src="{url}"' in page, "Spoken feedback, 7 s" in page) == (True, True)


@pytest.fixture
def marking(piece, assessor):
    send(assessor, piece)
    record(assessor, piece, voice=heard(piece, assessor).pk)
    return Marking.objects.get()


def test_whoever_reads_the_marking_may_listen(piece, marking, as_user):
    url = reverse("assessments:voice", args=[marking.pk])
    apprenticeship = piece.apprenticeship
    chosen(piece)
    readers = [
        apprenticeship.apprentice,
        apprenticeship.iqa,
        apprenticeship.line_manager,
        visitor(apprenticeship),
    ]
    assert [as_user(person).get(url).status_code for person in readers] == [200] * 4
    others = [ApprenticeshipFactory().apprentice, member(apprenticeship.provider, Role.ASSESSOR)]
    assert [as_user(person).get(url).status_code for person in others] == [404] * 2


def test_a_part_of_it_is_sent_when_a_part_is_asked_for(marking, piece, as_user):
    client = as_user(piece.apprenticeship.apprentice)
    answer = client.get(reverse("assessments:voice", args=[marking.pk]), headers={"Range": "bytes=0-3"})
    assert (answer.status_code, b"".join(answer.streaming_content), answer["Content-Type"]) == (
        206,
        b"RIFF",
        "audio/wav",
    )


def test_others_than_the_speaker_save_the_clean_copy(marking, piece, assessor, as_user):
    StoredFile.objects.update(has_clean_copy=True, clean_sha256="0" * 64, clean_media_type="audio/mp4")
    url = reverse("assessments:voice", args=[marking.pk]) + "?download=1"
    assert assessor.get(url)["Content-Disposition"].startswith("attachment")
    assert as_user(piece.apprenticeship.apprentice).get(url).status_code == 404  # this copy was never made


@pytest.mark.parametrize("state", ["received", "checking", "rejected"])
def test_what_is_not_known_to_be_safe_is_played_to_nobody(marking, piece, assessor, state):
    StoredFile.objects.update(state=state, reason="Not sound.")
    assert assessor.get(reverse("assessments:voice", args=[marking.pk])).status_code == 404
    said = {"rejected": "could not be used"}.get(state, "being checked")
    assert said in assessor.get(piece.get_absolute_url()).content.decode()


def test_nobody_else_hears_it_before_it_is_recorded(piece, assessor, as_user):
    send(assessor, piece)
    heard(piece, assessor)
    url = at(piece, "mark-voice-listen")
    assert assessor.get(url).status_code == 200
    others = (
        piece.apprenticeship.apprentice,
        piece.apprenticeship.iqa,
        member(piece.apprenticeship.provider, "provider_admin"),
    )
    assert [as_user(person).get(url).status_code for person in others] == [404] * 3


@pytest.mark.parametrize("who", ["apprentice", "iqa", "line_manager"])
def test_only_the_assessor_speaks(piece, as_user, who):
    assert send(as_user(getattr(piece.apprenticeship, who)), piece).status_code == 403
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("body", "name", "status", "sentence"),
    [
        pytest.param(b"%PDF-1.4", "note.pdf", 422, "Spoken feedback is a sound recording", id="a document"),
        pytest.param(b"MZ", "note.wav", 422, "Files of this kind", id="a program called wav"),
        pytest.param(b"", "note.wav", 422, "empty", id="nothing"),
        pytest.param(SOUND + b"0" * 20_000_000, "note.wav", 413, "larger than 20 MB", id="too large"),
    ],
)
def test_what_is_no_short_sound_is_answered_in_a_sentence(piece, assessor, body, name, status, sentence):
    answer = send(assessor, piece, body, name)
    assert (answer.status_code, sentence in answer.json()["message"]) == (status, True)
    assert not StoredFile.objects.exists()


def test_no_file_at_all_is_answered(piece, assessor):
    answer = assessor.post(at(piece), {"revision": piece.shown_id}, headers=JSON)
    assert (answer.status_code, answer.json()["message"][:20]) == (422, "No recording arrived")


def test_a_marking_that_is_done_takes_no_more(piece, marking, assessor):
    assert send(assessor, piece).status_code == 409
    assert (
        assessor.post(at(piece, "mark-voice-remove"), {"revision": piece.shown_id}, headers=JSON).status_code
        == 409
    )


def test_it_can_be_removed_before(piece, assessor):
    send(assessor, piece)
    form = {"revision": piece.shown_id}
    answers = [assessor.post(at(piece, "mark-voice-remove"), form, headers=JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert MarkingDraft.objects.get().voice is None
    assert (record(assessor, piece).status_code, forget_unattached()) == (302, 1)


def test_another_window_is_noticed_and_nothing_lost(piece, assessor):
    send(assessor, piece)
    answer = record(assessor, piece, feedback="Kept words.")
    page = answer.content.decode()
    assert (answer.status_code, "sent from another window" in page, "Kept words." in page) == (
        422,
        True,
        True,
    )
    stranger = record(assessor, piece, voice="00000000-0000-4000-8000-000000000000")
    assert "replaced or removed in another window" in stranger.content.decode()


def test_without_a_script_everything_typed_comes_along(piece, assessor):
    with zeal_ignore():  # two acts in one request
        answer = send(assessor, piece, headers={}, feedback="Half a sentence", saves=0)
    assert (answer.status_code, answer["Location"]) == (302, at(piece, "mark"))
    draft = MarkingDraft.objects.get()
    assert (draft.content["feedback"], draft.voice.media_type) == ("Half a sentence", "audio/wav")
    assert "Half a sentence" in assessor.get(at(piece, "mark")).content.decode()


def test_recordings_that_cannot_be_used_are_named():
    said = [str(problem) for problem in problems_with_voice(None, None, rejected="It is broken.")]
    assert said == ["Your spoken feedback could not be used. It is broken. Remove it, or record it again."]
    assert problems_with_voice(None, None, seconds=600) == []
    long = [str(problem) for problem in problems_with_voice(None, None, seconds=700)]
    assert long == ["Your spoken feedback is longer than 10 minutes. Record a shorter one."]
