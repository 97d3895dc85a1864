"""One number and what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from standards.words import Words


@dataclass(frozen=True, slots=True)
class Definition:
    """key: where links to it lead. counts: what it counts. without: what it leaves out or does not say."""

    key: str
    title: str
    counts: str
    without: str = ""

    def said(self, words: Words) -> "Definition":
        title, counts, without = map(words.say, (self.title, self.counts, self.without))
        return Definition(self.key, title, counts, without)


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    definitions: Sequence[Definition]

    def said(self, words: Words) -> "Group":
        return Group(self.key, words.say(self.title), [each.said(words) for each in self.definitions])
