"""After the gateway: book a method, enter its result, plan and agree a resit, enter the final result."""

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, Role, User
from accounts.people import holders_of
from accounts.permissions import Refused, not_now
from accounts.telling import tell
from assessments.actions.gateway import concerned, set_status
from assessments.actions.marking import Incomplete
from assessments.models import Booking, EpaResult, Gateway, Grade, Resit
from assessments.permissions.gateway import NOT_CONFIRMED, can_agree, can_book, can_plan_resit, can_take_back
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.results import (
    NOTE_LIMIT,
    PLACE_LIMIT,
    PLAN_LIMIT,
    Day,
    Notice,
    problem_with_booking,
    problem_with_final,
    problem_with_result,
)
from assessments.sittings import BookingRow, MethodRow, Road, road_of
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text
from standards.models import Method

RESTS_ON_IT = "The method was booked again on the strength of this result. Cancel that booking first."
TAKEN_AGAIN = "The method was taken again since, so the later result counts. Correct that one."
ENDED = "The final result was entered."


@transaction.atomic
def book_method(*, apprenticeship: Apprenticeship, method: Method, day: Day, by: User) -> Booking:
    """The first time, or again after a fail, under the resit that was agreed."""
    road = _held(apprenticeship)
    can_book(by, road.apprenticeship, road.state).require()
    gateway, row = _in(road, method)
    sentence = problem_with_booking(
        day.booked_for,
        row.sittings,
        road.rules,
        confirmed_on=timezone.localdate(gateway.confirmed_at),
        today=timezone.localdate(),
    )
    if sentence:
        raise Incomplete([Problem(sentence, "booked_for")])
    booking = Booking.objects.create(
        gateway=gateway,
        method=method,
        resit_id=row.leave_id,
        booked_for=day.booked_for,
        at=day.at,
        place=clean_text(day.place).strip()[:PLACE_LIMIT],
        booked_by=by,
    )
    _record(booking, "booked a method", road, by, method=method.key, day=f"{day.booked_for}")
    _tell(
        road,
        f"{method} of {road.apprenticeship.apprentice} is booked for {day.booked_for:%a %-d %b %Y}.",
        booking,
    )
    return booking


@transaction.atomic
def cancel_booking(*, booking: Booking, reason: str, by: User) -> None:
    road, row = _held_booking(booking)
    can_book(by, road.apprenticeship, road.state).require()
    if not row.is_open:
        not_now(f"This booking {'has its result' if row.results else 'was cancelled'} already.").require()
    booking, reason = row.booking, clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say why the booking is cancelled.", "reason")])
    booking.cancelled_at, booking.cancelled_because = timezone.now(), reason
    booking.save(update_fields=["cancelled_at", "cancelled_because"])
    _record(booking, "cancelled a booking", road, by, method=booking.method.key)
    what = f"{booking.method} of {road.apprenticeship.apprentice}"
    _tell(road, f"{what} on {booking.booked_for:%a %-d %b %Y} is cancelled.", booking)


@transaction.atomic
def enter_result(*, booking: Booking, notice: Notice, by: User) -> EpaResult:
    """Once for each booking. What was entered wrongly is corrected, with a reason."""
    road, row = _held_booking(booking)
    can_book(by, road.apprenticeship, road.state).require()
    if row.result:
        not_now(
            f"A result was entered for this already: {row.result.get_grade_display()}, by "
            f"{row.result.entered_by} on {timezone.localtime(row.result.entered_at):%-d %b %Y}. "
            "If it is wrong, correct it. Nothing was changed."
        ).require()
    if not row.is_open:
        not_now("This booking was cancelled, so there is no result of it.").require()
    result = _enter(row, notice, by)
    booking = row.booking
    booking.is_settled = True
    booking.save(update_fields=["is_settled"])
    _record(result, "entered a result", road, by, method=booking.method.key, grade=notice.grade)
    said = f"{booking.method} of {road.apprenticeship.apprentice}: {result.get_grade_display().lower()}."
    _tell(road, said, result)
    return result


@transaction.atomic
def correct_result(*, booking: Booking, notice: Notice, reason: str, by: User) -> EpaResult:
    """A later result that supersedes; the one before stays to be seen."""
    road, row = _held_booking(booking)
    can_book(by, road.apprenticeship, road.state).require()
    if row.result is None:
        not_now("No result was entered for this yet, so there is none to correct.").require()
    later = _later(road, row)
    if later:
        not_now(TAKEN_AGAIN if later.results else RESTS_ON_IT).require()
    reason = clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say what was wrong with it.", "reason")])
    result = _enter(row, notice, by, reason=reason)
    _record(result, "corrected a result", road, by, method=row.booking.method.key, grade=notice.grade)
    said = f"The result of {row.booking.method} of {road.apprenticeship.apprentice} was corrected"
    _tell(road, f"{said}: {result.get_grade_display().lower()}.", result)
    return result


@transaction.atomic
def plan_resit(*, booking: Booking, kind: str, action_plan: str, by: User) -> Resit:
    """After a fail: how it will go better. The line manager is asked to agree."""
    road, row = _held_booking(booking)
    can_plan_resit(by, road.apprenticeship, road.state).require()
    failed = _failed(road, row)
    if row.resit:
        not_now("A resit is planned for this already.").require()
    action_plan = clean_text(action_plan).strip()[:PLAN_LIMIT]
    if not action_plan:
        raise Incomplete([Problem("Write what will be done so that it goes better.", "action_plan")])
    resit = Resit.objects.create(
        gateway=row.booking.gateway, failed=failed, kind=kind, action_plan=action_plan, planned_by=by
    )
    _record(resit, "planned a resit", road, by, method=row.booking.method.key)
    who = road.apprenticeship.apprentice
    text = f"A resit of {row.booking.method} is planned for {who}. It needs the employer’s agreement."
    _tell(road, text, resit, [road.apprenticeship.line_manager])
    return resit


@transaction.atomic
def agree_resit(*, resit: Resit, by: User) -> None:
    road, row = _held_booking(resit.failed.booking)
    resit = Resit.objects.get(pk=resit.pk)
    can_agree(by, road.apprenticeship, resit, road.state).require()
    _failed(road, row)
    resit.agreed_by, resit.agreed_at = by, timezone.now()
    resit.save(update_fields=["agreed_by", "agreed_at"])
    _record(resit, "agreed to a resit", road, by, method=row.booking.method.key)
    text = f"The employer agreed to the resit of {row.booking.method} of {road.apprenticeship.apprentice}."
    admins = holders_of(Role.PROVIDER_ADMIN, road.apprenticeship.provider_id)
    _tell(road, text, resit, [road.apprenticeship.apprentice, road.apprenticeship.assessor, *admins])


@transaction.atomic
def enter_final(*, apprenticeship: Apprenticeship, notice: Notice, by: User) -> Gateway:
    """The result of the whole. It completes the apprenticeship, and cancels what is still booked."""
    road = _held(apprenticeship)
    can_book(by, road.apprenticeship, road.state).require()
    problems = problem_with_final(
        notice.grade,
        road.grades,
        told_on=notice.told_on,
        last_told_on=road.last_told_on,
        today=timezone.localdate(),
    )
    _require(problems)
    gateway = _gateway(road)
    gateway.grade, gateway.graded_on, gateway.completed_at = notice.grade, notice.told_on, timezone.now()
    gateway.save(update_fields=["grade", "graded_on", "completed_at"])
    gateway.bookings.open().update(cancelled_at=timezone.now(), cancelled_because=ENDED)
    set_status(road.apprenticeship, Apprenticeship.Status.COMPLETED)
    _record(gateway, "entered the final result", road, by, grade=notice.grade)
    _tell(
        road,
        f"The final result of {road.apprenticeship.apprentice}: {Grade(notice.grade).label.lower()}.",
        gateway,
    )
    return gateway


@transaction.atomic
def take_back_final(*, apprenticeship: Apprenticeship, reason: str, by: User) -> Gateway:
    """What was entered by mistake; the audit trail keeps it, and why it went."""
    road = _held(apprenticeship)
    can_take_back(by, road.apprenticeship, road.state).require()
    reason = clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say why the final result is taken back.", "reason")])
    gateway = _gateway(road)
    was = {"grade": gateway.grade, "graded_on": f"{gateway.graded_on}"}
    gateway.grade, gateway.graded_on, gateway.completed_at = "", None, None
    gateway.save(update_fields=["grade", "graded_on", "completed_at"])
    set_status(road.apprenticeship, Apprenticeship.Status.IN_GATEWAY)
    _record(gateway, "took the final result back", road, by, **was)
    _tell(road, f"The final result of {road.apprenticeship.apprentice} was taken back: {reason}", gateway)
    return gateway


def _held(apprenticeship: Apprenticeship) -> Road:
    """As it is after the wait, held until the transaction ends."""
    hold_apprenticeship(apprenticeship.pk)
    return road_of(Apprenticeship.objects.filter(pk=apprenticeship.pk).for_page()[0])


def _held_booking(booking: Booking) -> tuple[Road, BookingRow]:
    road = _held(booking.gateway.apprenticeship)
    rows = [row for method in road.methods for row in method.bookings if row.booking.pk == booking.pk]
    if not rows:
        not_now("The gateway of this booking was withdrawn, so nothing is entered for it any more.").require()
    return road, rows[0]


def _gateway(road: Road) -> Gateway:
    if road.gateway is None:
        NOT_CONFIRMED.require()
        raise Gateway.DoesNotExist
    return road.gateway


def _in(road: Road, method: Method) -> tuple[Gateway, MethodRow]:
    row = road.method(method.pk)
    if row is None:
        not_now("This method does not belong to the plan of this apprenticeship.").require()
        raise Method.DoesNotExist
    return _gateway(road), row


def _row_of(road: Road, row: BookingRow) -> MethodRow:
    return _in(road, row.booking.method)[1]


def _failed(road: Road, row: BookingRow) -> EpaResult:
    """The fail that a resit rests on: the last word on its method, and not too long ago."""
    method = _row_of(road, row)
    sentence = method.why_no_resit(timezone.localdate())
    is_last = method.last is not None and method.last.booking == row.booking
    if sentence or not is_last or row.result is None:
        raise Refused(sentence or TAKEN_AGAIN, HTTPStatus.CONFLICT)
    return row.result


def _later(road: Road, row: BookingRow) -> BookingRow | None:
    """What was booked after this one for the same method, and stands."""
    rows = list(_row_of(road, row).bookings)
    after = rows[rows.index(row) + 1 :]
    return next((each for each in after if each.booking.cancelled_at is None), None)


def _enter(row: BookingRow, notice: Notice, by: User, *, reason: str = "") -> EpaResult:
    _require(
        problem_with_result(
            notice.grade,
            booked_for=row.booking.booked_for,
            told_on=notice.told_on,
            today=timezone.localdate(),
        )
    )
    return EpaResult.objects.create(
        booking=row.booking,
        grade=notice.grade,
        told_on=cast("dt.date", notice.told_on),
        note=clean_text(notice.note).strip()[:NOTE_LIMIT],
        entered_by=by,
        supersedes=row.result,
        reason=reason,
    )


def _require(problems: Mapping[str, str]) -> None:
    if problems:
        raise Incomplete([Problem(sentence, name) for name, sentence in problems.items()])


def _tell(
    road: Road,
    text: str,
    subject: Booking | EpaResult | Gateway | Resit,
    people: list[User | None] | None = None,
) -> None:
    apprenticeship = road.apprenticeship
    tell(
        concerned(apprenticeship) if people is None else people,
        NoticeKind.GATEWAY,
        text,
        url=reverse("assessments:results", args=[apprenticeship.pk]),
        provider_id=apprenticeship.provider_id,
        subject_id=subject.pk,
    )


def _record(
    subject: Booking | EpaResult | Gateway | Resit, act: str, road: Road, by: User, **detail: Any
) -> None:
    record(subject, act, provider_id=road.apprenticeship.provider_id, by=by, **detail)
