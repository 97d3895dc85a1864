"""Whether an apprentice is ready, what speaks to each criterion, and what the numbers mean."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.coverage import coverage_of
from assessments.definitions import definitions_in
from assessments.readiness_page import for_readiness_page, readiness_page
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from portfolio.plan_checks import is_checked
from portfolio.roles import roles_of


@require_safe
def readiness(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = Apprenticeship.objects.read_by(signed_in(request))
    apprenticeship = get_object_or_404(for_readiness_page(seen, timezone.localdate()), pk=pk)
    page = readiness_page(apprenticeship, signed_in(request))
    return render(request, "assessments/readiness.html", {"readiness": page})


@require_safe
def coverage(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.read_by(user).for_page(), pk=pk)
    page = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "is_plan_checked": is_checked(apprenticeship),
        "methods": coverage_of(apprenticeship),
    }
    return render(request, "assessments/coverage.html", page)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    groups = definitions_in(roles_of(request).own_words)
    return render(request, "assessments/definitions.html", {"groups": groups})
