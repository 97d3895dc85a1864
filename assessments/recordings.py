"""Recordings of what people say: what may be kept, and keeping it like every other file."""

from http import HTTPStatus

from django.core.files.base import File
from django.db import transaction

from accounts.models import Provider
from assessments.rules.marking import Problem
from assessments.rules.signing import LARGEST_RECORDING_BYTES, LONGEST_RECORDING_SECONDS
from portfolio.file_types import PLAYED
from portfolio.keeping import (
    FileRefused,
    have_checked,
    put_into_storage,
    recognised,
    refuse_beyond_quota,
    row_of,
    weighed,
)
from portfolio.models import StoredFile
from portfolio.rules import size_in_words

TOO_LARGE = f"The recording is larger than {size_in_words(LARGEST_RECORDING_BYTES)}. Make it shorter."
NOT_A_RECORDING = "This file is not a sound or video recording that can be played here."
TOO_LONG = "The recording is longer than ten minutes. Record a shorter one, or write what you saw."
UNUSABLE = "Your recording could not be used. Record it again, or write what you saw."


def problem_with(source: "File[bytes] | None", provider: Provider) -> Problem | None:
    """Why this cannot be kept as a recording; None when it can, or when there is none."""
    if source is None:
        return None
    if (source.size or 0) > LARGEST_RECORDING_BYTES:
        return Problem(TOO_LARGE, "recording")
    try:
        if recognised(source, source.name or "").kind not in PLAYED:
            return Problem(NOT_A_RECORDING, "recording")
        refuse_beyond_quota(provider, weighed(provider, source, source.name or ""))
    except FileRefused as refusal:
        return Problem(refusal.reason, "recording")
    return None


def status_of(problem: Problem) -> HTTPStatus:
    """With which such a problem is answered."""
    is_large = problem.sentence == TOO_LARGE
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.UNPROCESSABLE_ENTITY


def problem_with_kept(recording: StoredFile | None) -> Problem | None:
    """What its check has found meanwhile."""
    if recording is None:
        return None
    if recording.state == StoredFile.State.REJECTED:
        return Problem(UNUSABLE, "recording")
    is_long = (recording.seconds or 0) > LONGEST_RECORDING_SECONDS
    return Problem(TOO_LONG, "recording") if is_long else None


@transaction.atomic
def keep_recording(provider: Provider, source: "File[bytes]") -> StoredFile:
    """The bytes first, then the row, which its caller lets something hold in the same transaction."""
    kept = weighed(provider, source, source.name or "")
    put_into_storage(kept)
    file = row_of(provider, kept)
    have_checked(file)
    return file
