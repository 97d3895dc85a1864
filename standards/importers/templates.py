"""Loading evidence templates with their prompts."""

from __future__ import annotations

import re
from operator import attrgetter

from standards.models import EvidenceTemplate, Prompt

from .reading import Node
from .syncing import Changes, remove_others, sync

TEMPLATE = ("name", "evidence_kind", "group", "summary", "fits", "position", "is_offered")
PROMPT = ("kind", "label", "help", "placeholder", "rows", "is_required", "maximum_characters", "position")


def load_templates(root: Node, changes: Changes) -> None:
    root.expect(("pack", "templates"))
    nodes = root.children("templates")
    drafts = []
    for position, node in enumerate(nodes, start=1):
        node.expect(("key", "name", "evidence_kind", "summary", "prompts"), ("group", "fits", "is_offered"))
        check_fits(node)
        fields = node.pick(TEMPLATE)
        drafts.append((node, EvidenceTemplate(key=node.text("key"), position=position, **fields)))
    templates = sync(changes, EvidenceTemplate.objects.ours(), attrgetter("key"), TEMPLATE, drafts)
    sync_prompts(changes, list(zip(nodes, templates, strict=True)))


def check_fits(node: Node) -> None:
    """Codes, not rows: a template serves every standard whose KSBs go by these codes."""
    for each in node.children("fits"):
        if not isinstance(each.value, str) or not re.fullmatch(r"[KSB]\d{1,2}", each.value):
            raise each.error("the code of a KSB is expected here, such as K7.")


def sync_prompts(changes: Changes, owners: list[tuple[Node, EvidenceTemplate]]) -> None:
    drafts = []
    for owner, template in owners:
        for position, node in enumerate(owner.children("prompts"), start=1):
            node.expect(("key", "label"), PROMPT)
            fields = node.pick(PROMPT)
            draft = Prompt(template=template, key=node.text("key"), position=position, **fields)
            drafts.append((node, draft))
    existing = Prompt.objects.filter(template__in=[template for _, template in owners])
    kept = sync(changes, existing, attrgetter("template_id", "key"), PROMPT, drafts)
    remove_others(changes, existing, kept)
