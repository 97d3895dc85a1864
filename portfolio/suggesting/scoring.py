"""Putting together what the words, the template and the accepted pieces say: five suggestions at most."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from .experience import Experience, Likeness, likenesses
from .matching import Cue, Find, by_ksb, find, quote
from .reading import Reading

MOST_SUGGESTIONS = 5
THRESHOLD = 2.0
TEMPLATE_POINTS = 1.0
MOST_FITS = 6  # a template made for more KSBs than this says nothing about any of them
LEAST_VOCABULARY = 8  # words that tell, before template or experience are asked
LEAST_LIKENESS = 1.0


class Source(Enum):
    WORDS = "words"
    TEMPLATE = "template"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Reason:
    """Why a KSB is suggested. `quotes` are the apprentice's own words; `about` says what they show."""

    source: Source
    quotes: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Suggestion:
    ksb: Hashable
    points: float
    reasons: tuple[Reason, ...]


def suggest(
    reading: Reading,
    *,
    ksbs: Sequence[Hashable],
    cues: Sequence[Cue],
    fits: Iterable[Hashable] = (),
    experience: Experience | None = None,
) -> list[Suggestion]:
    """The likeliest of `ksbs`, best first; none when too little was written to say.

    ksbs: those that may be claimed, in their own order. fits: those the template is made for.
    """
    found = by_ksb(find(reading, tuple(cues)))
    says_enough = len(reading.vocabulary) >= LEAST_VOCABULARY
    fitting = set(fits).intersection(ksbs) if says_enough else set()
    fitting = fitting if len(fitting) <= MOST_FITS else set()
    alike = likenesses(experience) if experience and says_enough else {}
    every = (
        _weigh(reading, ksb, found.get(ksb, []), alike.get(ksb), is_fitting=ksb in fitting) for ksb in ksbs
    )
    return sorted((each for each in every if each), key=lambda each: -each.points)[:MOST_SUGGESTIONS]


def _weigh(
    reading: Reading, ksb: Hashable, finds: list[Find], alike: Likeness | None, *, is_fitting: bool
) -> Suggestion | None:
    points = sum(each.points for each in finds) + TEMPLATE_POINTS * is_fitting
    reasons = [_from_words(reading, finds)] if finds else []
    if alike and alike.points >= LEAST_LIKENESS:
        points += alike.points
        written = tuple(reading.written(reading.vocabulary[word]) for word in alike.words)
        reasons.append(Reason(Source.ACCEPTED, written))
    if is_fitting:
        reasons.append(Reason(Source.TEMPLATE))
    return Suggestion(ksb, points, tuple(reasons)) if points >= THRESHOLD or is_fitting else None


def _from_words(reading: Reading, finds: list[Find]) -> Reason:
    best = finds[0]
    return Reason(Source.WORDS, (quote(reading, best.first, best.last),), best.cue.reason)
