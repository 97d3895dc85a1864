"""Loading the guidance library."""

from __future__ import annotations

from operator import attrgetter

from standards.models import Area, GuidanceEntry, GuidancePoint, Ksb, StandardVersion

from .reading import Node
from .syncing import Changes, link, remove_others, sync

ENTRY = ("title", "kind", "synopsis", "last_checked", "position")
SECTIONS = tuple(GuidancePoint.Section.values)
POINT = ("section", "text")


def load_guidance(root: Node, changes: Changes) -> None:
    root.expect(("pack", "applies_to", "kind", "entries"))
    version = version_named(root.child("applies_to"))
    kind, nodes = root.text("kind"), root.children("entries")
    drafts = []
    for position, node in enumerate(nodes, start=1):
        node.expect(("key", "title", "area", "synopsis"), ("last_checked", *SECTIONS))
        fields = node.pick(ENTRY)
        drafts.append((node, GuidanceEntry(key=node.text("key"), kind=kind, position=position, **fields)))
    entries = sync(changes, GuidanceEntry.objects.all(), attrgetter("key"), ENTRY, drafts)
    sync_points(changes, list(zip(nodes, entries, strict=True)))
    link_entries(changes, version, list(zip(nodes, entries, strict=True)))


def version_named(node: Node) -> StandardVersion:
    node.expect(("standard", "version"))
    names = {"standard__reference": node.text("standard"), "version": node.text("version")}
    version = StandardVersion.objects.filter(**names).first()
    if version is None:
        raise node.error("there is no such version of a standard.")
    return version


def sync_points(changes: Changes, entries: list[tuple[Node, GuidanceEntry]]) -> None:
    drafts = [draft for node, entry in entries for draft in point_drafts(node, entry)]
    existing = GuidancePoint.objects.filter(entry__in=[entry.pk for _, entry in entries])
    points = sync(changes, existing, attrgetter("entry_id", "position"), POINT, drafts)
    remove_others(changes, existing, points)


def point_drafts(node: Node, entry: GuidanceEntry) -> list[tuple[Node, GuidancePoint]]:
    drafts: list[tuple[Node, GuidancePoint]] = []
    for section in SECTIONS:
        for child in node.children(section):
            if not isinstance(child.value, str):
                raise child.error("text is expected here; put a sentence with a colon in quotation marks.")
            point = GuidancePoint(entry=entry, section=section, text=child.value, position=len(drafts) + 1)
            drafts.append((child, point))
    return drafts


def link_entries(
    changes: Changes, version: StandardVersion, entries: list[tuple[Node, GuidanceEntry]]
) -> None:
    areas = {area.key: area for area in version.areas.prefetch_related("ksbs")}
    wanted = [(entry, ksbs_of(node, areas)) for node, entry in entries]
    link(changes, GuidanceEntry.ksbs.through, "guidanceentry", "ksb", wanted)


def ksbs_of(node: Node, areas: dict[str, Area]) -> list[Ksb]:
    area = areas.get(node.text("area"))
    if area is None:
        raise node.error(f'the version has no area "{node.text("area")}".')
    return list(area.ksbs.all())
