"""Resits: planned by those who teach, agreed to by the employer."""

from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.people import holders_of
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete
from assessments.actions.results.holding import failed_in, gateway_of, held_booking, record_about, tell_about
from assessments.models import Booking, Resit
from assessments.permissions.gateway import can_agree, can_change_resit, can_plan_resit
from assessments.rules import Problem
from assessments.rules.results import PLAN_LIMIT
from portfolio.rules import clean_text

ANOTHER_PLAN = "The plan for this resit changed since you read it. Read it as it is now, then agree."


@transaction.atomic
def plan_resit(*, booking: Booking, kind: str, action_plan: str, by: User, seen: str = "") -> Resit:
    """After a fail: how it will go better. The line manager is asked to agree; until then it can be changed.

    seen: the edition of the plan that was shown, blank where there was none. Planning it twice is once.
    """
    road, row = held_booking(booking)
    can_plan_resit(by, road.apprenticeship, road.state).require()
    failed = failed_in(road, row)
    action_plan = clean_text(action_plan).strip()[:PLAN_LIMIT]
    if not action_plan:
        raise Incomplete([Problem("Write what will be done so that it goes better.", "action_plan")])
    if row.resit is None:
        resit = Resit(gateway=gateway_of(road), failed=failed)
    elif (row.resit.kind, row.resit.action_plan) == (kind, action_plan):
        return row.resit
    else:
        resit = _changeable(row.resit, seen)
    act, said = ("changed the plan of", "has another plan") if row.resit else ("planned", "is planned")
    resit.kind, resit.action_plan, resit.planned_by, resit.created_at = kind, action_plan, by, timezone.now()
    resit.save()
    record_about(resit, f"{act} a resit", road, by, method=row.booking.method.key)
    who = road.apprenticeship.apprentice
    text = f"A resit of {row.booking.method} {said} for {who}. It needs the employer’s agreement."
    tell_about(road, text, resit, [road.apprenticeship.line_manager])
    return resit


def _changeable(resit: Resit, seen: str) -> Resit:
    can_change_resit(resit).require()
    if resit.edition != seen:
        said = (
            f"{resit.planned_by} planned this resit meanwhile. Send yours once more to put it in place of "
            f"theirs: “{resit.action_plan}”"
        )
        raise Incomplete([Problem(said, "action_plan")], HTTPStatus.CONFLICT)
    return resit


@transaction.atomic
def agree_resit(*, resit: Resit, by: User, seen: str | None = None) -> None:
    """seen: the edition of the plan that was read, where a page showed one."""
    road, row = held_booking(resit.failed.booking)
    resit = Resit.objects.get(pk=resit.pk)
    can_agree(by, road.apprenticeship, resit, road.state).require()
    failed_in(road, row)
    if seen is not None and seen != resit.edition:
        raise Refused(ANOTHER_PLAN, HTTPStatus.CONFLICT)
    resit.agreed_by, resit.agreed_at = by, timezone.now()
    resit.save(update_fields=["agreed_by", "agreed_at"])
    record_about(resit, "agreed to a resit", road, by, method=row.booking.method.key)
    text = f"The employer agreed to the resit of {row.booking.method} of {road.apprenticeship.apprentice}."
    admins = holders_of(Role.PROVIDER_ADMIN, road.apprenticeship.provider_id)
    tell_about(road, text, resit, [road.apprenticeship.apprentice, road.apprenticeship.assessor, *admins])
