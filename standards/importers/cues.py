"""Loading the cues by which KSBs are suggested."""

from __future__ import annotations

from operator import attrgetter

from standards.models import Ksb, KsbCue
from standards.pack_reading import Node

from .guidance import version_named
from .syncing import Changes, remove_others, sync

CUE = ("weight", "words", "position")
WEIGHTS = range(1, 5)


def load_cues(root: Node, changes: Changes) -> None:
    root.expect(("pack", "applies_to", "ksbs"))
    version = version_named(root.child("applies_to"))
    ksbs = {ksb.code: ksb for ksb in version.ksbs.all()}
    drafts: list[tuple[Node, KsbCue]] = []
    parent = root.child("ksbs")
    for code in parent.mapping():
        for node in parent.children(code):
            drafts.append((node, cue_draft(node, ksbs.get(code), len(drafts) + 1)))
    existing = KsbCue.objects.ours().filter(ksb__version=version).select_related("ksb")
    kept = sync(changes, existing, attrgetter("ksb_id", "reason"), CUE, drafts)
    remove_others(changes, existing, kept)


def cue_draft(node: Node, ksb: Ksb | None, position: int) -> KsbCue:
    node.expect(("reason", "weight", "words"))
    if ksb is None:
        raise node.error("the version has no KSB of that code.")
    if node.mapping()["weight"] not in WEIGHTS:
        raise node.error('"weight" is a number from 1 to 4.')
    words = node.children("words")
    for each in words:
        if not isinstance(each.value, str) or not each.value.strip():
            raise each.error("words are expected here; put a number in quotation marks.")
    return KsbCue(ksb=ksb, reason=node.text("reason"), position=position, **node.pick(CUE))
