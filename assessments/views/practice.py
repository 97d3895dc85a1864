"""The practice of one apprentice: its history, the scenario cards, and beginning something new."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from assessments.actions import Incomplete
from assessments.actions.practice import begin_mock
from assessments.mock_criteria import suits
from assessments.models import MockAssessment
from assessments.permissions.practice import can_practise, can_read_practice
from assessments.practice import practice_of
from portfolio.forms import as_uuid
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from portfolio.roles import roles_of
from standards.models import ScenarioCard


@require_safe
def practice(request: HttpRequest, pk: UUID) -> HttpResponse:
    page = practice_of(_apprenticeship(request, pk), signed_in(request))
    return render(request, "assessments/practice.html", {"practice": page})


@require_safe
def cards(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every card of the standard; those for another way of meeting customers come last."""
    apprenticeship = _apprenticeship(request, pk)
    seen = ScenarioCard.objects.visible_to(signed_in(request)).offered_for(apprenticeship.version).for_list()
    channel = apprenticeship.contact_channel
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(signed_in(request), apprenticeship),
        "may": can_practise(signed_in(request), apprenticeship, MockAssessment.Kind.ROLE_PLAY),
        "fitting": [card for card in seen if suits(card, channel)],
        "others": [card for card in seen if not suits(card, channel)],
    }
    return render(request, "assessments/practice_cards.html", context)


@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    apprenticeship = _apprenticeship(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in MockAssessment.Kind.values:
        raise Http404
    seen = ScenarioCard.objects.visible_to(signed_in(request)).offered_for(apprenticeship.version)
    chosen = as_uuid(request.POST.get("scenario"))
    card = seen.filter(pk=chosen).first() if chosen else None
    try:
        mock = begin_mock(apprenticeship=apprenticeship, kind=kind, scenario=card, by=signed_in(request))
    except Incomplete as incomplete:
        messages.warning(request, " ".join(str(problem) for problem in incomplete.problems))
        return redirect("assessments:practice-cards", pk)
    return redirect(mock)


def _apprenticeship(request: HttpRequest, pk: UUID) -> Apprenticeship:
    seen = Apprenticeship.objects.read_by(signed_in(request)).for_page()
    apprenticeship = get_object_or_404(seen, pk=pk)
    can_read_practice(roles_of(request), apprenticeship).require()
    return apprenticeship
