"""One mock: running it, keeping it half done, finishing it, its result, and what to do when it is over."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.mocks_held import MockIsOver
from assessments.actions.practice import begin_anew, finish_mock, keep_mock, throw_away_mock
from assessments.mock_page import mock_result
from assessments.models import CriterionResult, MockAssessment
from assessments.photos import photos_of
from assessments.views.mock_answers import answer, find_mock, form_of, kept_form, posted_mock, show_desk
from assessments.wording import called
from portfolio.views.refusals import in_json

NOT_THERE = (
    "This practice is not there for you any more. Copy what you need from this page before you leave it."
)

NOT_SENT = (
    "A photo was chosen and not sent. Choose it again and press “Send the photos”, or finish without it."
)


@read_or_write
def mock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result, or while it is open the page on which it is run; POST finishes it."""
    if request.method == "POST":
        return answer(request, pk, _finish)
    found = find_mock(request, pk)
    return show_desk(request, found, kept_form(found)) if found.is_open else _result(request, found)


def _finish(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    if any(request.POST.getlist("photos")):  # the names of files, from a form that cannot send them
        raise Refused(NOT_SENT, HTTPStatus.UNPROCESSABLE_ENTITY)
    form = form_of(request, found)
    if not form.is_valid():
        return show_desk(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    done = finish_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))
    messages.success(request, "Finished. What was shown stays as it is; practise again whenever you like.")
    return redirect(done)


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By itself while it is run, answered in JSON; or by the button, which leads back to the list."""
    if "later" in request.POST:
        return answer(request, pk, _save_for_later)
    try:
        found = posted_mock(request, pk)
        kept = _keep(request, found)
    except Http404:
        return in_json(Refused(NOT_THERE, HTTPStatus.NOT_FOUND))
    except Incomplete as incomplete:
        return in_json(Refused(str(incomplete.problems[0]), HTTPStatus.UNPROCESSABLE_ENTITY))
    except Refused as refusal:
        return in_json(refusal)
    return JsonResponse({"saves": kept.saves, "saved_at": f"{timezone.localtime(kept.saved_at):%H:%M}"})


def _save_for_later(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    _keep(request, found)
    messages.success(request, "Kept for later. Go on with it from here.")
    return redirect("assessments:practice", found.apprenticeship_id)


def _keep(request: HttpRequest, found: MockAssessment) -> MockAssessment:
    form = form_of(request, found)
    return keep_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))


@require_POST
def throw_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    return answer(request, pk, _throw_away)


def _throw_away(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    throw_away_mock(mock=found, saves=form_of(request, found).saves_typed, by=signed_in(request))
    messages.success(request, f"Thrown away: {called(found).lower()}. Nothing of it is kept.")
    return redirect("assessments:practice", found.apprenticeship_id)


@require_POST
def anew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was typed for a mock that turned out to be over goes on as a new one."""
    try:
        found = posted_mock(request, pk)
    except MockIsOver as over:
        found = over.mock
    content = form_of(request, found).content()
    new = begin_anew(mock=found, content=content, by=signed_in(request))
    messages.success(
        request, "Kept as a new practice, with all that you had tapped and typed. Go on from here."
    )
    return redirect(new)


def _result(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    seen = CriterionResult.objects.visible_to(signed_in(request))
    results = list(seen.filter(mock=found).for_page())
    page = mock_result(found, results, photos_of(found))
    return render(request, "assessments/mock_result.html", {"page": page})
