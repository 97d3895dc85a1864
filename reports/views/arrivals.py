"""Bringing a portfolio in: sending the file, reading what is inside, saying yes or no."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.keeping import FileRefused
from portfolio.models import Apprenticeship
from portfolio.roles import administered_by
from reports.actions.arrivals import (
    confirm_arrival,
    drop_arrival,
    receive_archive,
    receive_leap2a,
    try_arrival_again,
)
from reports.forms.arrivals import ArchiveFileForm, ConfirmForm, NothingToChoose
from reports.models import Arrival
from reports.models.arrivals import ArrivalQuerySet
from reports.permissions.arrivals import can_confirm, can_drop, can_receive, can_receive_leap2a

PAGE_LENGTH = 20


@read_or_write
def arrivals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The archives that came in at a provider; another one is posted here."""
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    form = file_form(request)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                name = form.source.name or ""
                arrival = receive_archive(
                    provider=provider, source=form.source, name=name, in_form=True, by=user
                )
                return redirect(arrival)
            except FileRefused as refusal:
                status = HTTPStatus(refusal.status)
                form.add_error("file", refusal.reason)
    context = {
        "provider": provider,
        "form": form,
        "permission": can_receive(user, provider),
        "page": paged(request, Arrival.objects.visible_to(user).archives_at(provider)),
    }
    return render(request, "reports/arrival_list.html", context, status=status)


def paged(request: HttpRequest, arrivals: ArrivalQuerySet) -> Page[Arrival]:
    return Paginator(arrivals.for_list(), PAGE_LENGTH).get_page(request.GET.get("page"))


def file_form(request: HttpRequest) -> ArchiveFileForm:
    return ArchiveFileForm(request.POST, request.FILES) if request.method == "POST" else ArchiveFileForm()


@read_or_write
def leap2a(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an apprentice brought along from another portfolio; another file is posted here."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.worked_on_by(user).for_page(), pk=pk)
    permission = can_receive_leap2a(user, apprenticeship)
    form = file_form(request)
    status = HTTPStatus.OK
    if request.method == "POST":
        permission.require()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                name = form.source.name or ""
                return redirect(
                    receive_leap2a(apprenticeship=apprenticeship, source=form.source, name=name, by=user)
                )
            except FileRefused as refusal:
                status = HTTPStatus(refusal.status)
                form.add_error("file", refusal.reason)
    context = {
        "apprenticeship": apprenticeship,
        "form": form,
        "permission": permission,
        "page": paged(request, Arrival.objects.visible_to(user).into(apprenticeship)),
    }
    return render(request, "reports/leap2a.html", context, status=status)


@never_cache
@read_or_write
def arrival(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; once it was looked at, what is inside. Saying yes is posted here."""
    found = get_object_or_404(Arrival.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    form = form_for(request, found)
    status = HTTPStatus.OK
    if request.method == "POST":
        can_confirm(found).require()
        if form is not None and form.is_valid():
            return redirect(confirm_arrival(arrival=found, choices=form.choices, by=signed_in(request)))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and not found.is_at_work:
        return HttpResponseClientRefresh()
    context = {"arrival": found, "form": form, "confirm": can_confirm(found), "drop": can_drop(found)}
    template = "reports/_arrival_state.html" if is_part else "reports/arrival.html"
    return render(request, template, context, status=status)


def form_for(request: HttpRequest, found: Arrival) -> "ConfirmForm | NothingToChoose | None":
    sent = request.POST if request.method == "POST" else None
    if found.state != Arrival.State.READY:
        return None
    if found.kind == Arrival.Kind.LEAP2A:
        return NothingToChoose(sent)
    return ConfirmForm(sent, provider=found.provider, preview=found.preview)


@require_POST
def arrival_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Arrival.objects.visible_to(user).for_page(), pk=pk)
    waiting = try_arrival_again(arrival=found, by=user)
    messages.success(request, "It is being looked at again.")
    return redirect(waiting)


@require_POST
def arrival_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Arrival.objects.visible_to(user).for_page(), pk=pk)
    drop_arrival(arrival=found, by=user)
    messages.success(request, "It was dropped. Nothing was brought in, and the file is gone.")
    return redirect(found)
