"""What an administrator does with plans: stamp one as checked, correct the stamp, take it back."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from standards.models import AssessmentPlan, PlanCheck
from standards.permissions import can_stamp
from standards.plan_rules import Comparison, problems_with_comparison

CHANGED = "The plan changed after it was checked. Compare it again."


class StaleStamp(Refused):
    """Somebody has stamped the plan, or taken the stamp back, meanwhile; `newest` is what they said."""

    def __init__(self, newest: PlanCheck | None) -> None:
        super().__init__(
            "Somebody at your provider changed this stamp since you opened it.", HTTPStatus.CONFLICT
        )
        self.newest = newest


@transaction.atomic
def stamp_plan(
    *,
    provider: Provider,
    plan: AssessmentPlan,
    said: Comparison,
    seen: UUID | None,
    new_id: UUID,
    by: User,
) -> PlanCheck:
    """Say, for this provider alone, that the plan was compared with the official document.

    seen: the stamp that was shown to whoever says so. Asking twice with one id gives one stamp.
    Raises StaleStamp.
    """
    before = _hold(provider, plan, by)
    if before is not None and before.pk == new_id:
        return before
    _same(before, seen)
    is_correction = before is not None and before.act == PlanCheck.Act.CHECKED
    for problem in problems_with_comparison(
        said, today=timezone.localdate(), is_correction=is_correction
    ).values():
        raise Refused(problem, HTTPStatus.CONFLICT)
    refuse_unless_free(PlanCheck, new_id)
    check = PlanCheck.objects.create(
        pk=new_id,
        provider=provider,
        plan=plan,
        act=PlanCheck.Act.CHECKED,
        supersedes=before,
        by=by,
        **vars(said),
    )
    act = "corrected stamp" if is_correction else "stamped"
    record(plan, act, provider_id=provider.pk, by=by, check=str(check.pk))
    return check


@transaction.atomic
def take_back_stamp(
    *, provider: Provider, plan: AssessmentPlan, reason: str, seen: UUID | None, by: User
) -> PlanCheck:
    """The plan counts as not yet checked again, for this provider. Raises StaleStamp."""
    before = _hold(provider, plan, by)
    if before is not None and before.act != PlanCheck.Act.CHECKED and before.supersedes_id == seen:
        return before
    _same(before, seen)
    if before is None or before.act != PlanCheck.Act.CHECKED:
        raise Refused("There is no stamp to take back.", HTTPStatus.CONFLICT)
    check = _ended(before, PlanCheck.Act.TAKEN_BACK, reason, by)
    record(plan, "took stamp back", provider_id=provider.pk, by=by, check=str(check.pk))
    return check


@transaction.atomic
def lapse_stamps(*, plan: AssessmentPlan) -> None:
    """A plan that changed is not the one that was compared: every provider's stamp on it ends."""
    for before in PlanCheck.objects.standing().filter(plan=plan).order_by("at", "pk"):
        check = _ended(before, PlanCheck.Act.LAPSED, CHANGED, None)
        record(plan, "stamp lapsed", provider_id=before.provider_id, by=None, check=str(check.pk))


def _hold(provider: Provider, plan: AssessmentPlan, by: User) -> PlanCheck | None:
    """The provider's last word on the plan, after anybody else who is changing it has finished."""
    can_stamp(by, provider, plan).require()
    hold_provider(provider.pk)
    return PlanCheck.objects.in_force().filter(provider=provider, plan=plan).first()


def _same(before: PlanCheck | None, seen: UUID | None) -> None:
    if (before.pk if before else None) != seen:
        raise StaleStamp(before)


def _ended(before: PlanCheck, act: str, reason: str, by: User | None) -> PlanCheck:
    return PlanCheck.objects.create(
        provider_id=before.provider_id,
        plan_id=before.plan_id,
        act=act,
        reason=reason,
        supersedes=before,
        by=by,
    )
