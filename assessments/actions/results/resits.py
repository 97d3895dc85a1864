"""Resits: planned by those who teach, agreed to by the employer."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.people import holders_of
from accounts.permissions import not_now
from assessments.actions.marking import Incomplete
from assessments.actions.results.holding import failed_in, gateway_of, held_booking, record_about, tell_about
from assessments.models import Booking, Resit
from assessments.permissions.gateway import can_agree, can_plan_resit
from assessments.rules import Problem
from assessments.rules.results import PLAN_LIMIT
from portfolio.rules import clean_text


@transaction.atomic
def plan_resit(*, booking: Booking, kind: str, action_plan: str, by: User) -> Resit:
    """After a fail: how it will go better. The line manager is asked to agree."""
    road, row = held_booking(booking)
    can_plan_resit(by, road.apprenticeship, road.state).require()
    failed = failed_in(road, row)
    if row.resit:
        not_now("A resit is planned for this already.").require()
    action_plan = clean_text(action_plan).strip()[:PLAN_LIMIT]
    if not action_plan:
        raise Incomplete([Problem("Write what will be done so that it goes better.", "action_plan")])
    resit = Resit.objects.create(
        gateway=gateway_of(road), failed=failed, kind=kind, action_plan=action_plan, planned_by=by
    )
    record_about(resit, "planned a resit", road, by, method=row.booking.method.key)
    who = road.apprenticeship.apprentice
    text = f"A resit of {row.booking.method} is planned for {who}. It needs the employer’s agreement."
    tell_about(road, text, resit, [road.apprenticeship.line_manager])
    return resit


@transaction.atomic
def agree_resit(*, resit: Resit, by: User) -> None:
    road, row = held_booking(resit.failed.booking)
    resit = Resit.objects.get(pk=resit.pk)
    can_agree(by, road.apprenticeship, resit, road.state).require()
    failed_in(road, row)
    resit.agreed_by, resit.agreed_at = by, timezone.now()
    resit.save(update_fields=["agreed_by", "agreed_at"])
    record_about(resit, "agreed to a resit", road, by, method=row.booking.method.key)
    text = f"The employer agreed to the resit of {row.booking.method} of {road.apprenticeship.apprentice}."
    admins = holders_of(Role.PROVIDER_ADMIN, road.apprenticeship.provider_id)
    tell_about(road, text, resit, [road.apprenticeship.apprentice, road.apprenticeship.assessor, *admins])
