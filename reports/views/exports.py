"""Reading a showcase as a page, and having exports made, watched and fetched."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own, is_visiting, sees_showcase_only
from portfolio.roles import roles_of
from portfolio.views.attachments import serve, signed_address
from reports.actions import cancel_export, note_download, request_export, retry_export
from reports.makers import MAKERS
from reports.models import Export
from reports.offers import offers_for
from reports.permissions import can_cancel, can_download, can_retry
from reports.permissions.issues import can_read_issues
from reports.press import pdf_problem
from reports.room import room_of
from reports.rules import in_about, seconds_left
from reports.sheets.again import can_still_have

PAGE_LENGTH = 20
UNCHANGED = "Nothing has changed since this file was made, so here it is again."


@require_safe
def showcase(request: HttpRequest, pk: UUID) -> HttpResponse:
    apprenticeship = get_object_or_404(
        Apprenticeship.objects.visible_to(signed_in(request)).for_page(), pk=pk
    )
    is_visit = sees_showcase_only(roles_of(request), apprenticeship)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(signed_in(request), apprenticeship),
        "is_visit": is_visit,
        "room": room_of(apprenticeship, only_chosen=is_visit),
    }
    return render(request, "reports/showcase_page.html", context)


@read_or_write
def exports(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list of one portfolio, with an offer for each kind; asking for one is posted here."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.visible_to(user).for_page(), pk=pk)
    offers = offers_for(user, apprenticeship, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        asked = next((offer for offer in offers if offer.form.is_bound), None)
        if asked is None:
            raise Http404
        if asked.form.is_valid():
            export = request_export(
                apprenticeship=apprenticeship, kind=asked.kind, options=asked.form.options, by=user
            )
            if export.state == Export.State.READY:
                messages.info(request, UNCHANGED)
            return redirect(export)
    made = Export.objects.visible_to(user).filter(apprenticeship=apprenticeship)
    context = {
        "apprenticeship": apprenticeship,
        "page": Paginator(made.for_list(), PAGE_LENGTH).get_page(request.GET.get("page")),
        "offers": offers,
        "can_read_issues": can_read_issues(user, apprenticeship),
        "is_own": is_own(user, apprenticeship),
        "is_visit": is_visiting(roles_of(request).memberships, apprenticeship),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "reports/export_list.html", context, status=status)


@never_cache
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    context: dict[str, object] = {
        "export": found,
        "apprenticeship": found.apprenticeship,
        "holds": MAKERS[found.kind].holds,
        "left": in_about(seconds_left(found.done, found.total, found.stage_since, timezone.now())),
    }
    if found.is_unfinished:
        context["cancel"] = can_cancel(user, found)
    elif found.state != Export.State.READY:
        context["retry"] = can_retry(user, found, pdf_problem())
    template = "reports/_export_state.html" if request.headers.get("HX-Request") else "reports/export.html"
    return render(request, template, context)


@require_safe
def export_download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    can_download(found).require()
    can_still_have(user, found).require()
    if request.method == "GET":
        note_download(export=found, by=user)
    disposition = content_disposition_header(as_attachment=True, filename=found.filename) or "attachment"
    signed = signed_address(found.key, found.media_type, disposition)
    if signed:
        return redirect(signed)
    return serve(request, found.key, found.media_type, disposition, etag=found.sha256)


@require_POST
def export_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    waiting = retry_export(export=found, by=user)
    messages.success(request, "It is being made again.")
    return redirect(waiting)


@require_POST
def export_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    cancel_export(export=found, by=user)
    messages.success(request, "The export was cancelled. Nothing in the portfolio was changed.")
    return redirect(found)
