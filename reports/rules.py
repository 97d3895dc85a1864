"""Questions about exports and their file names, answered from the arguments alone."""

import datetime as dt
import re
import unicodedata

MAXIMUM_ATTEMPTS = 3
LARGEST_EMBEDDED_BYTES = 50_000_000
LEASE = dt.timedelta(seconds=45)

# (state, act) -> state. "take over" is what the next worker does when the first one's lease has run out.
EXPORT_STATES: dict[tuple[str, str], str] = {
    ("queued", "take"): "running",
    ("running", "take over"): "running",
    ("running", "finish"): "ready",
    ("running", "fail"): "failed",
    ("failed", "retry"): "queued",
}


def lease_until(now: dt.datetime) -> dt.datetime:
    """Until when a worker owns an export, unless it says before then that it is still at it."""
    return now + LEASE


def clean_filename(name: str, *, longest: int = 120) -> str:
    """A name that every file system takes: letters of any script stay; separators and controls go."""
    plain = "".join(letter if _is_kept(letter) else " " for letter in unicodedata.normalize("NFC", name))
    return re.sub(r"\s+", " ", plain).strip(" .-")[:longest].strip(" .-")


def _is_kept(letter: str) -> bool:
    return (letter not in '\\/:*?"<>|`$;' and unicodedata.category(letter)[0] not in "CZ") or letter == " "


def showcase_filename(apprentice: str, reference: str, made_on: dt.date) -> str:
    return f"Showcase - {clean_filename(apprentice, longest=80)} - {reference} - {made_on.isoformat()}.pdf"


def is_embedded(size: int) -> bool:
    """Whether an original travels inside the PDF; a long recording stays with the provider."""
    return size <= LARGEST_EMBEDDED_BYTES


def embedded_name(piece: int, place: int, name: str) -> str:
    """The name of an original inside the PDF: unique, and in the order of the pieces."""
    return f"{piece:03}-{place:02} {clean_filename(name) or 'file'}"


def estimated_pages(pieces: int, characters: int, pictures: int) -> int:
    """About how long a showcase becomes; only to show how far its setting has come."""
    return 6 + pieces + (characters // 3500) + (pictures // 2)
