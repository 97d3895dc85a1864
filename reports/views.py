"""Reading a showcase as a page, and having it made, watched and fetched as a PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import signed_in
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own, is_visiting, sees_showcase_only
from portfolio.roles import roles_of
from portfolio.views.attachments import serve, signed_address
from reports.actions import note_download, request_export, retry_export
from reports.models import Export
from reports.permissions import can_download, can_export, can_retry
from reports.press import pdf_problem
from reports.room import room_of


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


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.visible_to(user).for_page(), pk=pk)
    if request.method == "POST":
        return redirect(request_export(apprenticeship=apprenticeship, by=user))
    context = {
        "apprenticeship": apprenticeship,
        "exports": Export.objects.visible_to(user).filter(apprenticeship=apprenticeship).for_list(),
        "permission": can_export(user, apprenticeship, pdf_problem()),
        "is_own": is_own(user, apprenticeship),
        "is_visit": is_visiting(roles_of(request).memberships, apprenticeship),
    }
    return render(request, "reports/export_list.html", context)


@never_cache
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    context: dict[str, object] = {"export": found, "apprenticeship": found.apprenticeship}
    if found.state == Export.State.FAILED:
        context["retry"] = can_retry(user, found, pdf_problem())
    template = "reports/_export_state.html" if request.headers.get("HX-Request") else "reports/export.html"
    return render(request, template, context)


@require_safe
def export_download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    can_download(found).require()
    if request.method == "GET" and "Range" not in request.headers:
        note_download(export=found, by=user)
    disposition = content_disposition_header(as_attachment=True, filename=found.filename) or "attachment"
    signed = signed_address(found.key, "application/pdf", disposition)
    if signed:
        return redirect(signed)
    return serve(request, found.key, "application/pdf", disposition, etag=found.sha256)


@require_POST
def export_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Export.objects.visible_to(user).for_page(), pk=pk)
    waiting = retry_export(export=found, by=user)
    messages.success(request, "The showcase is being made again.")
    return redirect(waiting)
