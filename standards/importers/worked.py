"""Loading worked examples."""

from __future__ import annotations

from operator import attrgetter

from standards.models import Area, Ksb, WorkedAccount, WorkedExample
from standards.pack_reading import Node

from .guidance import version_named
from .syncing import Changes, link, remove_others, sync

EXAMPLE = ("area_id", "title", "place", "lesson", "position")
ACCOUNT = ("text", "verdict", "met", "position")
REQUIRED = ("key", "area", "title", "place", "lesson", "ksbs", "accounts")


def load_worked(root: Node, changes: Changes) -> None:
    root.expect(("pack", "applies_to", "examples"))
    version = version_named(root.child("applies_to"))
    areas = {area.key: area for area in version.areas.prefetch_related("ksbs")}
    nodes = root.children("examples")
    drafts = [(node, example_draft(node, areas, position)) for position, node in enumerate(nodes, start=1)]
    existing = WorkedExample.objects.filter(area__version=version)
    examples = sync(changes, existing, attrgetter("key"), EXAMPLE, drafts)
    remove_others(changes, existing, examples)
    owned = list(zip(nodes, examples, strict=True))
    accounts = [draft for node, example in owned for draft in account_drafts(node, example)]
    told = WorkedAccount.objects.filter(example__in=[example.pk for example in examples])
    kept = sync(changes, told, attrgetter("example_id", "strength"), ACCOUNT, accounts)
    remove_others(changes, told, kept)
    wanted = [(example, ksbs_offered(node, areas[node.text("area")])) for node, example in owned]
    link(changes, WorkedExample.ksbs.through, "workedexample", "ksb", wanted)


def example_draft(node: Node, areas: dict[str, Area], position: int) -> WorkedExample:
    node.expect(REQUIRED)
    area = areas.get(node.text("area"))
    if area is None:
        raise node.error(f'the version has no area "{node.text("area")}".')
    words = {name: node.text(name) for name in ("key", "title", "place", "lesson")}
    return WorkedExample(area=area, position=position, **words)


def account_drafts(node: Node, example: WorkedExample) -> list[tuple[Node, WorkedAccount]]:
    offered = [each.value for each in node.children("ksbs")]
    drafts = []
    for position, child in enumerate(node.children("accounts"), start=1):
        child.expect(("strength", "text", "verdict"), ("met",))
        for each in child.children("met"):
            if each.value not in offered:
                raise each.error(f'"{each.value}" is not among the KSBs that the example is offered for.')
        words = {name: child.text(name) for name in ("strength", "text", "verdict")}
        met = [each.value for each in child.children("met")]
        drafts.append((child, WorkedAccount(example=example, met=met, position=position, **words)))
    return drafts


def ksbs_offered(node: Node, area: Area) -> list[Ksb]:
    ksbs = {ksb.code: ksb for ksb in area.ksbs.all()}
    for each in node.children("ksbs"):
        if each.value not in ksbs:
            raise each.error(f'the area has no KSB "{each.value}".')
    return [ksbs[str(each.value)] for each in node.children("ksbs")]
