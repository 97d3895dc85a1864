"""Loading evidence templates with their prompts."""

from __future__ import annotations

from operator import attrgetter

from standards.models import EvidenceTemplate, Prompt

from .reading import Node
from .syncing import Changes, remove_others, sync

TEMPLATE = ("name", "evidence_kind", "summary", "position", "is_offered")
PROMPT = ("kind", "label", "help", "placeholder", "rows", "is_required", "maximum_characters", "position")


def load_templates(root: Node, changes: Changes) -> None:
    root.expect(("pack", "templates"))
    nodes = root.children("templates")
    drafts = []
    for position, node in enumerate(nodes, start=1):
        node.expect(("key", "name", "evidence_kind", "summary", "prompts"), ("is_offered",))
        fields = node.pick(TEMPLATE)
        drafts.append((node, EvidenceTemplate(key=node.text("key"), position=position, **fields)))
    templates = sync(changes, EvidenceTemplate.objects.all(), attrgetter("key"), TEMPLATE, drafts)
    for node, template in zip(nodes, templates, strict=True):
        sync_prompts(changes, template, node.children("prompts"))


def sync_prompts(changes: Changes, template: EvidenceTemplate, nodes: list[Node]) -> None:
    drafts = []
    for position, node in enumerate(nodes, start=1):
        node.expect(("key", "label"), PROMPT)
        fields = node.pick(PROMPT)
        drafts.append((node, Prompt(template=template, key=node.text("key"), position=position, **fields)))
    existing = template.prompts.all()
    remove_others(changes, existing, sync(changes, existing, attrgetter("key"), PROMPT, drafts))
