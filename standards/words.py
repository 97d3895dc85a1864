"""A plan's own words: what one plan calls a showcase, another calls an evidence portfolio."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Self

from standards.said import mapping


@dataclass(frozen=True)
class Words:
    """What a plan calls things. What it does not name has the word that most plans use.

    Each is in small letters, without an article, as it stands within a sentence.
    """

    assessment: str = "end-point assessment"
    assessment_short: str = "assessment"
    organisation: str = "assessment organisation"
    organisation_short: str = "assessment organisation"
    assessor: str = "independent assessor"
    gateway: str = "gateway"
    showcase: str = "showcase"
    outcome: str = "outcome"

    @classmethod
    def of(cls, vocabulary: object) -> Self:
        said = mapping(vocabulary)
        known = [field.name for field in fields(cls)]
        return cls(**{name: said[name] for name in known if isinstance(said.get(name), str) and said[name]})

    def say(self, text: str) -> str:
        """What was written in the usual words, in these. Articles and capitals follow; plurals stay."""
        return text if self == USUAL else _SPOKEN.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        article, usual = found["article"] or "", found["word"]
        own: str = getattr(self, _NAMES[usual.lower()])
        if article:
            own = with_article(own)
        return capitalised(own) if (article or usual)[0].isupper() else own


def with_article(word: str) -> str:
    """By its first letters, as it is spoken."""
    is_open = word[:1].lower() in tuple("aeiou") and not word.lower().startswith(_SPOKEN_CLOSED)
    return f"{'an' if is_open else 'a'} {word}"


def capitalised(word: str) -> str:
    """Only the first letter, so that names within keep theirs."""
    return word[:1].upper() + word[1:]


USUAL = Words()
_SPOKEN_CLOSED = ("eu", "one", "uni", "use", "usu")
# The usual words that are never anything else in a sentence; "assessment" and "outcome" often are.
_NAMES = {
    getattr(USUAL, name): name for name in ("assessment", "organisation", "assessor", "gateway", "showcase")
}
_SPOKEN = re.compile(rf"(?i)\b(?:(?P<article>an?) )?(?P<word>{'|'.join(_NAMES)})(?![\w-])")
