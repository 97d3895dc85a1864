"""After the gateway: bookings, results, resits and the final result."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.marking import Incomplete
from assessments.actions.results import (
    agree_resit,
    book_method,
    cancel_booking,
    correct_result,
    enter_final,
    enter_result,
    plan_resit,
    take_back_final,
)
from assessments.forms.gateway import (
    BookingForm,
    CorrectionOfResultForm,
    FinalForm,
    ResitForm,
    ResultForm,
    WhyForm,
    kept,
)
from assessments.forms.judging import ProblemForm
from assessments.models import Booking, Resit
from assessments.permissions.gateway import can_book, can_change_resit, can_plan_resit, can_take_back
from assessments.permissions.on_programme import can_enter_on_programme
from assessments.rules.results import final_can_be
from assessments.sittings import cards_of, road_of
from assessments.views.answering import posted
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own, is_visiting
from portfolio.plan_checks import is_checked
from portfolio.roles import roles_of
from standards.models import Method


@require_safe
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = Apprenticeship.objects.read_by(signed_in(request)).for_page()
    return _page(request, get_object_or_404(seen, pk=pk))


@require_POST
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    can_book(user, apprenticeship, road_of(apprenticeship).state).require()
    methods = Method.objects.visible_to(user).filter(plan=apprenticeship.plan_id)
    form = BookingForm(request.POST, methods=methods)

    def make() -> str:
        method = form.cleaned_data["method"]
        booking = book_method(apprenticeship=apprenticeship, method=method, day=form.day(), by=user)
        return f"{method} is booked for {booking.booked_for:%a %-d %b %Y}."

    if _is_done(request, form, make):
        return redirect("assessments:results", pk)
    if method := form.cleaned_data.get("method"):
        form.auto_id = f"%s-{method.key}"
    return _page(request, apprenticeship, booking=form)


@read_or_write
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    booking, form = _booking(request, pk), WhyForm(posted(request))
    can_book(signed_in(request), booking.gateway.apprenticeship, _state(booking), booking).require()

    def out() -> str:
        cancel_booking(booking=booking, reason=form.cleaned_data["reason"], by=signed_in(request))
        return "The booking is cancelled. The day can be chosen anew."

    return _act(request, booking, form, out, "Cancel the booking")


@read_or_write
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    booking, form = _booking(request, pk), ResultForm(posted(request))
    can_book(signed_in(request), booking.gateway.apprenticeship, _state(booking), booking).require()

    def enter() -> str:
        entered = enter_result(booking=booking, notice=form.notice(), by=signed_in(request))
        said = f"{booking.method}: {entered.get_grade_display().lower()} is entered."
        return f"{said} Everybody concerned is told."

    return _act(request, booking, form, enter, "Enter the result")


@read_or_write
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    booking, form = _booking(request, pk), CorrectionOfResultForm(posted(request))
    can_book(signed_in(request), booking.gateway.apprenticeship, _state(booking), booking).require()

    def put_right() -> str:
        correct_result(
            booking=booking,
            notice=form.notice(),
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
        )
        return "The result is corrected. The one before stays to be seen."

    return _act(request, booking, form, put_right, "Correct the result")


@read_or_write
def resit(request: HttpRequest, pk: UUID) -> HttpResponse:
    booking = _booking(request, pk)
    can_plan_resit(signed_in(request), booking.gateway.apprenticeship, _state(booking), booking).require()
    planned = _planned(request, booking)
    if planned:
        can_change_resit(planned).require()
    form = ResitForm(posted(request), initial=kept(planned))

    def plan() -> str:
        try:
            plan_resit(booking=booking, by=signed_in(request), **form.cleaned_data)
        except Incomplete:
            form.count_from(_planned(request, booking))
            raise
        return "The resit is planned. The line manager is asked to agree."

    return _act(request, booking, form, plan, "Change the plan" if planned else "Plan the resit")


def _planned(request: HttpRequest, booking: Booking) -> Resit | None:
    """The plan of the result that counts: one that was corrected has none."""
    seen = Resit.objects.visible_to(signed_in(request))
    return seen.filter(failed__booking=booking, failed__superseded_by__isnull=True).first()


@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = Resit.objects.visible_to(signed_in(request))
    found = get_object_or_404(seen.select_related("failed__booking__gateway__apprenticeship"), pk=pk)
    agree_resit(resit=found, by=signed_in(request), seen=request.POST.get("seen"))
    messages.success(request, "You agreed to the resit for the employer. It can be booked now.")
    return redirect("assessments:results", found.gateway.apprenticeship_id)


@require_POST
def final(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship, form = (
        signed_in(request),
        _find(request, pk),
        FinalForm(request.POST, auto_id="final_%s"),
    )
    can_book(user, apprenticeship, road_of(apprenticeship).state).require()

    def enter() -> str:
        enter_final(apprenticeship=apprenticeship, notice=form.notice(), by=user)
        return "The final result is entered. The apprenticeship is completed."

    if _is_done(request, form, enter):
        return redirect("assessments:results", pk)
    return _page(request, apprenticeship, ending=form)


@require_POST
def final_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship, form = signed_in(request), _find(request, pk), WhyForm(request.POST)
    can_take_back(user, apprenticeship, road_of(apprenticeship).state).require()

    def back() -> str:
        take_back_final(apprenticeship=apprenticeship, reason=form.cleaned_data["reason"], by=user)
        return "The final result is taken back. Results can be corrected again."

    if _is_done(request, form, back):
        return redirect("assessments:results", pk)
    return _page(request, apprenticeship, undoing=form)


def _find(request: HttpRequest, pk: UUID) -> Apprenticeship:
    return get_object_or_404(Apprenticeship.objects.worked_on_by(signed_in(request)).for_page(), pk=pk)


def _booking(request: HttpRequest, pk: UUID) -> Booking:
    """Whoever only reads the portfolio finds none of the acts."""
    user = signed_in(request)
    booking = get_object_or_404(Booking.objects.visible_to(user).for_page(), pk=pk)
    if is_visiting(roles_of(request).memberships, booking.gateway.apprenticeship):
        raise Http404
    return booking


def _state(booking: Booking) -> str:
    return road_of(booking.gateway.apprenticeship).state


def _is_done(request: HttpRequest, form: ProblemForm, act: Callable[[], str]) -> bool:
    """Whether what was typed was kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        said = act()
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        form.status = incomplete.status
        return False
    messages.success(request, said)
    return True


def _act(
    request: HttpRequest, booking: Booking, form: ProblemForm, act: Callable[[], str], title: str
) -> HttpResponse:
    if _is_done(request, form, act):
        return redirect("assessments:results", booking.gateway.apprenticeship_id)
    apprenticeship = booking.gateway.apprenticeship
    context = {"booking": booking, "apprenticeship": apprenticeship, "form": form, "title": title}
    context["is_own"] = is_own(signed_in(request), apprenticeship)
    answer = HTTPStatus.OK if posted(request) is None else form.status
    return render(request, "assessments/booking_act.html", context, status=answer)


def _page(
    request: HttpRequest,
    apprenticeship: Apprenticeship,
    *,
    booking: BookingForm | None = None,
    ending: FinalForm | None = None,
    undoing: WhyForm | None = None,
) -> HttpResponse:
    user, road = signed_in(request), road_of(apprenticeship)
    failed = booking or ending or undoing
    may_book = can_book(user, apprenticeship, road.state)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "is_visit": is_visiting(roles_of(request).memberships, apprenticeship),
        "is_plan_checked": is_checked(apprenticeship),
        "not_confirmed": f"The {apprenticeship.plan.words.gateway} is not confirmed",
        "road": road,
        "cards": cards_of(road, user, timezone.localdate()),
        "during": [row.on_programme for row in road.methods if row.on_programme],
        "may_enter": can_enter_on_programme(user, apprenticeship),
        "may_book": may_book,
        "may_plan": can_plan_resit(user, apprenticeship, road.state),
        "may_take_back": can_take_back(user, apprenticeship, road.state),
        "booking_form": booking or BookingForm(methods=Method.objects.visible_to(user).none()),
        "booked_method": booking.data.get("method") if booking else "",
        "may_end": final_can_be(road.grades),
        "final_form": ending or FinalForm(initial={"grade": road.overall_grade}, auto_id="final_%s"),
        "why_form": undoing or WhyForm(),
        "failed": failed,
    }
    answer = failed.status if failed else HTTPStatus.OK
    return render(request, "assessments/results.html", context, status=answer)
