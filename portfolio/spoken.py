"""Feedback that was spoken, as pages show it: a player once it was checked, and how it fares until then."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from portfolio.models import StoredFile
from portfolio.rules import length_in_words


@dataclass(frozen=True, slots=True)
class Spoken:
    """url: where the sound is. length: in words, "" while nobody knows. trouble: why it cannot be played."""

    id: UUID
    url: str
    length: str
    is_safe: bool
    is_waiting: bool
    trouble: str


def spoken_at(marking_id: UUID, file: StoredFile | None) -> Spoken | None:
    """With a marking, which belongs to the app above."""
    return spoken_from(file, reverse("assessments:voice", args=[marking_id])) if file else None


def spoken_from(file: StoredFile, url: str) -> Spoken:
    return Spoken(
        id=file.pk,
        url=url,
        length=length_in_words(file.seconds) if file.seconds else "",
        is_safe=file.is_safe,
        is_waiting=file.is_waiting,
        trouble="" if file.is_safe or file.is_waiting else file.reason,
    )
