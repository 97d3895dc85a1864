"""Loading evidence templates with their prompts."""

from __future__ import annotations

from operator import attrgetter

from standards.models import EvidenceTemplate, Prompt
from standards.pack_reading import Node

from .guidance import version_named
from .syncing import Changes, remove_others, sync

TEMPLATE = ("name", "evidence_kind", "group", "summary", "position", "is_offered")
PROMPT = ("kind", "label", "help", "placeholder", "rows", "is_required", "maximum_characters", "position")


def load_templates(root: Node, changes: Changes) -> None:
    root.expect(("pack", "templates"))
    nodes = root.children("templates")
    drafts = []
    for position, node in enumerate(nodes, start=1):
        node.expect(("key", "name", "evidence_kind", "summary", "prompts"), ("group", "is_offered"))
        fields = node.pick(TEMPLATE)
        drafts.append((node, EvidenceTemplate(key=node.text("key"), position=position, **fields)))
    templates = sync(changes, EvidenceTemplate.objects.ours(), attrgetter("key"), TEMPLATE, drafts)
    sync_prompts(changes, list(zip(nodes, templates, strict=True)))


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


def load_fits(root: Node, changes: Changes) -> None:
    """Which KSBs of one version our templates show well. What is said of other versions stays."""
    root.expect(("pack", "applies_to", "fits"))
    version = version_named(root.child("applies_to"))
    guids = {ksb.code: str(ksb.guid) for ksb in version.ksbs.all()}
    named = dict(root.members("fits"))
    known = {template.key: template for template in EvidenceTemplate.objects.ours()}
    changed = []
    for key, node in named.items():
        if key not in known:
            raise node.error(f'there is no template "{key}".')
    for key, template in known.items():
        wanted = guids_named(root.child("fits"), key, guids) if key in named else []
        here = [fit for fit in template.fits if fit in guids.values()]
        if here != wanted:
            template.fits = [*(fit for fit in template.fits if fit not in here), *wanted]
            changed.append(template)
            changes.note("Changed what is shown well by the", template)
    EvidenceTemplate.objects.bulk_update(changed, ["fits"])


def guids_named(parent: Node, key: str, guids: dict[str, str]) -> list[str]:
    found = []
    for each in parent.children(key):
        if each.value not in guids:
            raise each.error(f'the version has no KSB "{each.value}".')
        found.append(guids[str(each.value)])
    return found
