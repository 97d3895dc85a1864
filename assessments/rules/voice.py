"""How long and how large spoken feedback may be, and what keeps it from being recorded."""

from uuid import UUID

from assessments.rules.marking import Problem

VOICE = "voice"
VOICE_MINUTES = 10
VOICE_BYTES = 20_000_000
BEFOREHAND = f"Up to {VOICE_MINUTES} minutes, or a sound file of up to {VOICE_BYTES // 1_000_000} MB."
NOT_SOUND = "Spoken feedback is a sound recording: MP3, M4A, WAV, Ogg or WebM."
TOO_LARGE = f"It is larger than {VOICE_BYTES // 1_000_000} MB. Record a shorter one."
CAME_FROM_ELSEWHERE = (
    "Spoken feedback for this piece was sent from another window. Listen to it below, then try once more."
)
NO_LONGER_THERE = (
    "The spoken feedback was replaced or removed in another window. What is there now stands below; "
    "try once more when it is right."
)


def problems_with_voice(
    wanted: UUID | None, held: UUID | None, *, seconds: int | None = None, rejected: str = ""
) -> list[Problem]:
    """wanted: the recording that the page knew of. held: the one that was sent. rejected: why, if so."""
    if wanted != held:
        return [Problem(NO_LONGER_THERE if wanted else CAME_FROM_ELSEWHERE, VOICE)]
    if rejected:
        sentence = f"Your spoken feedback could not be used. {rejected} Remove it, or record it again."
        return [Problem(sentence, VOICE)]
    if seconds is not None and seconds > VOICE_MINUTES * 60 + 5:
        sentence = f"Your spoken feedback is longer than {VOICE_MINUTES} minutes. Record a shorter one."
        return [Problem(sentence, VOICE)]
    return []
