"""The predicted grades of one apprentice, with the what-if view."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.grades import grades_of
from assessments.permissions.practice import can_read_practice
from assessments.supposing import what_if
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from portfolio.roles import roles_of


@require_safe
def grades(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For whoever reads the portfolio; practice is in it for those who read practice."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.read_by(user).for_page(), pk=pk)
    found = grades_of(apprenticeship, user)
    page = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "may_read_practice": can_read_practice(roles_of(request), apprenticeship),
        "grades": found,
        "what_if": what_if(found, dict(request.GET.lists())),
    }
    return render(request, "assessments/grades.html", page)
