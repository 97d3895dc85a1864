"""What a draft says, as words that can be compared and quoted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .stems import LONGEST_WORD, STOP_WORDS, parts_of, stem

MOST_CHARACTERS = 24_000  # some 4,000 words: longer than any account, and read in a few milliseconds
LEAST_CHARACTERS = 2_000  # of each answer, however many there are
MOST_WORDS = 5_000
MOST_LEARNED = 200
DEEPEST = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?;\n]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: what is compared, where it stands, and in which sentence."""

    stem: str
    text: int
    start: int
    end: int
    sentence: int
    is_name: bool


@dataclass(frozen=True)
class Reading:
    """The texts of a draft, cut to what is read, and their words in order, fillers left out."""

    texts: list[str]
    words: list[Word] = field(default_factory=list)

    @cached_property
    def vocabulary(self) -> dict[str, Word]:
        """The words that say what the piece is about, each where it first stands. Names are left out."""
        found: dict[str, Word] = {}
        for word in self.words:
            if len(found) == MOST_LEARNED:
                break
            if word.stem not in found and not word.is_name and is_telling(word.stem):
                found[word.stem] = word
        return found

    def written(self, word: Word) -> str:
        return self.texts[word.text][word.start : word.end]


def is_telling(stem: str) -> bool:
    """Whether the word says what a piece is about."""
    return len(stem) > 2 and stem.isalpha() and stem not in _STOP_STEMS


_STOP_STEMS = STOP_WORDS | {stem(word) for word in STOP_WORDS} | {"them"}


def read(answers: Iterable[object]) -> Reading:
    """Read what stands in the title and the answers. An answer may be text, or rows and fields of text."""
    texts = [text for answer in answers for text in strings_in(answer) if text.strip()]
    most = max(LEAST_CHARACTERS, MOST_CHARACTERS // max(1, len(texts)))
    texts = (
        [text[:most] for text in texts[: MOST_CHARACTERS // LEAST_CHARACTERS]] if too_long(texts) else texts
    )
    return Reading(texts, list(words_of(texts)))


def too_long(texts: list[str]) -> bool:
    return sum(map(len, texts)) > MOST_CHARACTERS


def strings_in(answer: object, depth: int = 0) -> Iterator[str]:
    """Every text in an answer; figures say nothing about a KSB."""
    if depth > DEEPEST:
        return
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict):
        for value in answer.values():
            yield from strings_in(value, depth + 1)
    elif isinstance(answer, list):
        for value in answer[:MOST_LEARNED]:
            yield from strings_in(value, depth + 1)


def words_of(texts: list[str]) -> Iterator[Word]:
    sentence = count = 0
    for number, text in enumerate(texts):
        sentence, last = sentence + 1, 0
        is_first = True
        for match in _WORD.finditer(text):
            if _SENTENCE_ENDS.search(text, last, match.start()):
                sentence, is_first = sentence + 1, True
            start, last = match.span()
            written = match.group()
            is_name = written[0].isupper() and not is_first and not written.isupper()
            for root in stems_in(written) if count < MOST_WORDS else ():
                count += 1
                yield Word(root, number, start, last, sentence, is_name)
            is_first = False


def stems_in(written: str) -> list[str]:
    """Of one written word: none of a filler, two of “couldn’t”."""
    return (
        [root for part in parts_of(written) if (root := stem(part))] if len(written) <= LONGEST_WORD else []
    )
