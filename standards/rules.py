"""Questions about standards, answered from the arguments alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from .models import Area, ContactChannel, EvidenceTemplate, Ksb, KsbKind, Prompt, TemplateGroup


def is_asked(alternative_channel: str, contact_channel: str) -> bool:
    """Whether a KSB is asked of someone who meets customers in that way.

    A KSB outside an either-or pair has a blank channel and is always asked.
    """
    return alternative_channel in ContactChannel(contact_channel).alternative_channels


@dataclass(frozen=True)
class AreaGroup:
    area: Area
    ksbs: list[Ksb]


@dataclass(frozen=True)
class Band:
    """One of the three bands of a standard: knowledge, skills, behaviours."""

    kind: KsbKind
    areas: list[AreaGroup]

    @property
    def label(self) -> str:
        return BAND_LABELS[self.kind]

    @property
    def ksb_count(self) -> int:
        return sum(len(group.ksbs) for group in self.areas)


BAND_LABELS = {KsbKind.KNOWLEDGE: "Knowledge", KsbKind.SKILL: "Skills", KsbKind.BEHAVIOUR: "Behaviours"}


def bands_of(ksbs: Iterable[Ksb]) -> list[Band]:
    """The KSBs by band and area, in their own order. Each must come with its area."""
    groups = [AreaGroup(area, list(members)) for area, members in groupby(ksbs, attrgetter("area"))]
    return [Band(KsbKind(kind), list(members)) for kind, members in groupby(groups, attrgetter("area.kind"))]


@dataclass(frozen=True)
class Card:
    """A template with the codes of the KSBs asked here that it shows well, the strongest first."""

    template: EvidenceTemplate
    codes: list[str]


@dataclass(frozen=True)
class Shelf:
    """Templates under one heading of the page on which an apprentice chooses."""

    key: str
    title: str
    cards: list[Card]


def shelves_of(
    templates: Iterable[EvidenceTemplate], ksbs: Iterable[Ksb], wanted: Ksb | None = None
) -> list[Shelf]:
    """The templates by what they show. Those that fit the wanted KSB come first, the best fit on top.

    ksbs: those asked of the apprentice who chooses.
    """
    code_of = {str(ksb.guid): ksb.code for ksb in ksbs}
    guid = str(wanted.guid) if wanted else ""
    every = [Card(each, [code_of[fit] for fit in each.fits if fit in code_of]) for each in templates]
    fitting = sorted(
        (card for card in every if guid in card.template.fits),
        key=lambda card: card.template.fits.index(guid),
    )
    shelves = [Shelf("fits", f"Good for {wanted.code if wanted else ''}", fitting)]
    shelves += [
        Shelf(group.value, group.label, [c for c in every if c.template.group == group and c not in fitting])
        for group in TemplateGroup
    ]
    return [shelf for shelf in shelves if shelf.cards]


def fits_in_words(template: EvidenceTemplate, ksbs: Iterable[Ksb]) -> str:
    """The codes of the KSBs that it shows well, by standard. ksbs: with theirs, oldest version first."""
    place = {fit: number for number, fit in enumerate(template.fits)}
    found: dict[str, dict[int, str]] = {}
    for ksb in ksbs:
        if str(ksb.guid) in place:
            codes = found.setdefault(ksb.version.standard.reference, {})
            codes[place[str(ksb.guid)]] = ksb.code
    words = [
        f"{', '.join(codes[at] for at in sorted(codes))} of {standard}" for standard, codes in found.items()
    ]
    return "; ".join(words)


MOST_QUESTIONS = 30


@dataclass(frozen=True)
class Question:
    """One prompt as an administrator words it; what they do not word comes along from the old one."""

    key: str
    label: str
    help: str = ""
    placeholder: str = ""
    is_required: bool = False
    kind: str = Prompt.Kind.TEXT
    rows: int = 4
    maximum_characters: int = 20_000


@dataclass(frozen=True)
class Wording:
    """A template as an administrator words it."""

    name: str
    group: str
    summary: str
    questions: tuple[Question, ...]


def wording_of(template: EvidenceTemplate, prompts: Iterable[Prompt]) -> Wording:
    return Wording(template.name, template.group, template.summary, tuple(map(question_of, prompts)))


def question_of(prompt: Prompt) -> Question:
    return Question(
        key=prompt.key,
        label=prompt.label,
        help=prompt.help,
        placeholder=prompt.placeholder,
        is_required=prompt.is_required,
        kind=prompt.kind,
        rows=prompt.rows,
        maximum_characters=prompt.maximum_characters,
    )


def with_number(stem: str, taken: Collection[str], first: int = 1) -> str:
    """The first of stem-1, stem-2 and so on that is free; from another number where `first` says so."""
    numbers = range(first, first + len(taken) + 1)
    return next(name for number in numbers if (name := f"{stem}-{number}") not in taken)


def free_key(stem: str, taken: Collection[str]) -> str:
    """The stem itself where it is free, else stem-2, stem-3 and so on."""
    return stem if stem not in taken else with_number(stem, taken, 2)


@dataclass(frozen=True)
class Catalogue:
    """The templates of one provider: ours, its own rows old and new, and which of ours it hides."""

    ours: list[EvidenceTemplate]
    own: list[EvidenceTemplate]
    hidden: frozenset[UUID]

    def is_offered(self, template: EvidenceTemplate) -> bool:
        return template.is_offered and template.pk not in self.hidden

    @property
    def offered(self) -> list[EvidenceTemplate]:
        every = filter(self.is_offered, self.ours + self.own)
        return sorted(every, key=lambda template: (template.position, template.name))

    @property
    def put_away(self) -> list[EvidenceTemplate]:
        """What could be offered again: not what a newer version has replaced."""
        return [
            template
            for template in self.ours + self.own
            if not self.is_offered(template) and self.newest_of(template) is None
        ]

    def newest_of(self, template: EvidenceTemplate) -> EvidenceTemplate | None:
        """The version that has taken its place. One of ours has its place back when that is put away."""
        for each in self.own:
            if each.replaces_id == template.pk:
                newest = self.newest_of(each) or each
                if template.provider_id or newest.is_offered:
                    return newest
        return None

    def original_of(self, template: EvidenceTemplate) -> EvidenceTemplate | None:
        """Ours, from which this one stems."""
        origin = self.stem_of(template)
        return None if origin.provider_id else origin

    def stem_of(self, template: EvidenceTemplate) -> EvidenceTemplate:
        """The first of its versions, over however many."""
        known = {each.pk: each for each in self.ours + self.own}
        origin = template
        while origin.replaces_id is not None and origin.replaces_id in known:
            origin = known[origin.replaces_id]
        return origin
