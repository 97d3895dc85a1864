"""Where in a piece a claim is shown: what an anchor may be, how it is typed, and how it is said. Pure."""

import re
from dataclasses import dataclass
from uuid import UUID

NOWHERE_KIND, PAGE, PARAGRAPH, TIME, FILE = "", "page", "paragraph", "time", "file"
LARGEST_NUMBER = 1_000_000

REMOVED_FILE, REMOVED_ANSWER = "a file that was removed", "an answer that was removed"
FOREIGN_FILE = "That file is not part of this piece, or was removed from it. Choose another place."
WRITE_TIME, WRITE_NUMBER = "Write the time as 1:23 or in seconds.", "Write a number, such as 2."

_CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,7})")
_ON_CLOCK = 60
_UNITS = {PAGE: "page", PARAGRAPH: "paragraph"}


@dataclass(frozen=True)
class Anchor:
    """A place in an answer (`prompt`) or in a file (`attachment_id`), or nowhere in particular.

    at: page or paragraph from 1, second from 0; None for the whole answer or file.
    """

    kind: str = NOWHERE_KIND
    attachment_id: UUID | None = None
    prompt: str = ""
    at: int | None = None


NOWHERE = Anchor()


@dataclass(frozen=True)
class ClaimText:
    """What somebody types for one claim."""

    sentence: str = ""
    anchor: Anchor = NOWHERE


@dataclass(frozen=True)
class Place:
    """An answer or a file that an anchor can point into.

    counts: what a number in it means: PAGE, PARAGRAPH or TIME; "" when it has no parts, as a picture.
    extent: how many pages or paragraphs there are, or how many seconds; None while nobody knows.
    """

    name: str
    counts: str = ""
    extent: int | None = None


def paragraphs_of(text: str) -> list[str]:
    """Of an answer: parted by empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def lines_of(text: str) -> list[str]:
    """The paragraphs of a file's text: its lines, but for the empty ones. Form feeds part pages."""
    return [line.strip() for line in text.replace("\f", "\n").splitlines() if line.strip()]


def answer_place(label: str, text: str) -> Place:
    return Place(label, PARAGRAPH, len(paragraphs_of(text)))


def number_in(text: str, counts: str) -> int | None:
    """What was typed beside the place, as a number; None when it is none."""
    text = text.strip()
    if counts == TIME:
        return seconds_in(text)
    return int(text) if re.fullmatch(r"\d{1,7}", text) else None


def seconds_in(text: str) -> int | None:
    """Of "83", "1:23" or "01:02:03"."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if (found[2] and seconds >= _ON_CLOCK) or (found[1] and minutes >= _ON_CLOCK):
        return None
    return hours * 3600 + minutes * 60 + seconds


def number_typed(anchor: Anchor) -> str:
    """How the number of an anchor stands in its field."""
    if anchor.at is None:
        return ""
    return clock(anchor.at) if anchor.kind == TIME else str(anchor.at)


def clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def fault_in_number(typed: str, place: Place) -> str:
    """Why the number typed beside this place cannot be one, as a sentence; empty when it can, or is none."""
    if not typed.strip():
        return ""
    if not place.counts:
        return f"“{place.name}” has no pages or times. Leave the number empty."
    at = number_in(typed, place.counts)
    if at is None:
        return WRITE_TIME if place.counts == TIME else WRITE_NUMBER
    if at == 0 and place.counts != TIME:
        return f"The first {_UNITS[place.counts]} is number 1."
    if at > LARGEST_NUMBER:
        return "That number is too large."
    return "" if is_within(at, place) else f"{extent_in_words(place)} Choose one of them."


def is_within(at: int | None, place: Place) -> bool:
    return at is None or place.extent is None or at <= place.extent


def extent_in_words(place: Place) -> str:
    """How far a place goes, as a sentence."""
    extent = place.extent or 0
    if place.counts == TIME:
        return f"“{place.name}” is {clock(extent)} long."
    unit = _UNITS[place.counts] if extent == 1 else f"{_UNITS[place.counts]}s"
    return f"“{place.name}” has {extent or 'no'} {unit}."


def anchor_in_words(anchor: Anchor, name: str) -> str:
    """Such as "page 3 of Letter.pdf". `name`: the file's, or the answer's question; "" when it is gone."""
    if anchor == NOWHERE:
        return ""
    if not name:
        return REMOVED_ANSWER if anchor.prompt else REMOVED_FILE
    what = f"“{name}”" if anchor.prompt else name
    if anchor.at is None:
        return what
    if anchor.kind == TIME:
        return f"{clock(anchor.at)} in {what}"
    return f"{_UNITS.get(anchor.kind, 'part')} {anchor.at} of {what}"


def is_lost(anchor: Anchor, place: Place | None) -> bool:
    """Whether it points at something that is not there, or not any more."""
    return anchor != NOWHERE and (place is None or not is_within(anchor.at, place))
