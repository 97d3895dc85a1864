"""What the words of accepted pieces say about a new one: a small naive Bayes over counted words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import log

LEAST_CLAIMS = 3  # of one KSB, before anything is said about it
LEAST_USES = 3  # of one word
CAUTION = 12  # how many imagined average claims stand against the counted ones
MOST_PER_WORD = 1.2
SCALE = 4.0
MOST_POINTS = 3.0
TELLING = 3


@dataclass(frozen=True)
class Experience:
    """claims: accepted claims by KSB. words: for a word, in how many of those claims' pieces it stands."""

    claims: Mapping[Hashable, int] = field(default_factory=dict)
    words: Mapping[str, Mapping[Hashable, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Likeness:
    """How much a text is like those accepted for one KSB, and the words that say so, most telling first."""

    points: float
    words: tuple[str, ...]


def likenesses(experience: Experience) -> dict[Hashable, Likeness]:
    """`experience.words` holds the words of the text in hand, and no others."""
    total = sum(experience.claims.values())
    known = {ksb: n for ksb, n in experience.claims.items() if n >= LEAST_CLAIMS}
    shares = {
        word: sum(counts.values()) / total
        for word, counts in experience.words.items()
        if sum(counts.values()) >= LEAST_USES
    }
    return {ksb: _likeness(experience, ksb, claims, shares) for ksb, claims in known.items()}


def _likeness(experience: Experience, ksb: Hashable, claims: int, shares: Mapping[str, float]) -> Likeness:
    lifts = {}
    for word, share in shares.items():
        seen = experience.words[word].get(ksb, 0)
        lift = log((seen + CAUTION * share) / ((claims + CAUTION) * share))
        lifts[word] = max(-MOST_PER_WORD, min(MOST_PER_WORD, lift))
    telling = sorted((word for word in lifts if lifts[word] > 0), key=lambda word: -lifts[word])
    points = sum(lifts.values()) / max(1.0, len(lifts) ** 0.5) * SCALE
    return Likeness(max(0.0, min(MOST_POINTS, points)), tuple(telling[:TELLING]))
