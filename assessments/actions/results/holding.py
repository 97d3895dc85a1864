"""What every act after the gateway rests on: the road held, what is refused, who is told."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.permissions import Refused, not_now
from accounts.telling import tell
from assessments.actions.gateway import concerned
from assessments.actions.marking import Incomplete
from assessments.models import Booking, EpaResult, Gateway, Resit
from assessments.permissions.gateway import NOT_CONFIRMED
from assessments.rules import Problem
from assessments.sittings import BookingRow, MethodRow, Road, road_of
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from portfolio.wording import in_words_of
from standards.models import Method

TAKEN_AGAIN = "The method was taken again since, so the later result counts. Correct that one."


def held(apprenticeship: Apprenticeship) -> Road:
    """As it is after the wait, held until the transaction ends."""
    hold_apprenticeship(apprenticeship.pk)
    return road_of(Apprenticeship.objects.filter(pk=apprenticeship.pk).for_page()[0])


def held_booking(booking: Booking) -> tuple[Road, BookingRow]:
    road = held(booking.gateway.apprenticeship)
    rows = [row for method in road.methods for row in method.bookings if row.booking.pk == booking.pk]
    if not rows:
        word = road.apprenticeship.plan.words.gateway
        not_now(f"The {word} of this booking was withdrawn, so nothing is entered for it any more.").require()
    return road, rows[0]


def gateway_of(road: Road) -> Gateway:
    if road.gateway is None:
        in_words_of(road.apprenticeship, NOT_CONFIRMED).require()
        raise Gateway.DoesNotExist
    return road.gateway


def method_in(road: Road, method: Method) -> tuple[Gateway, MethodRow]:
    row = road.method(method.pk)
    if row is None:
        not_now("This method does not belong to the plan of this apprenticeship.").require()
        raise Method.DoesNotExist
    return gateway_of(road), row


def row_of(road: Road, row: BookingRow) -> MethodRow:
    """The method that the booking counts for. An earlier attempt may have been under another plan."""
    return next(method for method in road.methods if row in method.bookings)


def failed_in(road: Road, row: BookingRow) -> EpaResult:
    """The fail that a resit rests on: the last word on its method, and not too long ago."""
    method = row_of(road, row)
    sentence = method.why_no_resit(timezone.localdate())
    is_last = method.last is not None and method.last.booking == row.booking
    if sentence or not is_last or row.result is None:
        raise Refused(sentence or TAKEN_AGAIN, HTTPStatus.CONFLICT)
    return row.result


def require(problems: Mapping[str, str]) -> None:
    if problems:
        raise Incomplete([Problem(sentence, name) for name, sentence in problems.items()])


def tell_about(
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


def record_about(
    subject: Booking | EpaResult | Gateway | Resit, act: str, road: Road, by: User, **detail: Any
) -> None:
    record(subject, act, provider_id=road.apprenticeship.provider_id, by=by, **detail)
