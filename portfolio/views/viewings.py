"""Who from outside looked at a portfolio, and at what."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.models import Apprenticeship, Viewing
from portfolio.permissions import is_own
from portfolio.viewings import looks_of

PAGE_SIZE = 200


@require_safe
def viewings(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    visible = Apprenticeship.objects.worked_on_by(user).select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(visible, pk=pk)
    rows = Viewing.objects.visible_to(user).filter(apprenticeship=apprenticeship).for_list()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "page": page,
        "looks": looks_of(apprenticeship, page.object_list),
    }
    return render(request, "portfolio/viewings.html", context)
