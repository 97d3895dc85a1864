"""What follows the gateway as its page shows it: each method with its bookings, results and resits."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Subquery
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from assessments.gateway import state_of
from assessments.models import Booking, EpaResult, Gateway, OnProgrammeResult, Resit
from assessments.on_programme import OnProgramme, on_programme_of
from assessments.permissions.gateway import can_agree
from assessments.rules.overall import OverallGrade, Part, overall_grade
from assessments.rules.results import (
    FAIL,
    GRADE_WORDS,
    PASSED,
    WITHDRAWN,
    Resits,
    Sitting,
    is_done_again,
    last_of,
    problem_with_resit,
    resit_ends_on,
    resit_rules,
    why_not_again,
)
from portfolio.models import Apprenticeship
from standards.models import Method

DURING = "It is assessed during the programme and entered there, so it is not booked."


@dataclass(frozen=True)
class BookingRow:
    """One booking: what came of it, newest result last, and the resit that a fail led to.

    attempt: the number of an earlier attempt that it was part of; None where it is of the one that stands.
    """

    booking: Booking
    results: Sequence[EpaResult]
    attempt: int | None = None

    @property
    def result(self) -> EpaResult | None:
        """The one in force: every correction supersedes the one before it."""
        return self.results[-1] if self.results else None

    @property
    def resit(self) -> Resit | None:
        return next((found for each in self.results if (found := getattr(each, "resit", None))), None)

    @property
    def is_open(self) -> bool:
        return self.booking.cancelled_at is None and not self.results

    @property
    def sitting(self) -> Sitting:
        resit = self.resit
        return Sitting(
            booked_for=self.booking.booked_for,
            grade=self.result.grade if self.result else "",
            told_on=self.result.told_on if self.result else None,
            is_agreed=resit.agreed_at is not None if resit else None,
            attempt=self.attempt,
        )


@dataclass(frozen=True)
class MethodRow:
    """One method of the plan on the road. ends_on: the last day for a resit of what was failed.

    bookings: oldest first, those of earlier attempts among them that still count. on_programme: what came
    of it, where it is assessed during the programme and never booked.
    """

    method: Method
    bookings: Sequence[BookingRow]
    rules: Resits
    on_programme: OnProgramme | None = None

    @property
    def sittings(self) -> list[Sitting]:
        """Those not cancelled, oldest first."""
        return [row.sitting for row in self.bookings if row.booking.cancelled_at is None]

    @property
    def last(self) -> BookingRow | None:
        """The one whose result stands for the method."""
        found = last_of(self.sittings)
        return next((row for row in reversed(self.bookings) if row.results and row.sitting == found), None)

    @property
    def leave_id(self) -> UUID | None:
        """The resit under which it is booked next. What was withdrawn leaves the one it rested on."""
        if self.last is None:
            return None
        if self.last.resit:
            return self.last.resit.pk
        return self.last.booking.resit_id if self.grade == WITHDRAWN else None

    @property
    def open(self) -> BookingRow | None:
        return next((row for row in self.bookings if row.is_open), None)

    @property
    def grade(self) -> str:
        if self.on_programme:
            return self.on_programme.taken.grade
        found = last_of(self.sittings)
        return found.grade if found else ""

    @property
    def ends_on(self) -> dt.date | None:
        failed = last_of(self.sittings)
        is_failed = failed is not None and failed.grade == FAIL and failed.told_on is not None
        return resit_ends_on(failed.told_on, self.rules) if failed and failed.told_on and is_failed else None

    def why_not_book(self, today: dt.date) -> str:
        """Why it cannot be booked now, whatever the day; blank when it can."""
        if self.on_programme:
            return DURING
        if self.open:
            return f"Booked for {self.open.booking.booked_for:%-d %b %Y}."
        return why_not_again(self.sittings, self.rules, day=today)

    def why_no_resit(self, today: dt.date) -> str:
        found = last_of(self.sittings)
        return problem_with_resit(found, self.rules, today=today) if found else "There is no result yet."


@dataclass(frozen=True)
class Road:
    """Everything after the gateway. gateway: None while none is confirmed. earlier: withdrawn attempts."""

    apprenticeship: Apprenticeship
    gateway: Gateway | None
    earlier: Sequence[Gateway]
    state: str
    methods: Sequence[MethodRow]
    rules: Resits

    @property
    def grades(self) -> list[str]:
        return [row.grade for row in self.methods]

    @property
    def overall(self) -> OverallGrade | None:
        """What the plan's rule makes of the results; None while a method has not been passed."""
        if not self.methods or not set(self.grades) <= PASSED:
            return None
        parts = [Part(row.method.name, row.grade, row.method.weight) for row in self.methods]
        return overall_grade(self.apprenticeship.plan.overall_grade_rule, parts)

    @property
    def overall_grade(self) -> str:
        """Blank while there is none."""
        return self.overall.grade if self.overall else ""

    @property
    def last_told_on(self) -> dt.date | None:
        told = [each.told_on for row in self.methods for each in row.sittings if each.told_on]
        told += [
            row.on_programme.last.told_on
            for row in self.methods
            if row.on_programme and row.on_programme.last
        ]
        return max(told) if told else None

    def method(self, pk: object) -> MethodRow | None:
        return next((row for row in self.methods if row.method.pk == pk), None)


def road_of(apprenticeship: Apprenticeship) -> Road:
    """Four queries, five where the plan assesses something on programme. Needs the plan at hand."""
    confirmed = Gateway.objects.filter(apprenticeship=apprenticeship, confirmed_at__isnull=False)
    attempts = list(confirmed.for_page().order_by("-number"))
    gateway = next((each for each in attempts if each.withdrawn_at is None), None)
    rules = resit_rules(apprenticeship.plan.evidence_rules)
    methods = list(Method.objects.filter(plan=apprenticeship.plan_id).order_by("position", "pk"))
    during = {each.method.pk: each for each in on_programme_of(apprenticeship, methods)}
    bookings = [*_carried(attempts, gateway, rules), *_booked_in(gateway)] if gateway else []
    rows = [MethodRow(method, _of(method.key, bookings), rules, during.get(method.pk)) for method in methods]
    earlier = [each for each in attempts if each != gateway]
    return Road(apprenticeship, gateway, earlier, state_of(gateway) if gateway else "", rows, rules)


def told_on_programme(
    apprenticeship: Apprenticeship, methods: Iterable[Method]
) -> dict[str, OnProgrammeResult]:
    """By the key of its method, the result in force. What was withdrawn is none. One query at most."""
    found = on_programme_of(apprenticeship, methods)
    return {
        each.method.key: each.last for each in found if each.last is not None and each.last.grade != WITHDRAWN
    }


def results_told(apprenticeship: Apprenticeship) -> dict[str, EpaResult]:
    """By the key of its method, the result in force, once a gateway is confirmed. One query.

    What was withdrawn is none. Needs the plan at hand.
    """
    confirmed = Gateway.objects.filter(apprenticeship=apprenticeship, confirmed_at__isnull=False)
    told = EpaResult.objects.filter(
        booking__gateway__in=confirmed, booking__cancelled_at__isnull=True, superseded_by__isnull=True
    ).annotate(began_at=Subquery(confirmed.standing().values("confirmed_at")[:1]))
    attempts: dict[Gateway, list[BookingRow]] = {}
    began_at = None
    for result in told.select_related("booking__gateway", "booking__method", "resit").order_by(
        "booking__gateway__number", "booking__created_at", "booking__pk", "pk"
    ):
        began_at = vars(result)["began_at"]
        attempts.setdefault(result.booking.gateway, []).append(BookingRow(result.booking, [result]))
    if began_at is None:
        return {}
    in_order = [*((_confirmed_on(each), rows) for each, rows in attempts.items())]
    in_order.append((timezone.localdate(began_at), []))
    counting = _counting(in_order, resit_rules(apprenticeship.plan.evidence_rules))
    results = [row.results[-1] for row in counting]
    return {result.booking.method.key: result for result in results if result.grade != WITHDRAWN}


def _booked_in(attempt: Gateway, number: int | None = None) -> list[BookingRow]:
    return [BookingRow(each, list(each.results.all()), number) for each in attempt.bookings.all()]


def _of(method: str, bookings: Sequence[BookingRow]) -> list[BookingRow]:
    """By its key: an earlier attempt may have been under another plan, with methods of its own."""
    return [row for row in bookings if row.booking.method.key == method]


def _carried(attempts: Sequence[Gateway], standing: Gateway, rules: Resits) -> list[BookingRow]:
    """What was told in earlier attempts and still counts. attempts: newest first."""
    before = [each for each in reversed(attempts) if each.number < standing.number]
    told = [
        (_confirmed_on(each), [row for row in _booked_in(each, each.number) if row.results])
        for each in before
    ]
    return _counting([*told, (_confirmed_on(standing), [])], rules)


def _counting(attempts: Iterable[tuple[dt.date, list[BookingRow]]], rules: Resits) -> list[BookingRow]:
    """Of attempts, oldest first, by the day of each: what counts in the last. Withdrawing undoes no result.

    Nothing of before counts once an attempt began after the time for a resit was over.
    """
    counting: list[BookingRow] = []
    for began_on, rows in attempts:
        methods = {row.booking.method.key for row in counting}
        sittings = [[row.sitting for row in _of(method, counting)] for method in methods]
        counting = rows if is_done_again(sittings, rules, on=began_on) else [*counting, *rows]
    return counting


def _confirmed_on(attempt: Gateway) -> dt.date:
    return timezone.localdate(attempt.confirmed_at)


@dataclass(frozen=True)
class Card:
    """One method as a person sees it today: whether it can be booked or taken again, and why not."""

    row: MethodRow
    grade_label: str
    why_not_book: str
    why_no_resit: str
    ends_on: dt.date | None
    resit: Resit | None
    may_agree: Permission | None

    @property
    def is_passed(self) -> bool:
        return self.row.grade in PASSED

    @property
    def is_failed(self) -> bool:
        return self.row.grade == FAIL

    @property
    def stands_from(self) -> int | None:
        """The earlier attempt in which it was passed."""
        return self.row.last.attempt if self.is_passed and self.row.last else None


def cards_of(road: Road, user: User, today: dt.date) -> list[Card]:
    """Of the methods that are booked."""
    return [_card(road, row, user, today) for row in road.methods if not row.on_programme]


def _card(road: Road, row: MethodRow, user: User, today: dt.date) -> Card:
    """A resit is asked about only while its fail is the last word on the method, and in time."""
    resit = row.last.resit if row.last else None
    why_not = row.why_no_resit(today)
    waits = resit is not None and resit.agreed_at is None and not why_not
    return Card(
        row=row,
        grade_label=GRADE_WORDS.get(row.grade, ""),
        why_not_book=row.why_not_book(today),
        why_no_resit=why_not,
        ends_on=row.ends_on,
        resit=resit,
        may_agree=can_agree(user, road.apprenticeship, resit, road.state) if resit and waits else None,
    )
