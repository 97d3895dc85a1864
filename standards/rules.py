"""Questions about standards, answered from the arguments alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from .models import Area, ContactChannel, EvidenceTemplate, Ksb, KsbKind, TemplateGroup


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
class Shelf:
    """Templates under one heading of the page on which an apprentice chooses."""

    key: str
    title: str
    templates: list[EvidenceTemplate]


def shelves_of(templates: Iterable[EvidenceTemplate], wanted: str = "") -> list[Shelf]:
    """The templates by what they show. Those that fit the wanted KSB come first, the best fit on top."""
    every = list(templates)
    fitting = sorted(
        (template for template in every if wanted in template.fits),
        key=lambda template: template.fits.index(wanted),
    )
    shelves = [Shelf("fits", f"Good for {wanted}", fitting)]
    shelves += [
        Shelf(group.value, group.label, [t for t in every if t.group == group and t not in fitting])
        for group in TemplateGroup
    ]
    return [shelf for shelf in shelves if shelf.templates]
