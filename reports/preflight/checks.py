"""What a preflight finds, from plain facts: no database, no clock, nobody asked. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1_000_000
SECONDS_IN_A_MINUTE = 60
ACCEPTED, NOT_YET, SAFE, REJECTED = "accepted", "not_yet", "safe", "rejected"


class Severity(StrEnum):
    """The gravest first."""

    MUST = "must"
    SHOULD = "should"
    LOOK = "look"

    @property
    def label(self) -> str:
        return {"must": "Mend this first", "should": "Better to mend", "look": "Worth a look"}[self.value]


@dataclass(frozen=True)
class Place:
    """Where something is mended."""

    words: str
    url: str


@dataclass(frozen=True)
class Finding:
    severity: Severity
    title: str
    why: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class PieceFact:
    """A piece that would be printed. claims: of each its code, its sentence and its outcome."""

    title: str
    url: str
    state: str
    claims: Sequence[tuple[str, str, str]]
    text: str = ""


@dataclass(frozen=True)
class FileFact:
    """is_seen: a picture; is_played: a recording. caption: the owner's words on it."""

    name: str
    piece: str
    url: str
    state: str
    size: int
    caption: str
    is_seen: bool = False
    is_played: bool = False
    seconds: int | None = None

    @property
    def place(self) -> Place:
        return Place(f"{self.name}, in “{self.piece}”", self.url)


@dataclass(frozen=True)
class Facts:
    """What there is before a showcase is made. choose: where pieces are chosen.

    is_chosen: the apprentice has chosen; otherwise every accepted piece is printed. unsigned, undeclared:
    pieces that wait for a countersignature, and those handed in without a word on work and data.
    required: what the gateway asks and has not got. undrawn: characters that no font here can draw.
    """

    pieces: Sequence[PieceFact]
    files: Sequence[FileFact]
    choose: Place
    is_chosen: bool
    unsigned: Sequence[Place] = ()
    undeclared: Sequence[Place] = ()
    required: Sequence[Finding] = ()
    undrawn: str = ""


@dataclass(frozen=True)
class Limits:
    """Of the house rules and the plan; None where there is none."""

    pieces: int | None = None
    file_bytes: int | None = None
    all_bytes: int | None = None
    clip_minutes: int | None = None
    house: str = ""


@dataclass(frozen=True)
class Preflight:
    findings: Sequence[Finding]

    @property
    def groups(self) -> list[tuple[Severity, list[Finding]]]:
        """By severity, without those that nothing was found for."""
        by_severity = [(one, [each for each in self.findings if each.severity == one]) for one in Severity]
        return [(severity, found) for severity, found in by_severity if found]

    @property
    def is_clear(self) -> bool:
        return not self.findings

    @property
    def gravest(self) -> int:
        return sum(finding.severity == Severity.MUST for finding in self.findings)


def findings(facts: Facts, limits: Limits) -> list[Finding]:
    """Everything amiss, the gravest first; in each severity in the order of a showcase."""
    found = [*_chosen(facts), *_pieces(facts), *facts.required, *_files(facts), *_limits(facts, limits)]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def _chosen(facts: Facts) -> Iterator[Finding]:
    if not facts.pieces:
        why = "There is nothing to print until an assessor has accepted a piece."
        yield Finding(Severity.MUST, "No piece is accepted yet", why, (facts.choose,))
    elif not facts.is_chosen:
        why = "Every accepted piece is printed, by date. Whoever assesses it wants a choice."
        yield Finding(Severity.SHOULD, "No piece is chosen yet", why, (facts.choose,))


def _pieces(facts: Facts) -> Iterator[Finding]:
    reopened = _places(facts.pieces, lambda piece: piece.state != ACCEPTED)
    bare = _places(facts.pieces, lambda piece: any(not sentence.strip() for _, sentence, _ in piece.claims))
    open_claims = _places(facts.pieces, lambda piece: any(outcome == NOT_YET for *_, outcome in piece.claims))
    yield from _if(
        reopened,
        Severity.MUST,
        "Chosen, but not accepted",
        "Opened again or being marked, so left out of the PDF.",
    )
    yield from _if(
        facts.undeclared,
        Severity.MUST,
        "Personal data not dealt with, or own work not declared",
        "Handed in without both ticked. Once the assessor opens a piece again, it is handed in anew.",
    )
    yield from _if(
        facts.unsigned,
        Severity.MUST,
        "Waiting for a countersignature",
        "The decisions on these pieces are provisional until somebody countersigns them.",
    )
    yield from _if(bare, Severity.SHOULD, "A claim without a sentence", "Say why the piece shows the KSB.")
    yield from _if(
        open_claims,
        Severity.LOOK,
        "A claim decided as not yet",
        "It is printed with the assessor’s reason, and counts for nothing.",
    )
    if facts.undrawn:
        shown = ", ".join(f"U+{ord(letter):04X}" for letter in facts.undrawn[:12])
        why = f"No font here has a shape for {shown}. Each is printed as a question mark in a diamond."
        yield Finding(Severity.LOOK, "Characters that cannot be printed", why)


def _files(facts: Facts) -> Iterator[Finding]:
    unsafe = [file.place for file in facts.files if file.state == REJECTED]
    waiting = [file.place for file in facts.files if file.state not in {SAFE, REJECTED}]
    unseen = [file.place for file in facts.files if file.is_seen and not file.caption.strip()]
    unheard = [file.place for file in facts.files if file.is_played and not file.caption.strip()]
    yield from _if(unsafe, Severity.MUST, "A file that could not be used", "It is left out. Add it anew.")
    yield from _if(
        waiting, Severity.MUST, "A file still being checked", "It is left out until the check is done."
    )
    yield from _if(
        unseen,
        Severity.SHOULD,
        "A picture without alternative text",
        "Its caption is read out to people who do not see it. Say what the picture shows.",
    )
    yield from _if(
        unheard,
        Severity.SHOULD,
        "A recording without words",
        "Say in its caption what is said or done, for people who cannot hear or play it.",
    )


def _limits(facts: Facts, limits: Limits) -> Iterator[Finding]:
    of = f" of {limits.house}" if limits.house else ""
    if limits.pieces is not None and len(facts.pieces) > limits.pieces:
        why = f"{len(facts.pieces)} pieces would be printed. The house rules{of} take {limits.pieces}."
        yield Finding(Severity.MUST, "More pieces than the house rules take", why, (facts.choose,))
    if limits.file_bytes is not None:
        largest = limits.file_bytes
        too_large = [file.place for file in facts.files if file.size > largest]
        why = f"The house rules{of} take files of {largest // MEGABYTE} MB at most."
        yield from _if(too_large, Severity.MUST, "A file over the limit", why)
    total = sum(file.size for file in facts.files)
    if limits.all_bytes is not None and total > limits.all_bytes:
        why = f"{total // MEGABYTE} MB of files. The house rules{of} take {limits.all_bytes // MEGABYTE} MB."
        yield Finding(Severity.MUST, "The files are over the limit together", why, (facts.choose,))
    if limits.clip_minutes is not None:
        longest = limits.clip_minutes * SECONDS_IN_A_MINUTE
        too_long = [file.place for file in facts.files if (file.seconds or 0) > longest]
        why = f"The assessment plan takes recordings of {limits.clip_minutes} minutes at most."
        yield from _if(too_long, Severity.MUST, "A recording over the limit", why)


def _places(pieces: Iterable[PieceFact], is_amiss: Callable[[PieceFact], bool]) -> list[Place]:
    return [Place(piece.title, piece.url) for piece in pieces if is_amiss(piece)]


def _if(places: Sequence[Place], severity: Severity, title: str, why: str) -> Iterator[Finding]:
    if places:
        yield Finding(severity, title, why, tuple(places))
