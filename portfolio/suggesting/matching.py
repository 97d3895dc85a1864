"""Finding cues in what was written, and quoting the place."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .reading import Reading, Word, is_telling, words_of

GAP = 2  # other words that may stand between two words of a cue, if two of them tell something
MOST_STARTS = 150  # how often one word is looked at as the beginning of a cue
BEFORE, AFTER, WHOLE_SENTENCE = 3, 4, 9
LONGEST_QUOTE = 140
LONE_WORD = 0.7  # what a single word is worth beside a wording of several
MEANINGS = {"customer": ("customer", "them"), "caller": ("caller", "customer", "them")}


@dataclass(frozen=True)
class Cue:
    """Words that people use when they write about a KSB, and what they then write about.

    weight: 1 a hint, 2 fair, 3 strong, 4 hardly ever about anything else.
    """

    ksb: Hashable
    weight: int
    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Find:
    """A cue that was found: how many of its wordings, how many words the longest has, and where."""

    cue: Cue
    wordings: int
    longest: int
    first: int
    last: int

    @property
    def points(self) -> float:
        """A second wording of the same thing says half as much again; the sixth says nothing more."""
        certainty = 1 if self.longest > 1 else LONE_WORD
        return self.cue.weight * certainty * (1 + 0.5 * min(self.wordings - 1, 4))


def find(reading: Reading, cues: tuple[Cue, ...]) -> list[Find]:
    """Every cue that stands in the text, once, in the order of the cues."""
    places: dict[int, dict[tuple[str, ...], tuple[int, int]]] = defaultdict(dict)
    for number, wording, first, last in _places(reading.words, _index(cues)):
        places[number].setdefault(wording, (first, last))
    return [_find(cues[number], found) for number, found in sorted(places.items())]


def _find(cue: Cue, found: dict[tuple[str, ...], tuple[int, int]]) -> Find:
    longest = max(found, key=len)
    return Find(cue, len(found), len(longest), *found[longest])


Index = dict[str, list[tuple[int, tuple[str, ...]]]]


@lru_cache(maxsize=16)
def _index(cues: tuple[Cue, ...]) -> Index:
    """Every wording under its first word. Kept, for it is the same for all drafts of a standard."""
    index: Index = defaultdict(list)
    for number, cue in enumerate(cues):
        for wording in {stems_of(text) for text in cue.words} - {()}:
            index[wording[0]].append((number, wording))
    return index


@lru_cache(maxsize=10_000)
def stems_of(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words_of([text]))


def _places(words: Sequence[Word], index: Index) -> Iterator[tuple[int, tuple[str, ...], int, int]]:
    starts: Counter[str] = Counter()
    for first, word in enumerate(words):
        starts[word.stem] += 1
        if starts[word.stem] > MOST_STARTS:
            continue
        for number, wording in (begun for stem in meanings(word.stem) for begun in index.get(stem, ())):
            last = _last(words, first, wording)
            if last is not None:
                yield number, wording, first, last


def meanings(stem: str) -> tuple[str, ...]:
    """A cue that says “them” also means a customer who is named as one; “customer” does not mean “her”."""
    return MEANINGS.get(stem, (stem,))


@lru_cache(maxsize=10_000)
def gap_in(wording: tuple[str, ...]) -> int:
    """“Let them finish” is itself with a word in between; “I get” is not."""
    return GAP if sum(is_telling(stem) for stem in wording) > 1 else 0


def _last(words: Sequence[Word], first: int, wording: tuple[str, ...]) -> int | None:
    """Where the wording that begins here ends: its words in order, near each other, in one sentence."""
    at, gap = first, gap_in(wording)
    for wanted in wording[1:]:
        near = range(at + 1, min(at + gap + 2, len(words)))
        at = next((n for n in near if wanted in meanings(words[n].stem)), -1)
        if at < 0 or words[at].sentence != words[first].sentence:
            return None
    return at


def quote(reading: Reading, first: int, last: int) -> str:
    """What was written there, with enough around it to be recognised; cut words are marked."""
    words = reading.words
    begin, end = _sentence_around(words, first, last)
    if end - begin > WHOLE_SENTENCE:
        begin, end = max(begin, first - BEFORE), min(end, last + AFTER)
    text = reading.texts[words[first].text][words[begin].start : words[end].end]
    text = " ".join(text.split())
    is_cut = end + 1 < len(words) and words[end + 1].sentence == words[first].sentence
    starts_inside = begin > 0 and words[begin - 1].sentence == words[first].sentence
    if len(text) > LONGEST_QUOTE:
        text, is_cut = text[:LONGEST_QUOTE].rsplit(" ", 1)[0], True
    return f"{'…' if starts_inside else ''}{text}{'…' if is_cut else ''}"


def _sentence_around(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    begin, end = first, last
    while (
        begin > 0 and first - begin <= WHOLE_SENTENCE and words[begin - 1].sentence == words[first].sentence
    ):
        begin -= 1
    while (
        end + 1 < len(words)
        and end - last <= WHOLE_SENTENCE
        and words[end + 1].sentence == words[first].sentence
    ):
        end += 1
    return begin, end


def by_ksb(finds: Iterable[Find]) -> dict[Hashable, list[Find]]:
    """The finds of each KSB, the weightiest first."""
    groups: dict[Hashable, list[Find]] = defaultdict(list)
    for each in finds:
        groups[each.cue.ksb].append(each)
    return {ksb: sorted(group, key=lambda each: -each.points) for ksb, group in groups.items()}
