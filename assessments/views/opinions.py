"""Asking for second opinions on a piece, and giving one without seeing what was decided."""

import datetime as dt
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.opinions import ask_opinions, give_opinion, save_opinion
from assessments.blind import blind_desk
from assessments.exhibition import claims_made_in
from assessments.forms.opinions import ExerciseForm, OpinionForm
from assessments.models import Exercise, Opinion
from assessments.peers import blind_to
from assessments.permissions.opinions import can_ask_opinions, can_give_opinion
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Evidence

USUAL_TIME = dt.timedelta(days=14)


@read_or_write
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = get_object_or_404(Evidence.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    can_ask_opinions(signed_in(request), evidence).require()
    people = list(blind_to(evidence)) if evidence.shown else []
    form = ExerciseForm(posted(request), people=people, initial=_usual(evidence))
    if form.is_valid():
        with problems_shown_in(form):
            exercise = ask_opinions(evidence=evidence, by=signed_in(request), **form.cleaned_data)
            messages.success(
                request, "Asked. Nobody sees what others think before they have said it themselves."
            )
            return redirect(exercise)
    page = {"evidence": evidence, "form": form, "people": people}
    return render(request, "assessments/opinions_ask.html", page, status=status(request))


def _usual(evidence: Evidence) -> dict[str, object]:
    title = evidence.shown.title if evidence.shown else ""
    due_on = timezone.localdate() + USUAL_TIME
    return {"kind": Exercise.Kind.SECOND, "title": f"Another look at “{title}”"[:200], "due_on": due_on}


@read_or_write
def opinion(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = Opinion.objects.visible_to(signed_in(request))
    found = get_object_or_404(seen.select_related("exercise__revision__evidence"), pk=pk)
    if request.method != "POST" and (found.given_at or found.exercise.closed_at):
        return redirect(found.exercise)
    may = can_give_opinion(signed_in(request), found)
    claims = claims_made_in(found.exercise.revision)
    form = OpinionForm(posted(request), claims=claims, initial=found.draft)
    if request.method != "POST":
        may.require()
        return _desk(request, found, form)
    try:
        return _given(request, found, form)
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return _desk(request, found, form)
    except Refused as late:
        return _desk(request, found, form, late)


def _given(request: HttpRequest, found: Opinion, form: OpinionForm) -> HttpResponse:
    """What is posted is kept, or given for good."""
    if not form.is_valid():
        return _desk(request, found, form)
    if "save" in request.POST:
        save_opinion(opinion=found, typed=form.typed(), by=signed_in(request))
        messages.success(request, "Saved. Only you see it until you give it.")
        return redirect(found)
    feedback = form.cleaned_data["feedback"]
    give_opinion(opinion=found, judgements=form.judgements(), feedback=feedback, by=signed_in(request))
    messages.success(request, "Your opinion is given. Here is how it compares.")
    return redirect(found.exercise)


def _desk(
    request: HttpRequest, found: Opinion, form: OpinionForm, refusal: Refused | None = None
) -> HttpResponse:
    """With what was typed. refusal: why nothing of it can be recorded any more."""
    code = refusal.status if refusal else status(request)
    page = {"desk": blind_desk(found, form), "form": form, "refusal": refusal.reason if refusal else ""}
    return render(request, "assessments/opinion.html", page, status=HTTPStatus(code))
