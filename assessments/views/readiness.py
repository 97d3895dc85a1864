"""Whether an apprentice is ready, for each assessment method, and what stands in the way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.readiness_page import readiness_page
from assessments.requests import with_next_request
from portfolio.models import Apprenticeship


@require_safe
def readiness(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = with_next_request(Apprenticeship.objects.read_by(signed_in(request)).for_page())
    apprenticeship = get_object_or_404(seen, pk=pk)
    page = readiness_page(apprenticeship, signed_in(request))
    return render(request, "assessments/readiness.html", {"readiness": page})
