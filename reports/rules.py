"""Questions about exports and their file names, answered from the arguments alone."""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping

MAXIMUM_ATTEMPTS = 3
LARGEST_EMBEDDED_BYTES = 50_000_000
FIRST_PAGES_PRINTED, MOST_POINTED_AT = 3, 9
LEASE = dt.timedelta(seconds=45)
STORING_LEASE = dt.timedelta(minutes=10)
LEAST_TOLD_FROM_SECONDS = 2
TELLS_STEPS_OF, MINUTE = 10, 60

# What becomes of a file that came in: (state, act) -> state.
ARRIVAL_STATES: dict[tuple[str, str], str] = {
    ("received", "look"): "ready",
    ("received", "refuse"): "refused",
    ("received", "stop"): "stopped",
    ("received", "drop"): "dropped",
    ("ready", "confirm"): "confirmed",
    ("ready", "drop"): "dropped",
    ("confirmed", "finish"): "done",
    ("confirmed", "ask again"): "ready",
    ("confirmed", "stop"): "stopped",
    ("confirmed", "refuse"): "refused",
    ("stopped", "try again"): "received",
    ("stopped", "drop"): "dropped",
}

# (state, act) -> state. "take over" is what the next worker does when the first one's lease has run out.
EXPORT_STATES: dict[tuple[str, str], str] = {
    ("queued", "take"): "running",
    ("running", "take over"): "running",
    ("running", "finish"): "ready",
    ("running", "fail"): "failed",
    ("queued", "cancel"): "cancelled",
    ("running", "cancel"): "cancelled",
    ("failed", "retry"): "queued",
    ("cancelled", "retry"): "queued",
    ("ready", "expire"): "expired",
}


def lease_until(now: dt.datetime, lease: dt.timedelta = LEASE) -> dt.datetime:
    """Until when a worker owns an export, unless it says before then that it is still at it."""
    return now + lease


def seconds_left(done: int, total: int, since: dt.datetime | None, now: dt.datetime) -> int | None:
    """About how long a stage still takes, going by how it went so far; None while that says too little."""
    if since is None or not total or done * 10 < total or done > total:
        return None
    passed = (now - since).total_seconds()
    return round(passed / done * (total - done)) if passed >= LEAST_TOLD_FROM_SECONDS else None


def in_about(seconds: int | None) -> str:
    """How long that is, rounded as people would say it; empty when nobody knows."""
    if seconds is None:
        return ""
    if seconds < MINUTE - TELLS_STEPS_OF:
        rounded = max(1, -(-seconds // TELLS_STEPS_OF)) * TELLS_STEPS_OF
        return f"about {rounded} seconds left"
    minutes = -(-seconds // MINUTE)
    return f"about {minutes} minute{'' if minutes == 1 else 's'} left"


def options_digest(options: Mapping[str, object]) -> str:
    """A short name for a choice of options; the same choice always has the same, and no choice has none."""
    if not options:
        return ""
    canonical = json.dumps(options, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def clean_filename(name: str, *, longest: int = 120) -> str:
    """A name that every file system takes: letters of any script stay; separators and controls go."""
    plain = "".join(letter if _is_kept(letter) else " " for letter in unicodedata.normalize("NFC", name))
    return re.sub(r"\s+", " ", plain).strip(" .-")[:longest].strip(" .-")


def _is_kept(letter: str) -> bool:
    return (letter not in '\\/:*?"<>|`$;' and unicodedata.category(letter)[0] not in "CZ") or letter == " "


def showcase_filename(apprentice: str, reference: str, made_on: dt.date, pattern: str, called: str) -> str:
    """pattern: of house rules; blank for the usual name. called: the showcase, by the plan."""
    words = {
        "{apprentice}": clean_filename(apprentice, longest=80),
        "{standard}": reference,
        "{date}": made_on.isoformat(),
        "{showcase}": clean_filename(called, longest=40),
    }
    name = pattern or "{showcase} - {apprentice} - {standard} - {date}"
    for asked, word in words.items():
        name = name.replace(asked, word)
    return f"{clean_filename(name, longest=180) or called}.pdf"


def is_embedded(size: int) -> bool:
    """Whether an original travels inside the PDF; a long recording stays with the provider."""
    return size <= LARGEST_EMBEDDED_BYTES


def embedded_name(piece: int, place: int, name: str) -> str:
    """The name of an original inside the PDF: unique, and in the order of the pieces."""
    return f"{piece:03}-{place:02} {clean_filename(name) or 'file'}"


def estimated_pages(pieces: int, characters: int, pictures: int) -> int:
    """About how long a showcase becomes; only to show how far its setting has come."""
    return 6 + pieces + (characters // 3500) + (pictures // 2)


def pages_to_print(drawn: int, wanted: Collection[int]) -> list[int]:
    """Which pages of a document a showcase prints: its first ones, and those that claims point at.

    drawn: how many of its first pages were drawn.
    """
    first = range(1, min(drawn, FIRST_PAGES_PRINTED) + 1)
    pointed_at = sorted(page for page in wanted if 0 < page <= drawn)[:MOST_POINTED_AT]
    return sorted({*first, *pointed_at})
