"""What is asked of photos taken during a mock: how many, how large, and that each says what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.marking import Problem

MOST_PHOTOS = 6
LARGEST_PHOTO_BYTES = 30_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """One photo: its id, its number as people see it, and whether its check found it unusable."""

    id: str
    number: int
    is_unusable: bool = False

    @property
    def field(self) -> str:
        return f"caption-{self.id}"


def captions_in(content: Mapping[str, Any]) -> dict[str, str]:
    """By the id of the photo, from what was kept of a mock."""
    return dict(content.get("photos", {}))


def problems_with_photos(photos: Sequence[Taken], captions: Mapping[str, str]) -> list[Problem]:
    """One sentence for each photo that cannot stay as it is; captions: by the id of the photo."""
    return [
        Problem(problem, photo.field)
        for photo in photos
        if (problem := _problem(photo, captions.get(photo.id, "").strip()))
    ]


def _problem(photo: Taken, caption: str) -> str:
    if photo.is_unusable:
        return f"Photo {photo.number} could not be used. Remove it, or take another one."
    if not caption:
        return f"Say what photo {photo.number} shows, for people who cannot see it, or remove it."
    return ""
