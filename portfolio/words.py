"""Words as searching compares them: folded alike for both databases, asked for, and found again in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

TITLE, BODY, FILES = "title", "body", "files"
EVERYWHERE = (TITLE, BODY, FILES)
MOST_PHRASES = 12
LONGEST_WORD = 60

# Letters that no decomposition takes apart, as people type them who lack the key; and what words drop.
_PLAIN = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "'": "",
    "’": "",
    "ʼ": "",
    "ـ": "",
}
_PAIRS = {"ss": "ßẞ", "th": "þÞ", "ae": "æÆǽǼ", "oe": "œŒ"}
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"
_WITHIN = f"['’ʼـ\u00ad\u200b-\u200f{_MARKS}]*"
_STRAIGHT_QUOTES = str.maketrans("“”„«»", '"""""')
_KSB_CODE = re.compile(r"[ksb]\d{1,2}")


class _Letters(dict[int, str]):
    """What each character becomes: itself, nothing (marks, the invisible), or a space."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))
        self[code] = chr(code) if kind[0] in "LN" else "" if kind[0] == "M" or kind == "Cf" else " "
        return self[code]


_LETTERS = _Letters({ord(letter): plain for letter, plain in _PLAIN.items()})


def fold(text: str) -> str:
    """The words of the text in small plain letters and digits, parted by single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return " ".join(letters.translate(_LETTERS).split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that must follow each other. Unless it is whole, the last may be the start of a word."""

    words: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True)
class Asked:
    """Everything of this must be found, each in one of the places `within`: everywhere or in the title.

    since: look no further back than the text with this number; a hint, which one database takes.
    """

    phrases: tuple[Phrase, ...]
    within: tuple[str, ...] = EVERYWHERE
    since: int = 0

    def only_in(self, *within: str) -> "Asked":
        return replace(self, within=within)

    def from_number(self, number: int) -> "Asked":
        return replace(self, since=number)

    @property
    def as_fts5(self) -> str:
        phrases = (f'"{" ".join(phrase.words)}"{"" if phrase.is_whole else "*"}' for phrase in self.phrases)
        return f"{{{' '.join(self.within)}}} : ({' AND '.join(phrases)})"

    @property
    def as_pieces_of_text(self) -> list[str]:
        """What a folded text with a space before and after it holds, one for each phrase."""
        return [f" {' '.join(phrase.words)}{' ' if phrase.is_whole else ''}" for phrase in self.phrases]

    @property
    def as_tsquery(self) -> str:
        return " & ".join(f"({' <-> '.join(_lexemes(phrase))})" for phrase in self.phrases)

    @property
    def words_as_tsquery(self) -> str:
        """The same words in any order, which PostgreSQL answers from its index alone."""
        return " & ".join(f"({' & '.join(_lexemes(phrase))})" for phrase in self.phrases)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds in a text as it was written what the databases find in the folded one."""
        return re.compile("|".join(map(_pattern_of, self.phrases)), re.IGNORECASE)


def _lexemes(phrase: Phrase) -> Iterator[str]:
    for number, word in enumerate(phrase.words, start=1):
        yield f"'{word}'" + (":*" if number == len(phrase.words) and not phrase.is_whole else "")


def read_words(text: str) -> Asked | None:
    """What somebody typed into a search box; None when there is no letter or digit in it."""
    phrases = []
    for number, part in enumerate(text.translate(_STRAIGHT_QUOTES).split('"')):
        if number % 2:
            phrases.append(_phrase(part, is_whole=True))
        else:
            phrases += [_phrase(word) for word in part.split()]
    found = tuple(dict.fromkeys(phrase for phrase in phrases if phrase.words))[:MOST_PHRASES]
    return Asked(found) if found else None


def _phrase(part: str, *, is_whole: bool = False) -> Phrase:
    """A code or a letter stands for itself: whoever asks for K1 does not mean K12."""
    words = tuple(word[:LONGEST_WORD] for word in fold(part).split()[:MOST_PHRASES])
    is_cut = any(len(word) == LONGEST_WORD for word in words)
    is_code = len(words) == 1 and (len(words[0]) == 1 or bool(_KSB_CODE.fullmatch(words[0])))
    return Phrase(words, (is_whole and not is_cut) or is_code)


def _pattern_of(phrase: Phrase) -> str:
    words = r"[\W_]+".join(map(_spelled, phrase.words))
    ending = r"(?![^\W_])" if phrase.is_whole else rf"(?:{_WITHIN}[^\W_])*"
    return rf"(?<![^\W_]){words}{ending}[{_MARKS}]*"


def _spelled(word: str) -> str:
    """The word with each letter in any of its spellings, and marks and apostrophes between them."""
    letters, at = [], 0
    while at < len(word):
        pair = _PAIRS.get(word[at : at + 2])
        one, two = (_class_of(letter) for letter in (word[at : at + 2] + " ")[:2])
        letters.append(f"(?:{one}{_WITHIN}{two}|[{pair}])" if pair else one)
        at += 2 if pair else 1
    return _WITHIN.join(letters)


def _class_of(letter: str) -> str:
    return f"[{letter}{_spellings().get(letter, '')}]"


@cache
def _spellings() -> Mapping[str, str]:
    """Folded letter -> the other characters that fold to it, in the alphabets that have such."""
    found: dict[str, str] = defaultdict(str)
    for character in map(chr, range(0x80, 0x2100)):
        folded = fold(character)
        if len(folded) == 1 and folded != character:
            found[folded] += character
    return found
