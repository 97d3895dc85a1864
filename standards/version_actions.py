"""What an administrator does with a plan of the provider's own: draft, save, discard, publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider, still_there
from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.figures import Sheet, problems_with
from standards.models import AssessmentPlan
from standards.own_versions import count_change
from standards.permissions import can_change_plan, can_keep_plans, can_leave_version
from standards.versions import copied


class StaleDraft(Refused):
    """Somebody has saved the draft meanwhile; `newest` is the draft as it is now."""

    def __init__(self, newest: AssessmentPlan) -> None:
        super().__init__(
            "Somebody at your provider saved this draft since you opened it.", HTTPStatus.CONFLICT
        )
        self.newest = newest


@transaction.atomic
def draft_plan(*, provider: Provider, source: AssessmentPlan, by: User) -> AssessmentPlan:
    """A version of the provider's own to work on. Where one is begun already, that one.

    A draft touches nobody: only administrators see it, and no apprenticeship can be on it.
    """
    can_keep_plans(by, provider).require()
    hold_provider(provider.pk)
    own = AssessmentPlan.objects.filter(provider=provider, version=source.version_id)
    begun = own.filter(published_at__isnull=True).first()
    if begun is not None:
        return begun
    if source.provider_id not in (None, provider.pk):
        raise AssessmentPlan.DoesNotExist
    source = still_there(AssessmentPlan.objects.for_figures(), pk=source.pk)
    day = max(source.in_force_from, timezone.localdate())
    plan = copied(source, provider, own.count() + 1, in_force_from=day)
    record(plan, "drafted plan", provider_id=provider.pk, by=by, replaces=str(source.pk))
    return plan


@transaction.atomic
def save_draft(
    *,
    provider: Provider,
    plan: AssessmentPlan,
    values: Mapping[str, Any],
    in_force_from: dt.date,
    why: str,
    saves: int,
    by: User,
) -> AssessmentPlan:
    """saves: how often it had been saved when it was shown. Raises StaleDraft."""
    plan = _draft(provider, plan, by)
    sheet = Sheet(plan)
    same = {name: sheet.values()[name] for name in values} == dict(values)
    if same and (plan.in_force_from, plan.why) == (in_force_from, why):
        return plan
    if plan.saves != saves:
        raise StaleDraft(plan)
    sheet.put(values)
    plan.in_force_from, plan.why, plan.saves = in_force_from, why, saves + 1
    plan.save()
    for row in (*sheet.methods.values(), *sheet.gateway.values()):
        row.save()
    record(plan, "saved plan", provider_id=provider.pk, by=by, saves=plan.saves)
    if plan.version.is_draft:
        count_change(plan.version, by, part="figures", what="changed")
    return plan


@transaction.atomic
def discard_draft(*, provider: Provider, plan: AssessmentPlan, by: User) -> None:
    plan = _draft(provider, plan, by)
    can_leave_version(plan).require()
    record(plan, "discarded plan", provider_id=provider.pk, by=by)
    plan.delete()


@transaction.atomic
def publish_plan(*, provider: Provider, plan: AssessmentPlan, saves: int, by: User) -> AssessmentPlan:
    """New starts get it from its day on; whoever is on another plan stays there. Raises StaleDraft.

    Publishing it twice is publishing it once.
    """
    can_keep_plans(by, provider).require()
    hold_provider(provider.pk)
    plan = still_there(AssessmentPlan.objects.select_related("replaces", "version"), pk=plan.pk)
    if plan.provider_id == provider.pk and plan.published_at is not None and plan.saves == saves:
        return plan
    can_change_plan(by, provider, plan).require()
    can_leave_version(plan).require()
    if plan.saves != saves:
        raise StaleDraft(plan)
    earliest = plan.replaces.in_force_from if plan.replaces else plan.in_force_from
    for problem in problems_with(Sheet(plan), plan.in_force_from, earliest, timezone.localdate()):
        raise Refused(problem, HTTPStatus.CONFLICT)
    plan.published_at, plan.published_by = timezone.now(), by
    plan.save(update_fields=["published_at", "published_by"])
    record(
        plan,
        "published plan",
        provider_id=provider.pk,
        by=by,
        replaces=str(plan.replaces_id),
        in_force_from=plan.in_force_from.isoformat(),
    )
    return plan


def _draft(provider: Provider, plan: AssessmentPlan, by: User) -> AssessmentPlan:
    can_keep_plans(by, provider).require()
    hold_provider(provider.pk)
    plan = still_there(AssessmentPlan.objects.select_related("version"), pk=plan.pk)
    can_change_plan(by, provider, plan).require()
    return plan
