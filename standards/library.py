"""Reading the guidance library: entries with what a reader's own providers put beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Provider, User
from accounts.people import providers_held
from standards.models import EvidenceTemplate, GuidanceEntry, GuidancePoint, Prompt, ProviderGuidance
from standards.models.guidance import GuidanceEntryQuerySet
from standards.models.own_guidance import SYNOPSIS
from standards.permissions import can_keep_guidance

LABELS = dict(GuidancePoint.Section.choices)


@dataclass(frozen=True)
class OwnWords:
    """What a provider says about one entry."""

    additions: dict[str, str] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    hides_ours: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.additions and not self.links


@dataclass(frozen=True)
class Addition:
    """What one provider adds to one section."""

    provider: Provider
    text: str


@dataclass(frozen=True)
class LocalLink:
    """To a policy of the provider's own, say."""

    provider: Provider
    title: str
    url: str


@dataclass(frozen=True)
class Section:
    key: str
    label: str
    points: Sequence[GuidancePoint]
    additions: Sequence[Addition]


@dataclass(frozen=True)
class Guide:
    """One entry as one person reads it. hidden_by: the providers that show their words in place of ours."""

    entry: GuidanceEntry
    sections: Sequence[Section]
    about: Sequence[Addition]
    links: Sequence[LocalLink]
    hidden_by: Sequence[Provider] = ()

    @property
    def synopsis(self) -> str:
        return "" if self.hidden_by else self.entry.synopsis

    @property
    def says_tomorrow(self) -> bool:
        return bool(self.entry.to_add) and not self.hidden_by

    @property
    def first_points(self) -> list[GuidancePoint]:
        """What helps most while something is being written."""
        wanted = GuidancePoint.Section.GOOD_EVIDENCE
        return [point for section in self.sections if section.key == wanted for point in section.points]


@dataclass(frozen=True)
class Guidance:
    """What is said about one thing: entries in full, and others that touch on it."""

    guides: Sequence[Guide]
    others: Sequence[GuidanceEntry] = field(default_factory=list)


def guidance_about(user: User, entries: GuidanceEntryQuerySet) -> Guidance:
    """The areas in full, the rest by name. Two queries."""
    found = points_by_entry(GuidancePoint.objects.visible_to(user).filter(entry__in=entries).for_page())
    full = [entry for entry in found if entry.kind == GuidanceEntry.Kind.AREA]
    others = [entry for entry in found if entry.kind != GuidanceEntry.Kind.AREA]
    return Guidance(guides_for(user, {entry: found[entry] for entry in full}), others)


def guides_for(user: User, found: Mapping[GuidanceEntry, Sequence[GuidancePoint]]) -> list[Guide]:
    """One query, for what this reader's providers add."""
    rows = ProviderGuidance.objects.visible_to(user).filter(entry__in=[entry.pk for entry in found])
    held = {provider.pk: provider for provider in providers_held(user)}
    own: dict[UUID, list[tuple[Provider, ProviderGuidance]]] = {}
    for row in rows.order_by("provider__name"):
        own.setdefault(row.entry_id, []).append((held[row.provider_id], row))
    return [_guide(entry, points, own.get(entry.pk, []), len(held)) for entry, points in found.items()]


def kept_at(user: User) -> list[Provider]:
    """The providers whose own guidance this person keeps. No query when the request knows."""
    return [provider for provider in providers_held(user) if can_keep_guidance(user, provider)]


def points_by_entry(points: Iterable[GuidancePoint]) -> dict[GuidanceEntry, list[GuidancePoint]]:
    found: dict[GuidanceEntry, list[GuidancePoint]] = {}
    for point in points:
        found.setdefault(point.entry, []).append(point)
    return found


def _guide(
    entry: GuidanceEntry,
    points: Sequence[GuidancePoint],
    own: Sequence[tuple[Provider, ProviderGuidance]],
    held: int,
) -> Guide:
    """Ours is out of sight only where all of a reader's providers say so: another's word binds nobody."""
    hiding = [provider for provider, row in own if row.hides_ours]
    is_hidden = bool(hiding) and len(hiding) == held
    sections = [
        Section(
            key,
            label,
            [] if is_hidden else [point for point in points if point.section == key],
            _additions(own, key),
        )
        for key, label in LABELS.items()
    ]
    return Guide(
        entry,
        [section for section in sections if section.points or section.additions],
        _additions(own, SYNOPSIS),
        [LocalLink(provider, each["title"], each["url"]) for provider, row in own for each in row.links],
        hiding if is_hidden else (),
    )


def _additions(own: Sequence[tuple[Provider, ProviderGuidance]], key: str) -> list[Addition]:
    return [Addition(provider, row.additions[key]) for provider, row in own if row.additions.get(key)]


def entries_beside(user: User, prompt: Prompt) -> list[GuidanceEntry]:
    """What helps with one question: what is tied to it, then to its template, then to writing at all.

    A provider's own version of a template is helped like the one of ours that it stems from.
    """
    template = stem_of(prompt.template)
    ties = (f"{template.key}/{prompt.key}", template.key)
    entries = list(GuidanceEntry.objects.visible_to(user).fitting(user).in_order())
    found = [entry for tie in ties for entry in entries if tie in entry.prompts]
    return list(dict.fromkeys(found)) or at_place(entries, GuidanceEntry.Place.WRITING)


def stem_of(template: EvidenceTemplate) -> EvidenceTemplate:
    while template.replaces is not None:
        template = template.replaces
    return template


def at_place(entries: Iterable[GuidanceEntry], place: str) -> list[GuidanceEntry]:
    """What was written for the standard itself, where anything was; else what fits any."""
    found = [entry for entry in entries if place in entry.places]
    return [entry for entry in found if entry.standard_id] or found
