"""Loading one version of a pack into a provider's draft: empty, or a copy whose rows are brought in line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standards.figures import CHOICE, KINDS, NUMBER, TEXT, YES, Figure, Sheet
from standards.models import AssessmentPlan, Criterion, EvidenceKind, Ksb, Standard, StandardVersion
from standards.pack_reading import Node

from .plans import PLAN, sync_gateway, sync_methods
from .standards import BELONGINGS, STANDARD, VERSION, load_ksbs
from .syncing import Changes, check_fields, sync

VALUES = ("vocabulary", "overall_grade_rule", "evidence_rules")
# The name and the first day of a draft were chosen by whoever made it.
FACTS = tuple(name for name in VERSION if name != "starts_from")


def describe(node: Node, standard: Standard) -> None:
    """Put what the pack says of the standard into a row that is not saved."""
    node.expect(("reference", "title", "level"), STANDARD)
    for name, value in node.pick(STANDARD).items():
        setattr(standard, name, value)
    check_fields(node, standard)


def tell(node: Node, draft: StandardVersion) -> None:
    """Put what the pack says of the version into a row that is not saved."""
    node.expect(("version", "status", "starts_from"), (*VERSION, "areas", "plans", *BELONGINGS))
    for name, value in node.pick(FACTS).items():
        setattr(draft, name, value)
    check_fields(node, draft)


def load_own(node: Node, draft: StandardVersion, *, is_reworded: bool = False) -> None:
    """What the pack does not name goes from the draft. Without a plan in the pack, that of the copy stays.

    is_reworded: whether it has other words than what the draft stems from.
    """
    tell(node, draft)
    if is_reworded and draft.wording == StandardVersion.Wording.OURS:
        draft.wording = StandardVersion.Wording.PROVIDER
    if draft.starts_until and draft.starts_until < draft.starts_from:
        draft.starts_until = None
    draft.save()
    _clear(node, draft)
    load_ksbs(node, draft, Changes())
    judged = Criterion.objects.filter(area__version=draft).values("area")
    named = [area.text("key") for area in node.children("areas")]
    draft.areas.filter(ksbs__isnull=True).exclude(pk__in=judged).exclude(key__in=named).delete()
    plan = _plan_for(node, draft)
    if plan is not None:
        _load_plan(plan, draft)


def _clear(node: Node, draft: StandardVersion) -> None:
    """KSBs that the pack does not have. Criteria are read anew where the pack has a plan."""
    named = [
        str(ksb.mapping().get("guid", "")) for area in node.children("areas") for ksb in area.children("ksbs")
    ]
    gone = [ksb.pk for ksb in Ksb.objects.filter(version=draft) if str(ksb.guid) not in named]
    Ksb.objects.filter(pk__in=gone).delete()
    if node.children("plans"):
        Criterion.objects.filter(method__plan__version=draft).delete()


def _plan_for(node: Node, draft: StandardVersion) -> Node | None:
    """A version of a provider's own has one plan: the one that a start on its first day would get."""
    plans = node.children("plans")
    dated = [(str(plan.mapping().get("in_force_from", "")), plan) for plan in plans]
    open_then = [pair for pair in dated if pair[0] <= draft.starts_from.isoformat()]
    return max(open_then or dated, key=lambda pair: pair[0])[1] if dated else None


def plan_draft(node: Node, draft: StandardVersion) -> AssessmentPlan:
    node.expect(("plan_version", "name", "in_force_from", "methods"), (*PLAN, "gateway"))
    for name in VALUES:
        if node.has(name):
            node.child(name).mapping()
    if node.has("evidence_rules"):
        for _, each in node.child("evidence_rules").members("methods"):
            each.mapping()
    return AssessmentPlan(
        version=draft,
        provider=draft.provider,
        plan_version=node.text("plan_version"),
        **{**node.pick(PLAN), "in_force_from": draft.starts_from},
    )


def _load_plan(node: Node, draft: StandardVersion) -> None:
    changes, existing = Changes(), AssessmentPlan.objects.filter(version=draft)
    row = plan_draft(node, draft)
    [plan] = sync(changes, existing, lambda _: draft.pk, ("plan_version", *PLAN), [(node, row)])
    sync_gateway(changes, plan, node.children("gateway"))
    named = [method.mapping().get("key") for method in node.children("methods")]
    plan.methods.exclude(key__in=named).delete()
    sync_methods(changes, plan, node.children("methods"))
    check_figures(node, Sheet(AssessmentPlan.objects.for_figures().get(pk=plan.pk)))


def check_figures(node: Node, sheet: Sheet) -> None:
    """Pages and reckonings rely on what kind of value each figure is."""
    for figure in sheet.figures:
        if not is_fitting(figure, sheet.read(figure)):
            raise node.error(f'"{" ".join(figure.path)}" is not what is expected there.')


def is_fitting(figure: Figure, value: Any) -> bool:
    if value is None:
        return True
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    fits: Mapping[str, bool] = {
        NUMBER: is_whole and figure.low <= value <= figure.high,
        YES: isinstance(value, bool),
        CHOICE: isinstance(value, str),
        TEXT: isinstance(value, str),
        KINDS: isinstance(value, list) and all(each in EvidenceKind.values for each in value),
    }
    return fits[figure.kind]
