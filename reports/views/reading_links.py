"""The links that let assessment organisations into a reading room: who has one, who read what, ending it."""

import datetime as dt
from http import HTTPStatus
from urllib.parse import urljoin
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from reports.actions.rooms import Wanted, end_reading_link, let_browser_in, make_reading_link
from reports.forms.rooms import USUAL_DAYS, ReadingLinkForm
from reports.models import ReadingLink, RoomReading
from reports.permissions.rooms import can_end_link, can_let_in, can_make_link
from reports.rooms.secrets import PIN_DIGITS

PAGE_SIZE = 100


@require_safe
def reading_links(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the apprentice and the provider's administrators; others who work here have no part in it."""
    user = signed_in(request)
    visible = Apprenticeship.objects.worked_on_by(user).for_page()
    apprenticeship = get_object_or_404(visible, pk=pk)
    page = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "links": ReadingLink.objects.visible_to(user).filter(apprenticeship=apprenticeship).for_list(),
        "permission": can_make_link(user, apprenticeship),
    }
    return render(request, "reports/reading_links.html", page)


@read_or_write
def reading_link_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer to the form holds the address and the PIN; they are kept nowhere, so it is the only one."""
    user = signed_in(request)
    visible = Apprenticeship.objects.worked_on_by(user).for_page()
    apprenticeship = get_object_or_404(visible, pk=pk)
    can_make_link(user, apprenticeship).require()
    first = {"until": timezone.localdate() + dt.timedelta(days=USUAL_DAYS), "link_id": uuid4()}
    form = ReadingLinkForm(request.POST or None, initial=first, apprenticeship=apprenticeship)
    page = {"apprenticeship": apprenticeship, "form": form}
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "reports/reading_link_new.html", page, status=status)
    made = make_reading_link(apprenticeship=apprenticeship, wanted=_wanted(form), by=user)
    address = reverse("reports:room-enter", args=[made.link.pk, made.secret])
    page |= {"link": made.link, "address": urljoin(str(settings.SITE_URL), address), "pin": made.pin}
    return render(request, "reports/reading_link_made.html", page, status=HTTPStatus.CREATED)


def _wanted(form: ReadingLinkForm) -> Wanted:
    typed = form.cleaned_data
    return Wanted(
        id=typed["link_id"],
        organisation=typed["organisation"],
        reader=typed["reader"],
        until=form.last_moment,
        has_pin=typed["has_pin"],
        most_browsers=typed["most_browsers"],
        rules=typed["rules"],
    )


@require_safe
def reading_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One link, and everything that was opened by it."""
    user = signed_in(request)
    link = get_object_or_404(_links(user), pk=pk)
    readings = RoomReading.objects.visible_to(user).filter(link=link).for_list()
    page = {
        "link": link,
        "apprenticeship": link.apprenticeship,
        "is_own": is_own(user, link.apprenticeship),
        "page": Paginator(readings, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_end": can_end_link(user, link),
        "may_let_in": can_let_in(user, link),
        "digits": PIN_DIGITS,
    }
    return render(request, "reports/reading_link.html", page)


@require_POST
def reading_link_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    link = get_object_or_404(_links(user), pk=pk)
    end_reading_link(link=link, by=user)
    messages.success(request, f"The link of {link.organisation} has ended. Nothing behind it opens any more.")
    return redirect(link)


@require_POST
def reading_link_let_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    link = let_browser_in(link=get_object_or_404(_links(user), pk=pk), by=user)
    messages.success(request, f"The link now opens in {link.most_browsers} browsers.")
    return redirect(link)


def _links(user: User) -> QuerySet[ReadingLink]:
    return (
        ReadingLink.objects.visible_to(user)
        .for_list()
        .select_related("apprenticeship__apprentice", "apprenticeship__plan")
    )
