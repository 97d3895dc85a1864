"""Every hostile file through the real page: an answer in words, in time and memory, and nothing acts."""

import resource
import time

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from portfolio.models import Attachment, Evidence, Revision, StoredFile
from portfolio.opener import CLOCK_FACTOR
from tests.factories import evidence
from tests.portfolio.drafts import page, upload
from tests.portfolio.hostile import clips, documents, pictures, words
from tests.portfolio.hostile.case import DOOR, REJECTED, SAFE, Case
from tests.portfolio.hostile.reader import private_things_in
from tests.portfolio.hostile.served import everything_served

pytestmark = pytest.mark.django_db

CASES = pictures.CASES + documents.CASES + words.CASES + clips.CASES
SECONDS = 10


@pytest.fixture
def piece():
    return evidence()


def send(piece: Evidence, case: Case, as_user, on_commit):
    """As its owner sends it; the check runs at once, as a worker would run it."""
    with on_commit(execute=True):
        return as_user(piece.apprenticeship.apprentice).post(
            page("evidence-files", piece), {"files": upload(case.make(), case.name)}
        )


def submit(piece: Evidence) -> None:
    Revision.objects.filter(pk=piece.latest_id).update(
        state=Revision.State.SUBMITTED, submitted_at=timezone.now()
    )
    Evidence.objects.filter(pk=piece.pk).update(shown=piece.latest_id)


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def seconds_worked() -> float:
    """Of the processor, by whatever was started: how busy the machine is otherwise does not matter."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_hostile_file_harms_nobody(case, piece, as_user, django_capture_on_commit_callbacks):
    if case.kind in clips.NEEDS_FFMPEG and not clips.is_here():
        pytest.skip(clips.NO_FFMPEG)
    case.make()  # what has to be made first does not count
    before, worked, started = peak_megabytes(), seconds_worked(), time.monotonic()
    response = send(piece, case, as_user, django_capture_on_commit_callbacks)
    assert seconds_worked() - worked < SECONDS
    assert time.monotonic() - started < SECONDS * CLOCK_FACTOR + SECONDS
    assert peak_megabytes() <= max(before, django_settings.WAYMARK_CHECK_MEGABYTES)
    if case.outcome == DOOR:
        assert (response.status_code, StoredFile.objects.count()) == (422, 0)
        assert case.words in response.content.decode()
        return
    file = StoredFile.objects.get()
    assert (response.status_code, file.state) == (302, case.outcome)
    assert case.words in file.reason
    assert file.reason.endswith(".") == (case.outcome == REJECTED)
    submit(piece)
    served = everything_served(Attachment.objects.get(), as_user(piece.apprenticeship.assessor))
    assert bool(served) == (case.outcome == SAFE)
    for thing in served:
        assert thing.acts_on_us is False, thing.address
        assert private_things_in(thing) == []


def test_there_are_enough_hostile_files():
    assert len(CASES) >= 50
    assert len({case.kind for case in CASES}) >= 12
    assert len({case.id for case in CASES}) == len(CASES)
