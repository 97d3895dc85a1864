"""Copying a version of a standard, or a plan, with all that belongs to it, for a provider to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import deepcopy
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from accounts.models import Provider
from standards.draft_rules import free_code
from standards.models import (
    Area,
    AssessmentPlan,
    Criterion,
    Ksb,
    KsbCue,
    Method,
    ScenarioCard,
    StandardVersion,
)

VERSION = (
    "standard_id",
    "status",
    "typical_months",
    "minimum_otj_hours",
    "has_structured_ksbs",
    "is_being_revised",
    "wording",
    "source",
    "credit_line",
)
PLAN = ("version_id", "vocabulary", "overall_grade_rule", "evidence_rules")
# Which KSB and area of the copy stands for which of the source, by their ids; what has none is left out.
Swap = Mapping[UUID, UUID]


def copied_version(
    source: StandardVersion, provider: Provider, new_id: UUID, *, version: str, starts_from: dt.date, why: str
) -> StandardVersion:
    """A draft of the provider's own: areas, KSBs under their GUIDs, cues, scenarios, and the newest plan.

    Guidance and worked examples are found by GUID, so that they stand beside the copies as well.
    """
    copy = StandardVersion.objects.create(
        pk=new_id,
        provider=provider,
        replaces=source,
        version=version,
        starts_from=starts_from,
        why=why,
        **{field: getattr(source, field) for field in VERSION},
    )
    swap = _copy_ksbs(source, copy)
    plan = AssessmentPlan.objects.for_start(source, provider.pk, starts_from)
    if plan is not None:
        copied_into(plan, copy, swap)
    return copy


def _copy_ksbs(source: StandardVersion, copy: StandardVersion) -> Swap:
    swap: dict[UUID, UUID] = {}
    for rows in (source.areas.order_by("position"), source.ksbs.order_by("position")):
        copies = []
        for row in rows:
            swap[row.pk] = uuid4()
            area = {"area_id": swap[row.area_id]} if isinstance(row, Ksb) else {}
            copies.append(_again(row, pk=swap[row.pk], version=copy, **area))
        rows.model._default_manager.bulk_create(copies)
    at = models.Q(provider__isnull=True) | models.Q(provider=copy.provider_id)
    cues = KsbCue.objects.filter(at, ksb__version=source)
    KsbCue.objects.bulk_create([_again(cue, ksb_id=swap[cue.ksb_id]) for cue in cues])
    cards = list(ScenarioCard.objects.filter(version=source).prefetch_related("ksbs"))
    fresh = ScenarioCard.objects.bulk_create([_again(card, version=copy) for card in cards])
    ScenarioCard.ksbs.through.objects.bulk_create(
        ScenarioCard.ksbs.through(scenariocard_id=each.pk, ksb_id=swap[ksb.pk])
        for each, card in zip(fresh, cards, strict=True)
        for ksb in card.ksbs.all()
    )
    return swap


def copied_into(source: AssessmentPlan, version: StandardVersion, swap: Swap) -> AssessmentPlan:
    """The plan for a provider's own version, which it is published and discarded with. Never stamped."""
    plan = AssessmentPlan.objects.create(
        provider=version.provider,
        replaces=source,
        name=source.name,
        plan_version=source.plan_version,
        in_force_from=version.starts_from,
        **{field: deepcopy(getattr(source, field)) for field in PLAN} | {"version_id": version.pk},
    )
    _copy_contents(source, plan, swap)
    return plan


def copied(
    source: AssessmentPlan, provider: Provider, number: int, *, in_force_from: dt.date
) -> AssessmentPlan:
    """A draft of the provider's own, with methods, criteria, their KSBs and the gateway's requirements."""
    base = original_of(source)
    plan = AssessmentPlan.objects.create(
        provider=provider,
        replaces=source,
        name=f"{base.name[:120]}, own version {number}",
        plan_version=f"{base.plan_version[:12]}-{number}",
        in_force_from=in_force_from,
        **{field: deepcopy(getattr(source, field)) for field in PLAN},
    )
    _copy_contents(source, plan, None)
    return plan


def next_after(plan: AssessmentPlan, others: Iterable[AssessmentPlan]) -> AssessmentPlan | None:
    """The one that new starts get from a later day on, which ends what this one is for."""
    later = [each for each in others if each.in_force_from > plan.in_force_from]
    return min(later, key=attrgetter("in_force_from"), default=None)


def original_of(plan: AssessmentPlan) -> AssessmentPlan:
    """Ours, from which it stems over however many versions."""
    while plan.replaces is not None:
        plan = plan.replaces
    return plan


def _copy_contents(source: AssessmentPlan, plan: AssessmentPlan, swap: Swap | None) -> None:
    """swap: None where the version is the same, and so are its KSBs and areas."""
    for asked in source.gateway_requirements.order_by("position", "pk"):
        _again(asked, plan=plan).save(force_insert=True)
    criteria = Criterion.objects.order_by("position", "pk").prefetch_related("ksbs")
    methods = source.methods.order_by("position", "pk")
    for method in methods.prefetch_related("ksbs", models.Prefetch("criteria", criteria)):
        _copy_method(method, plan, swap)


def _copy_method(method: Method, plan: AssessmentPlan, swap: Swap | None) -> None:
    """The method must come with its KSBs and criteria."""
    criteria = list(method.criteria.all())
    fresh = _again(method, plan=plan)
    fresh.save(force_insert=True)
    Method.ksbs.through.objects.bulk_create(
        Method.ksbs.through(method_id=fresh.pk, ksb_id=pk) for pk in _there(method.ksbs.all(), swap)
    )
    criteria = [each for each in criteria if swap is None or _there(each.ksbs.all(), swap)]
    copies, taken = [], set[tuple[UUID | None, str]]()
    for each in criteria:
        area_id = each.area_id if swap is None or each.area_id is None else swap.get(each.area_id)
        used = {code for area, code in taken if area == area_id}
        code = each.code if each.code not in used else free_code(each.code[:1], used)
        taken.add((area_id, code))
        copies.append(_again(each, method=fresh, area_id=area_id, code=code))
    Criterion.objects.bulk_create(copies)
    Criterion.ksbs.through.objects.bulk_create(
        Criterion.ksbs.through(criterion_id=copy.pk, ksb_id=pk)
        for copy, each in zip(copies, criteria, strict=True)
        for pk in _there(each.ksbs.all(), swap)
    )


def _there(ksbs: Iterable[Ksb], swap: Swap | None) -> list[UUID]:
    """The ids of those that stand for these."""
    return [ksb.pk if swap is None else swap[ksb.pk] for ksb in ksbs if swap is None or ksb.pk in swap]


def swap_between(old: StandardVersion, new: StandardVersion) -> Swap:
    """The KSBs of two versions by their GUIDs, and the areas by their keys."""
    swap: dict[UUID, UUID] = {}
    for name, key in (("ksbs", "guid"), ("areas", "key")):
        here = {getattr(row, key): row.pk for row in getattr(new, name).all()}
        there = getattr(old, name).all()
        swap |= {row.pk: here[getattr(row, key)] for row in there if getattr(row, key) in here}
    return swap


def restored(ksb: Ksb, version: StandardVersion, area: Area, code: str) -> Ksb:
    """A copy of a KSB that was left out of a copied version, with its cues, where the copies ask for it."""
    copy: Ksb = _again(ksb, version=version, area=area, code=code)
    copy.save(force_insert=True)
    cues = ksb.cues.filter(models.Q(provider__isnull=True) | models.Q(provider=version.provider_id))
    KsbCue.objects.bulk_create(_again(cue, ksb=copy) for cue in cues)
    plan = version.plans.first()
    stem = plan.replaces_id if plan else None
    for method in ksb.methods.filter(plan=stem):
        for here in Method.objects.filter(plan=plan, key=method.key):
            here.ksbs.add(copy)
    for each in ksb.criteria.filter(method__plan=stem).select_related("method", "area"):
        same = Criterion.objects.filter(method__plan=plan, method__key=each.method.key, code=each.code)
        for judging in same.filter(area__key=each.area.key if each.area else None, outcome=each.outcome):
            judging.ksbs.add(copy)
    return copy


def _again(row: Any, **changed: Any) -> Any:
    """A row that says the same under a new id."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    same = {field.attname: deepcopy(getattr(row, field.attname)) for field in fields}
    names = {name.removesuffix("_id") for name in changed}
    kept = {name: value for name, value in same.items() if name.removesuffix("_id") not in names}
    return type(row)(**kept, **changed)
