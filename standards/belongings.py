"""Templates and words that a pack brings, beside what the provider has: what would become of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from accounts.models import Provider
from standards.catalogues import catalogue_of
from standards.importers.belongings import SECTIONS, GivenTemplate, GivenWords, given_in
from standards.library import LABELS, OwnWords
from standards.models import EvidenceTemplate, GuidanceEntry, ProviderGuidance, StandardVersion
from standards.models.own_guidance import SYNOPSIS
from standards.records.values import Problem, Record
from standards.rules import Catalogue, Question, Wording, wording_of
from standards.said import named_with_and

NAMES = {SYNOPSIS: "In short", **LABELS}
NO_ENTRY = "Waymark has no guidance called “{}”, so these words have nowhere to stand and are left out."


@dataclass(frozen=True)
class TemplateBeside:
    """over: what it would take the place of; None for one that is new. fits: as they would be."""

    given: GivenTemplate
    over: EvidenceTemplate | None
    fits: list[str]

    @property
    def was(self) -> Wording | None:
        return even(self.over) if self.over else None

    @property
    def is_same(self) -> bool:
        return not self.changed and self.over is not None

    @property
    def changed(self) -> list[str]:
        """What is otherwise than it was, in words; nothing of one that is new."""
        if self.over is None or self.was is None:
            return []
        was, now = self.was, self.given.wording
        told = {
            "name": was.name != now.name,
            "heading": was.group != now.group,
            "summary": was.summary != now.summary,
            "questions": was.questions != now.questions,
            "kind of evidence": self.over.evidence_kind != self.given.evidence_kind,
            "KSBs": self.over.fits != self.fits,
        }
        return [name for name, is_changed in told.items() if is_changed]


@dataclass(frozen=True)
class SaidBeside:
    """One section of an entry: what the provider says there, and what the pack says."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class WordsBeside:
    """own: what the provider says now. words: all that it would say."""

    entry: GuidanceEntry
    own: ProviderGuidance | None
    words: OwnWords

    @property
    def rows(self) -> list[SaidBeside]:
        """What is otherwise than it was."""
        before = said_by(self.own)
        told = [
            *(
                (NAMES[key], before.additions.get(key, ""), self.words.additions.get(key, ""))
                for key in SECTIONS
            ),
            ("Links", _links(before.links), _links(self.words.links)),
            ("Waymark’s own words", _hiding(before), _hiding(self.words)),
        ]
        return [SaidBeside(*each) for each in told if each[1] != each[2]]

    @property
    def is_same(self) -> bool:
        return not self.rows


@dataclass(frozen=True)
class Belongings:
    templates: Sequence[TemplateBeside] = field(default_factory=tuple)
    words: Sequence[WordsBeside] = field(default_factory=tuple)
    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def new_templates(self) -> list[TemplateBeside]:
        return [each for each in self.templates if not each.is_same]

    @property
    def new_words(self) -> list[WordsBeside]:
        return [each for each in self.words if not each.is_same]

    @property
    def is_new(self) -> bool:
        return bool(self.new_templates or self.new_words)

    @property
    def print(self) -> str:
        """Differs as soon as what would be changed does: nobody writes over what they have not seen."""
        seen: list[Any] = [[str(each.over and each.over.pk), each.changed] for each in self.new_templates]
        seen += [[str(each.entry.pk), each.own.saves if each.own else 0] for each in self.new_words]
        return sha256(json.dumps(seen).encode()).hexdigest()


def brought_in_words(templates: int, words: int) -> str:
    """What was brought in, as a sentence."""
    first = f"{templates} evidence template{'' if templates == 1 else 's'}"
    second = f"your words on {words} piece{'' if words == 1 else 's'} of guidance"
    told = [said for number, said in ((templates, first), (words, second)) if number]
    return f"Brought in: {named_with_and(told)}."


def belongings_of(record: Record, provider: Provider) -> Belongings:
    """Five queries at most; none where the pack has none."""
    given = given_in(record)
    templates = _templates_beside(given.templates, record, provider) if given.templates else []
    words, problems = _words_beside(given.words, provider) if given.words else ([], [])
    return Belongings(templates, words, problems)


def _templates_beside(
    given: Sequence[GivenTemplate], record: Record, provider: Provider
) -> list[TemplateBeside]:
    catalogue = catalogue_of(provider)
    stems = {each.key: each for each in (*catalogue.ours, *catalogue.own) if each.replaces_id is None}
    guids = {str(ksb.guid) for ksb in record.ksbs if ksb.guid}
    found = []
    for each in given:
        stem = stems.get(each.key)
        over = (catalogue.newest_of(stem) or stem) if stem else None
        before = over.fits if over else []
        others = [fit for fit in before if fit not in guids]
        here = [fit for fit in before if fit in guids]
        is_kept = each.fits is None or each.fits == here
        found.append(TemplateBeside(each, over, before if is_kept else [*others, *(each.fits or ())]))
    return found


def _words_beside(given: Sequence[GivenWords], provider: Provider) -> tuple[list[WordsBeside], list[Problem]]:
    keys = [each.key for each in given]
    entries = {entry.key: entry for entry in GuidanceEntry.objects.filter(key__in=keys)}
    rows = ProviderGuidance.objects.filter(provider=provider, entry__key__in=keys)
    own = {row.entry_id: row for row in rows}
    problems = [
        Problem(each.place, NO_ENTRY.format(each.key), stops=False)
        for each in given
        if each.key not in entries
    ]
    return [_beside(each, entries[each.key], own) for each in given if each.key in entries], problems


def _beside(given: GivenWords, entry: GuidanceEntry, own: Mapping[UUID, ProviderGuidance]) -> WordsBeside:
    """What the pack says nothing of stays."""
    row = own.get(entry.pk)
    before = said_by(row)
    words = OwnWords(
        {**before.additions, **given.additions},
        before.links if given.links is None else given.links,
        before.hides_ours if given.hides_ours is None else given.hides_ours,
    )
    return WordsBeside(entry, row, words)


def said_by(own: ProviderGuidance | None) -> OwnWords:
    """With the ends of lines that a pack has."""
    if own is None:
        return OwnWords()
    return OwnWords({key: unix(text) for key, text in own.additions.items()}, own.links, own.hides_ours)


def even(template: EvidenceTemplate) -> Wording:
    """Its words, with the ends of lines that a pack has."""
    words = wording_of(template, template.prompts.all())
    questions = tuple(
        replace(each, label=unix(each.label), help=unix(each.help), placeholder=unix(each.placeholder))
        for each in words.questions
    )
    return Wording(unix(words.name), words.group, unix(words.summary), questions)


def unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _links(links: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(f"{link['title']}: {link['url']}" for link in links)


def _hiding(words: OwnWords) -> str:
    return "Hidden" if words.hides_ours else "Shown"


def belongings_taken(version: StandardVersion, provider: Provider) -> dict[str, list[dict[str, Any]]]:
    """What the provider has of its own, as a pack says it: nothing that Waymark ships."""
    codes = {str(ksb.guid): ksb.code for ksb in version.ksbs.all()}
    catalogue = catalogue_of(provider)
    templates = [
        _as_template(catalogue, each, codes) for each in catalogue.offered if each.provider_id is not None
    ]
    own = ProviderGuidance.objects.filter(provider=provider).select_related("entry")
    tied = own.about(codes).order_by("entry__kind", "entry__position", "entry__key")
    words = [_as_words(each) for each in tied]
    return {name: found for name, found in (("templates", templates), ("guidance", words)) if found}


def _as_template(
    catalogue: Catalogue, template: EvidenceTemplate, codes: Mapping[str, str]
) -> dict[str, Any]:
    words = even(template)
    return {
        "key": catalogue.stem_of(template).key,
        "name": words.name,
        "evidence_kind": template.evidence_kind,
        "group": words.group,
        "summary": words.summary,
        "fits": [codes[fit] for fit in template.fits if fit in codes],
        "prompts": [_as_prompt(each) for each in words.questions],
    }


def _as_prompt(question: Question) -> dict[str, Any]:
    usual = vars(Question(question.key, question.label))
    told = {name: str(value) if name == "kind" else value for name, value in vars(question).items()}
    return {name: value for name, value in told.items() if name in {"key", "label"} or value != usual[name]}


def _as_words(own: ProviderGuidance) -> dict[str, Any]:
    words = said_by(own)
    told: dict[str, Any] = {"key": own.entry.key, "title": own.entry.title}
    told |= {name: words.additions[name] for name in SECTIONS if words.additions.get(name)}
    told |= {"links": [dict(link) for link in words.links]} if words.links else {}
    return told | ({"hides_ours": True} if words.hides_ours else {})
