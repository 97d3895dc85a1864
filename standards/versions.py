"""Copying a plan with all that belongs to it, so that a provider can set its figures otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import deepcopy
from operator import attrgetter
from typing import Any

from django.db import models

from accounts.models import Provider
from standards.models import AssessmentPlan, Criterion, Method

PLAN = ("version_id", "vocabulary", "overall_grade_rule", "evidence_rules")


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
    for asked in source.gateway_requirements.order_by("position", "pk"):
        _again(asked, plan=plan).save(force_insert=True)
    criteria = Criterion.objects.order_by("position", "pk").prefetch_related("ksbs")
    methods = source.methods.order_by("position", "pk")
    for method in methods.prefetch_related("ksbs", models.Prefetch("criteria", criteria)):
        _copy_method(method, plan)
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


def _copy_method(method: Method, plan: AssessmentPlan) -> None:
    """The method must come with its KSBs and criteria."""
    criteria = list(method.criteria.all())
    fresh = _again(method, plan=plan)
    fresh.save(force_insert=True)
    Method.ksbs.through.objects.bulk_create(
        Method.ksbs.through(method_id=fresh.pk, ksb_id=ksb.pk) for ksb in method.ksbs.all()
    )
    copies = Criterion.objects.bulk_create([_again(each, method=fresh) for each in criteria])
    Criterion.ksbs.through.objects.bulk_create(
        Criterion.ksbs.through(criterion_id=copy.pk, ksb_id=ksb.pk)
        for copy, each in zip(copies, criteria, strict=True)
        for ksb in each.ksbs.all()
    )


def _again(row: Any, **changed: models.Model) -> Any:
    """A row that says the same under a new id."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    same = {field.attname: deepcopy(getattr(row, field.attname)) for field in fields}
    kept = {name: value for name, value in same.items() if name.removesuffix("_id") not in changed}
    return type(row)(**kept, **changed)
