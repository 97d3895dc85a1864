"""The list of apprenticeships, and the page of one."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.boards import board_rows, overview_of
from portfolio.maps import ksb_map
from portfolio.models import Apprenticeship
from portfolio.permissions import (
    can_add_evidence,
    is_assessor_of,
    is_own,
    is_visiting,
    reads_samples,
    sees_showcase_only,
)
from portfolio.roles import roles_of
from portfolio.rules import clean_text

PAGE_SIZE = 40
NAME_LIMIT = 100


@require_safe
def apprenticeship_list(request: HttpRequest) -> HttpResponse:
    name = " ".join(clean_text(request.GET.get("q", "")[:NAME_LIMIT]).split())
    visible = Apprenticeship.objects.visible_to(signed_in(request)).named(name).for_list()
    page = Paginator(visible, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": board_rows(page.object_list, roles_of(request)),
        "name": name,
        "query": urlencode({"q": name}) if name else "",
    }
    return render(request, "portfolio/apprenticeship_list.html", context)


@require_safe
def apprenticeship_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page, or for a corner of another page the map alone. A visitor is led to the showcase."""
    user = signed_in(request)
    known = Apprenticeship.objects.visible_to(user).with_moves().for_page()
    apprenticeship = get_object_or_404(known, pk=pk)
    if sees_showcase_only(roles_of(request), apprenticeship):
        return redirect("portfolio:showcase", pk=pk)
    drawn = ksb_map(apprenticeship, user)
    moves, elsewhere = (vars(apprenticeship)[name] for name in ("move_count", "move_elsewhere_count"))
    works_here = not is_visiting(roles_of(request).memberships, apprenticeship)
    if request.headers.get("HX-Request"):
        return render(request, "components/ksb_map.html", {"bands": drawn.bands, "compact": True})
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "reads_samples": reads_samples(roles_of(request)),
        "is_at_work": works_here,
        "moves": apprenticeship.version_moves.for_list() if works_here and moves else [],
        "moves_elsewhere": apprenticeship.moves_elsewhere.for_page() if works_here and elsewhere else [],
        "may_ask": is_assessor_of(user, apprenticeship) and apprenticeship.is_on_programme,
        "map": drawn,
        "overview": overview_of(apprenticeship, user),
        "can_add": can_add_evidence(user, apprenticeship),
    }
    return render(request, "portfolio/apprenticeship.html", context)
