"""The showcase as a selection: its owner chooses and orders, others read what was chosen."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.actions import choose_showcase
from portfolio.addresses import addresses
from portfolio.choosing import accepted_in, chosen_in_order, coverage_of, showcase_rows
from portfolio.models import Apprenticeship
from portfolio.permissions import can_choose_showcase, sees_showcase_only
from portfolio.reading import reading_of
from portfolio.roles import roles_of
from portfolio.rules import counted

PAGE_SIZE = 40


@read_or_write
def showcase(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    visible = Apprenticeship.objects.visible_to(user).select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(visible, pk=pk)
    if request.method == "POST":
        return _choose(request, apprenticeship)
    reading = reading_of(apprenticeship, user)
    if sees_showcase_only(roles_of(request), apprenticeship):
        return redirect("reports:showcase", pk)
    url_of = addresses("portfolio:claims", pk)
    accepted = accepted_in(reading)
    page = Paginator(accepted.left_out, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = showcase_rows(reading, accepted.chosen, page.object_list)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": reading.is_own,
        "can_choose": can_choose_showcase(user, apprenticeship),
        "rows": rows,
        "chosen": [row for row in rows if row.place],
        "page": page,
        "coverage": coverage_of(reading, rows, url_of),
    }
    return render(request, "portfolio/showcase.html", context)


def _choose(request: HttpRequest, apprenticeship: Apprenticeship) -> HttpResponse:
    user = signed_in(request)
    can_choose_showcase(user, apprenticeship).require()
    pieces = chosen_in_order(request.POST)
    choose_showcase(apprenticeship=apprenticeship, evidence_ids=pieces, by=user)
    called = apprenticeship.plan.words.showcase
    messages.success(request, f"Your {called} holds {counted(len(pieces), 'piece')} now, in this order.")
    return redirect("portfolio:showcase", pk=apprenticeship.pk)
