"""Booking a method, cancelling that, entering what came of it, and correcting what was entered."""

import datetime as dt
from http import HTTPStatus
from typing import cast

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import not_now
from assessments.actions.marking import Incomplete
from assessments.actions.results.holding import (
    TAKEN_AGAIN,
    held,
    held_booking,
    method_in,
    record_about,
    require,
    row_of,
    tell_about,
)
from assessments.models import Booking, EpaResult
from assessments.permissions.gateway import can_book
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.results import (
    NOTE_LIMIT,
    PLACE_LIMIT,
    Day,
    Notice,
    problem_with_booking,
    problem_with_correction,
    problem_with_result,
)
from assessments.sittings import DURING, BookingRow, Road
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text
from standards.models import Method

RESTS_ON_IT = "The method was booked again on the strength of this result. Cancel that booking first."


@transaction.atomic
def book_method(*, apprenticeship: Apprenticeship, method: Method, day: Day, by: User) -> Booking:
    """The first time, or again after a fail, under the resit that was agreed."""
    road = held(apprenticeship)
    can_book(by, road.apprenticeship, road.state).require()
    gateway, row = method_in(road, method)
    if row.on_programme:
        not_now(DURING).require()
    sentence = problem_with_booking(
        day.booked_for,
        row.sittings,
        road.rules,
        confirmed_on=timezone.localdate(gateway.confirmed_at),
        today=timezone.localdate(),
    )
    if sentence:
        sentence = road.apprenticeship.plan.words.say(sentence)
        is_late = row.why_not_book(timezone.localdate())  # whatever the day: somebody was quicker
        status = HTTPStatus.CONFLICT if is_late else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Incomplete([Problem(sentence, "booked_for")], status)
    booking = Booking.objects.create(
        gateway=gateway,
        method=method,
        resit_id=row.leave_id,
        booked_for=day.booked_for,
        at=day.at,
        place=clean_text(day.place).strip()[:PLACE_LIMIT],
        booked_by=by,
    )
    record_about(booking, "booked a method", road, by, method=method.key, day=f"{day.booked_for}")
    tell_about(
        road,
        f"{method} of {road.apprenticeship.apprentice} is booked for {day.booked_for:%a %-d %b %Y}.",
        booking,
    )
    return booking


@transaction.atomic
def cancel_booking(*, booking: Booking, reason: str, by: User) -> None:
    road, row = held_booking(booking)
    can_book(by, road.apprenticeship, road.state).require()
    if not row.is_open:
        not_now(f"This booking {'has its result' if row.results else 'was cancelled'} already.").require()
    booking, reason = row.booking, clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say why the booking is cancelled.", "reason")])
    booking.cancelled_at, booking.cancelled_because = timezone.now(), reason
    booking.save(update_fields=["cancelled_at", "cancelled_because"])
    record_about(booking, "cancelled a booking", road, by, method=booking.method.key)
    what = f"{booking.method} of {road.apprenticeship.apprentice}"
    tell_about(road, f"{what} on {booking.booked_for:%a %-d %b %Y} is cancelled.", booking)


@transaction.atomic
def enter_result(*, booking: Booking, notice: Notice, by: User) -> EpaResult:
    """Once for each booking. What was entered wrongly is corrected, with a reason."""
    road, row = held_booking(booking)
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
    record_about(result, "entered a result", road, by, method=booking.method.key, grade=notice.grade)
    said = f"{booking.method} of {road.apprenticeship.apprentice}: {result.get_grade_display().lower()}."
    tell_about(road, said, result)
    return result


@transaction.atomic
def correct_result(*, booking: Booking, notice: Notice, reason: str, by: User) -> EpaResult:
    """A later result that supersedes; the one before stays to be seen."""
    road, row = held_booking(booking)
    can_book(by, road.apprenticeship, road.state).require()
    if row.result is None:
        not_now("No result was entered for this yet, so there is none to correct.").require()
    later = _later(road, row)
    if later:
        not_now(TAKEN_AGAIN if later.results else RESTS_ON_IT).require()
    reason = clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem("Say what was wrong with it.", "reason")])
    if sentence := problem_with_correction(notice.grade, [each.grade for each in row.results]):
        raise Incomplete([Problem(sentence, "grade")])
    result = _enter(row, notice, by, reason=reason)
    record_about(result, "corrected a result", road, by, method=row.booking.method.key, grade=notice.grade)
    said = f"The result of {row.booking.method} of {road.apprenticeship.apprentice} was corrected"
    tell_about(road, f"{said}: {result.get_grade_display().lower()}.", result)
    return result


def _later(road: Road, row: BookingRow) -> BookingRow | None:
    """What was booked after this one for the same method, and stands."""
    rows = list(row_of(road, row).bookings)
    after = rows[rows.index(row) + 1 :]
    return next((each for each in after if each.booking.cancelled_at is None), None)


def _enter(row: BookingRow, notice: Notice, by: User, *, reason: str = "") -> EpaResult:
    require(
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
