"""Finding guidance by words: a few dozen entries, folded on the spot, so that no index can fall behind."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from accounts.models import User
from accounts.people import providers_held
from standards.library import LABELS
from standards.models import GuidanceEntry, GuidancePoint, ProviderGuidance
from standards.models.own_guidance import SYNOPSIS

TITLE_WEIGHT, SYNOPSIS_WEIGHT, TEXT_WEIGHT = 12, 4, 1
MOST_WORDS = 12
MOST_LOOSE, MOST_OTHERS, FEW = 8, 3, 3
TOMORROW = (("to_add", "What to add"), ("to_write", "What to write"), ("to_hide", "What to hide"))
SHORTEST_STEM = 4
WORD = re.compile(r"[a-z0-9]+")
GRAMMAR = re.compile("an?|and|are|at|be|by|do|for|from|how|i|in|is|it|my|of|on|or|the|to|what|when|with|you")


@dataclass(frozen=True)
class Text:
    """Words of one entry, and where they stand; `where` is blank for its title."""

    entry_id: UUID
    where: str
    words: str
    weight: int


@dataclass(frozen=True)
class Hit:
    """where and words: the place that fits best; blank when that is the title or the synopsis."""

    entry: GuidanceEntry
    score: int
    where: str = ""
    words: str = ""


@dataclass(frozen=True)
class Found:
    """is_loose: nothing held all the words, so these hold some. others: do too, where few hold all."""

    hits: Sequence[Hit]
    is_loose: bool = False
    others: Sequence[Hit] = ()


def find(user: User, asked: str) -> Found:
    """Four queries."""
    wanted = list(dict.fromkeys(stem for stem in map(stem_of, words_of(asked)) if stem))[:MOST_WORDS]
    entries = {
        entry.pk: entry
        for entry in GuidanceEntry.objects.visible_to(user).fitting(user).in_order().with_ksbs()
    }
    if not wanted:
        return Found([])
    texts: dict[UUID, list[Text]] = {}
    for text in _texts(user, entries.values()):
        texts.setdefault(text.entry_id, []).append(text)
    ranked = [_hit(entries[pk], found, wanted) for pk, found in texts.items() if pk in entries]
    counted = sorted((each for each in ranked if each[0]), key=lambda each: (-each[0], -each[1].score))
    whole = [hit for count, hit in counted if count == len(wanted)]
    some = [hit for count, hit in counted if count < len(wanted)]
    if whole:
        return Found(whole, others=some[:MOST_OTHERS] if len(whole) < FEW else ())
    return Found(some[:MOST_LOOSE], is_loose=bool(some))


def _texts(user: User, entries: Iterable[GuidanceEntry]) -> Iterator[Text]:
    own = list(ProviderGuidance.objects.visible_to(user))
    hiding = Counter(row.entry_id for row in own if row.hides_ours)
    hidden = {pk for pk, count in hiding.items() if count == len(providers_held(user))}
    for row in own:
        yield from (
            Text(row.entry_id, _label(key), words, TEXT_WEIGHT) for key, words in row.additions.items()
        )
        yield from (Text(row.entry_id, "Local link", link["title"], SYNOPSIS_WEIGHT) for link in row.links)
    for entry in entries:
        codes = " ".join(ksb.code for ksb in entry.ksbs.all())
        yield Text(entry.pk, "", f"{entry.title} {codes}", TITLE_WEIGHT)
        yield Text(entry.pk, SYNOPSIS, "" if entry.pk in hidden else entry.synopsis, SYNOPSIS_WEIGHT)
        if entry.pk not in hidden:
            yield from (Text(entry.pk, where, getattr(entry, name), TEXT_WEIGHT) for name, where in TOMORROW)
    yield from (text for text in _points(user) if text.entry_id not in hidden)


def _label(section: str) -> str:
    return LABELS.get(section, "In short")


def _points(user: User) -> Iterator[Text]:
    points = GuidancePoint.objects.visible_to(user).order_by("position")
    for entry_id, section, *texts in points.values_list("entry", "section", "text", "strong_answer"):
        yield from (Text(entry_id, _label(section), words, TEXT_WEIGHT) for words in texts if words)


def _hit(entry: GuidanceEntry, texts: Sequence[Text], stems: Sequence[str]) -> tuple[int, Hit]:
    """How many of the wanted words the entry holds, and how well."""
    held: set[str] = set()
    score, best, most = 0, None, 0
    for text in texts:
        words = folded(text.words)
        found = [stem for stem in stems if stem in words]
        held.update(found)
        score += text.weight * len(found)
        if text.where not in ("", SYNOPSIS) and len(found) > most:
            best, most = text, len(found)
    return len(held), Hit(entry, score, best.where if best else "", best.words if best else "")


def stem_of(word: str) -> str:
    """As it stands in folded text where a word begins with it, a plural cut to find its singular.

    Blank for words that say nothing about what somebody looks for.
    """
    if GRAMMAR.fullmatch(word):
        return ""
    return f" {word[:-1] if word.endswith('s') and len(word) > SHORTEST_STEM else word}"


def words_of(text: str) -> list[str]:
    """In small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    return WORD.findall(plain.encode("ascii", "ignore").decode())


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Its words, a blank before each."""
    return "".join(f" {word}" for word in words_of(text))
