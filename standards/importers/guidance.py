"""Loading the guidance library."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from uuid import UUID

from standards.models import (
    Area,
    EvidenceTemplate,
    GuidanceEntry,
    GuidancePoint,
    Ksb,
    Method,
    Prompt,
    StandardVersion,
)
from standards.pack_reading import Node

from .syncing import Changes, link, remove_others, sync

SHIPPED = ("title", "kind", "synopsis", "last_checked", "checked_against", "prompts", "places", "position")
TOMORROW = ("add", "write", "hide")
ENTRY = (*SHIPPED, "standard_id", *(f"to_{name}" for name in TOMORROW))
SECTIONS = tuple(GuidancePoint.Section.values)
POINT = ("section", "text", "strong_answer")
# What says with which KSBs and methods an entry of each kind goes.
TIES = {"area": ("area",), "method": ("method",), "topic": ("ksbs", "methods")}


@dataclass(frozen=True)
class Ties:
    """The rows that a version lets guidance refer to. methods: of every plan of ours, by their key.

    standard: that of the version.
    """

    areas: dict[str, Area]
    ksbs: dict[str, Ksb]
    prompts: set[str]
    methods: dict[str, list[Method]] = field(default_factory=dict)
    standard: UUID | None = None


def load_guidance(root: Node, changes: Changes) -> None:
    root.expect(("pack", "applies_to", "kind", "entries"))
    version = version_named(root.child("applies_to"))
    kind, nodes = root.text("kind"), root.children("entries")
    if kind not in TIES:
        raise root.child("kind").error(f"one of {', '.join(TIES)} is expected here.")
    ties = ties_of(version)
    drafts = [(node, entry_draft(node, kind, ties, position)) for position, node in enumerate(nodes, start=1)]
    entries = sync(changes, GuidanceEntry.objects.all(), attrgetter("key"), ENTRY, drafts)
    owned = list(zip(nodes, entries, strict=True))
    sync_points(changes, owned)
    link(
        changes, GuidanceEntry.ksbs.through, "guidanceentry", "ksb", [(e, ksbs_of(n, ties)) for n, e in owned]
    )
    methods = [(entry, methods_of(node, ties)) for node, entry in owned]
    link(changes, GuidanceEntry.methods.through, "guidanceentry", "method", methods, "Methods")


def version_named(node: Node) -> StandardVersion:
    node.expect(("standard", "version"))
    names = {"standard__reference": node.text("standard"), "version": node.text("version")}
    version = StandardVersion.objects.ours().filter(**names).first()
    if version is None:
        raise node.error("there is no such version of a standard.")
    return version


def ties_of(version: StandardVersion) -> Ties:
    """Four queries and their prefetches."""
    areas = {area.key: area for area in version.areas.prefetch_related("ksbs")}
    ours = EvidenceTemplate.objects.ours().values_list("key", flat=True)
    asked = Prompt.objects.filter(template__provider__isnull=True).values_list("template__key", "key")
    ties = Ties(
        areas,
        {ksb.code: ksb for area in areas.values() for ksb in area.ksbs.all()},
        {*ours, *(f"{template}/{prompt}" for template, prompt in asked)},
        standard=version.standard_id,
    )
    found = Method.objects.filter(plan__version=version, plan__provider__isnull=True)
    for method in found.prefetch_related("ksbs").order_by("plan__in_force_from", "position"):
        ties.methods.setdefault(method.key, []).append(method)
    return ties


def entry_draft(node: Node, kind: str, ties: Ties, position: int) -> GuidanceEntry:
    sometimes = ("last_checked", "checked_against", "prompts", "places", "tomorrow", "fits_any", *SECTIONS)
    required = ("key", "title", "synopsis", *(TIES[kind] if kind != "topic" else ()))
    node.expect(required, (*sometimes, *TIES[kind]))
    for name, known in (("prompts", ties.prompts), ("places", GuidanceEntry.Place.values)):
        for each in node.children(name):
            if each.value not in known:
                raise each.error(f'there is no "{each.value}" to stand beside.')
    said = {**node.pick(set(SHIPPED)), **tomorrow_in(node)}
    said["standard_id"] = None if fits_any(node) else ties.standard
    return GuidanceEntry(key=node.text("key"), kind=kind, position=position, **said)


def fits_any(node: Node) -> bool:
    """Whether the entry helps with any standard, not only with the one that the pack is for."""
    if not node.has("fits_any"):
        return False
    if node.child("fits_any").value is not True:
        raise node.child("fits_any").error("true is expected here. Leave it out otherwise.")
    return True


def tomorrow_in(node: Node) -> dict[str, str]:
    """What to add, to write with it and to hide: all of it, where anything is said."""
    if not node.has("tomorrow"):
        return {}
    parent = node.child("tomorrow")
    parent.expect(TOMORROW)
    return {f"to_{name}": parent.text(name) for name in TOMORROW}


def sync_points(changes: Changes, entries: list[tuple[Node, GuidanceEntry]]) -> None:
    drafts = [draft for node, entry in entries for draft in point_drafts(node, entry)]
    existing = GuidancePoint.objects.filter(entry__in=[entry.pk for _, entry in entries])
    points = sync(changes, existing, attrgetter("entry_id", "position"), POINT, drafts)
    remove_others(changes, existing, points)


def point_drafts(node: Node, entry: GuidanceEntry) -> list[tuple[Node, GuidancePoint]]:
    drafts: list[tuple[Node, GuidancePoint]] = []
    for section in SECTIONS:
        for child in node.children(section):
            text, strong = said_in(child, section)
            point = GuidancePoint(
                entry=entry, section=section, text=text, strong_answer=strong, position=len(drafts) + 1
            )
            drafts.append((child, point))
    return drafts


def said_in(node: Node, section: str) -> tuple[str, str]:
    """A sentence; or a question to practise, with what a strong answer has in it."""
    if section == GuidancePoint.Section.PRACTICE_PROMPTS and isinstance(node.value, dict):
        node.expect(("ask", "strong"))
        return node.text("ask"), node.text("strong")
    if not isinstance(node.value, str):
        raise node.error("text is expected here; put a sentence with a colon in quotation marks.")
    return node.value, ""


def ksbs_of(node: Node, ties: Ties) -> list[Ksb]:
    """Those of its area, those that its method assesses, or those that it names."""
    if node.has("area"):
        return list(area_named(node, ties).ksbs.all())
    if node.has("method"):
        return list({ksb.pk: ksb for each in method_named(node, ties) for ksb in each.ksbs.all()}.values())
    return [ksb_named(each, ties) for each in node.children("ksbs")]


def area_named(node: Node, ties: Ties) -> Area:
    area = ties.areas.get(node.text("area"))
    if area is None:
        raise node.error(f'the version has no area "{node.text("area")}".')
    return area


def method_named(node: Node, ties: Ties) -> list[Method]:
    found = ties.methods.get(node.text("method"))
    if not found:
        raise node.error(f'no plan of the version has a method "{node.text("method")}".')
    return found


def ksb_named(node: Node, ties: Ties) -> Ksb:
    ksb = ties.ksbs.get(str(node.value))
    if ksb is None:
        raise node.error(f'the version has no KSB "{node.value}".')
    return ksb


def methods_of(node: Node, ties: Ties) -> list[Method]:
    """An area's methods are those of its KSBs, so only the others name any."""
    if node.has("method"):
        return method_named(node, ties)
    found = []
    for each in node.children("methods"):
        if each.value not in ties.methods:
            raise each.error(f'no plan of the version has a method "{each.value}".')
        found += ties.methods[str(each.value)]
    return found
