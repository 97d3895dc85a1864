"""Loading the scenario cards for role-play."""

from __future__ import annotations

from operator import attrgetter

from standards.models import Criterion, Ksb, ScenarioCard, StandardVersion
from standards.pack_reading import Node

from .guidance import version_named
from .syncing import Changes, link, sync

CARD = (
    "title",
    "theme",
    "channel",
    "place",
    "minutes",
    "situation",
    "customer",
    "opening_line",
    "good_answer",
    "watch_for",
    "criteria",
    "is_offered",
    "position",
)
REQUIRED = ("key", "title", "theme", "channel", "place", "situation", "customer", "opening_line")
LISTS = ("ksbs", "criteria", "good_answer")


def load_scenarios(root: Node, changes: Changes) -> None:
    """Cards stay when a pack no longer names them, as practice may hold them; `is_offered` takes one out."""
    root.expect(("pack", "applies_to", "cards"))
    version = version_named(root.child("applies_to"))
    known = {
        f"{area} {code}" if area else code
        for area, code in Criterion.objects.filter(method__plan__version=version).values_list(
            "area__key", "code"
        )
    }
    nodes = root.children("cards")
    drafts = [(node, card_draft(node, version, known, number)) for number, node in enumerate(nodes, 1)]
    cards = sync(changes, version.scenarios.all(), attrgetter("key"), CARD, drafts)
    ksbs = {ksb.code: ksb for ksb in version.ksbs.all()}
    wanted = [
        (card, [ksb_coded(each, ksbs) for each in node.children("ksbs")])
        for node, card in zip(nodes, cards, strict=True)
    ]
    link(changes, ScenarioCard.ksbs.through, "scenariocard", "ksb", wanted)


def card_draft(node: Node, version: StandardVersion, known: set[str], position: int) -> ScenarioCard:
    node.expect((*REQUIRED, *LISTS), ("minutes", "watch_for", "is_offered"))
    for name in (*LISTS, "watch_for"):
        for each in node.children(name):
            if not isinstance(each.value, str) or not each.value.strip():
                raise each.error("text is expected here; put a sentence with a colon in quotation marks.")
    for each in node.children("criteria"):
        if each.value not in known:
            raise each.error(f'no plan of the version has a criterion "{each.value}".')
    fields = {name: value for name, value in node.pick(CARD).items() if name != "position"}
    return ScenarioCard(version=version, key=node.text("key"), position=position, **fields)


def ksb_coded(node: Node, ksbs: dict[str, Ksb]) -> Ksb:
    ksb = ksbs.get(str(node.value))
    if ksb is None:
        raise node.error(f'the version has no KSB "{node.value}".')
    return ksb
