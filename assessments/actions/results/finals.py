"""The final result: entered once, and taken back with a reason."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.actions.gateway import set_status
from assessments.actions.marking import Incomplete
from assessments.actions.results.holding import gateway_of, held, record_about, require, tell_about
from assessments.models import Gateway, Grade
from assessments.permissions.gateway import can_book, can_take_back
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.results import Notice, problem_with_final
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text

ENDED = "The final result was entered."


@transaction.atomic
def enter_final(*, apprenticeship: Apprenticeship, notice: Notice, by: User) -> Gateway:
    """The result of the whole. It completes the apprenticeship, and cancels what is still booked."""
    road = held(apprenticeship)
    can_book(by, road.apprenticeship, road.state).require()
    problems = problem_with_final(
        notice.grade,
        road.grades,
        told_on=notice.told_on,
        last_told_on=road.last_told_on,
        today=timezone.localdate(),
    )
    require(problems)
    gateway = gateway_of(road)
    gateway.grade, gateway.graded_on, gateway.completed_at = notice.grade, notice.told_on, timezone.now()
    gateway.save(update_fields=["grade", "graded_on", "completed_at"])
    gateway.bookings.open().update(cancelled_at=timezone.now(), cancelled_because=ENDED)
    set_status(road.apprenticeship, Apprenticeship.Status.COMPLETED)
    record_about(gateway, "entered the final result", road, by, grade=notice.grade)
    tell_about(
        road,
        f"The final result of {road.apprenticeship.apprentice}: {Grade(notice.grade).label.lower()}.",
        gateway,
    )
    return gateway


@transaction.atomic
def take_back_final(*, apprenticeship: Apprenticeship, reason: str, by: User) -> Gateway:
    """What was entered by mistake; the audit trail keeps it, and why it went."""
    road = held(apprenticeship)
    can_take_back(by, road.apprenticeship, road.state).require()
    reason = clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say why the final result is taken back.", "reason")])
    gateway = gateway_of(road)
    was = {"grade": gateway.grade, "graded_on": f"{gateway.graded_on}"}
    gateway.grade, gateway.graded_on, gateway.completed_at = "", None, None
    gateway.save(update_fields=["grade", "graded_on", "completed_at"])
    set_status(road.apprenticeship, Apprenticeship.Status.IN_GATEWAY)
    record_about(gateway, "took the final result back", road, by, **was)
    tell_about(
        road, f"The final result of {road.apprenticeship.apprentice} was taken back: {reason}", gateway
    )
    return gateway
