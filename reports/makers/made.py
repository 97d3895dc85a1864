"""What a maker is given and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reports.models import Export
from reports.seals.zips import Held


class MakingFailedError(Exception):
    """An export could not be made. The message is a sentence for the person who asked for it."""


class Note(Protocol):
    """Says how far the making is, and keeps it ours; said often, it is written down now and then.

    Raises when the export was cancelled, or is in other hands. Without a stage: only that we are still there.
    """

    def __call__(self, stage: str = "", done: int = 0, total: int = 0) -> None: ...


@dataclass(frozen=True)
class Made:
    """A finished file. is_chosen: it holds what the apprentice chose to show and nothing else.

    fingerprint: of all that went in, as the maker's own `fingerprint` answers while nothing has changed.
    held: the originals in it, which the signed manifest lists; of a ZIP all members are listed without it.
    """

    path: Path
    filename: str
    media_type: str
    pages: int | None = None
    is_chosen: bool = False
    fingerprint: str = ""
    held: tuple[Held, ...] = ()


Make = Callable[[Export, Path, Note], Made]
Fingerprint = Callable[[Export], str]
