"""Exercises and second markings: the list, the results of one, closing it, and agreement over time."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.opinions import close_exercise
from assessments.agreeing import agreement_of
from assessments.exercise_results import results_of
from assessments.exercises import asked_of, led_by
from assessments.forms.opinions import OutcomeForm
from assessments.models import Exercise
from assessments.opinion_tabs import opinion_tabs
from assessments.permissions.opinions import (
    can_close_exercise,
    can_open_opinions,
    can_read_agreement,
    can_read_results,
    leads,
)
from assessments.views.answering import posted
from portfolio.roles import roles_of


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request)
    can_open_opinions(roles).require()
    user, today = signed_in(request), timezone.localdate()
    page = {
        "asked": asked_of(user, today),
        "led": led_by(user, today),
        "may_lead": bool(can_read_agreement(roles)),
        "tabs": opinion_tabs(roles),
    }
    return render(request, "assessments/exercise_list.html", page)


@read_or_write
def exercise(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Exercise.objects.visible_to(user).for_page(), pk=pk)
    opinions = list(found.opinions.for_results())
    own = next((opinion for opinion in opinions if opinion.assessor == user), None)
    readable = can_read_results(found, own)
    if own and not readable and request.method != "POST":
        return redirect(own)
    readable.require()
    may_close = can_close_exercise(user, found)
    form = OutcomeForm(posted(request))
    if request.method == "POST":
        may_close.require()
        if form.is_valid():
            close_exercise(exercise=found, by=user, **form.cleaned_data)
            messages.success(request, "Closed. Everybody who was asked can read the results.")
            return redirect(found)
    code = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    page = {"results": results_of(found, opinions), "form": form, "may_close": may_close}
    page["leads"] = leads(user, found)
    return render(request, "assessments/exercise.html", page, status=code)


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request)
    can_read_agreement(roles).require()
    found = agreement_of(Exercise.objects.visible_to(signed_in(request)).led_by(signed_in(request)))
    page = {"agreement": found, "tabs": opinion_tabs(roles)}
    return render(request, "assessments/agreement.html", page)
