"""Pages on which an administrator sends a file of standards, sees what is in it, and makes a draft of it."""

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import Provider
from accounts.people import providers_held, signed_in
from accounts.permissions import Refused
from standards.import_actions import drop_import, receive_import
from standards.import_forms import DIALECTS, ImportForm
from standards.import_preview import ANEW, preview_of
from standards.models import ImportedRecord, StandardImport
from standards.permissions import ONLY_AN_ADMINISTRATOR_KEEPS_STANDARDS, can_import, can_keep_standards
from standards.records.keeping import CREDIT

PAGE_LENGTH = 20
WORDS_LIMIT = 100

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def import_index(request: HttpRequest) -> HttpResponse:
    """Straight to the files of the only provider that somebody administers."""
    user = signed_in(request)
    administered = [each for each in providers_held(user) if can_keep_standards(user, each)]
    if not administered:
        ONLY_AN_ADMINISTRATOR_KEEPS_STANDARDS.require()
    if len(administered) == 1:
        return redirect("standards:import-list", administered[0].pk)
    return render(request, "standards/import_index.html", {"providers": administered})


@read_or_write
def import_list(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """The files that were sent; another one is posted here."""
    provider = administered(request, provider_id)
    if request.method != "POST":
        return _list(request, provider, ImportForm(initial={"form_id": uuid4()}))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, provider, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        found = receive_import(
            provider=provider,
            source=form.source,
            name=form.source.name or "",
            dialect=form.cleaned_data["dialect"],
            said=form.said,
            new_id=form.cleaned_data["form_id"],
            by=signed_in(request),
        )
    except Refused as refusal:
        form.add_error("file", refusal.reason)
        return _list(request, provider, form, status=HTTPStatus(refusal.status))
    return redirect(found)


def _list(
    request: HttpRequest, provider: Provider, form: ImportForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    user = signed_in(request)
    page = {
        "provider": provider,
        "form": form,
        "permission": can_import(user, provider),
        "imports": StandardImport.objects.visible_to(user).sent_at(provider.pk).for_list(),
    }
    return render(request, "standards/import_list.html", page, status=status)


@require_safe
@never_cache
def import_page(request: HttpRequest, provider_id: UUID, import_id: UUID) -> HttpResponse:
    """What is in a file: its standards, and what is wrong with them."""
    provider = administered(request, provider_id)
    found = found_at(request, provider, import_id)
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and not found.is_at_work:
        return HttpResponseClientRefresh()
    template = "standards/_import_reading.html" if is_part else "standards/import_page.html"
    page = {"found": found, "provider": provider, "dialect": dict(DIALECTS).get(found.dialect, "")}
    return render(request, template, page | _records(request, found))


def _records(request: HttpRequest, found: StandardImport) -> dict[str, object]:
    text = request.GET.get("q", "").replace("\0", "").strip()[:WORDS_LIMIT]
    is_narrowed = request.GET.get("show") == "problems"
    every = ImportedRecord.objects.visible_to(signed_in(request)).filter(source=found)
    shown = every.with_problems() if is_narrowed else every
    pages = Paginator(shown.named(text).for_list(), PAGE_LENGTH)
    asked = {name: value for name, value in (("q", text), ("show", "problems" * is_narrowed)) if value}
    return {
        "page": pages.get_page(request.GET.get("page")),
        "text": text,
        "is_narrowed": is_narrowed,
        "query": urlencode(asked),
        "count": every.count(),
        "problem_count": every.with_problems().count(),
    }


@require_POST
def import_drop(request: HttpRequest, provider_id: UUID, import_id: UUID) -> HttpResponse:
    provider = administered(request, provider_id)
    found = found_at(request, provider, import_id)
    drop_import(found=found, by=signed_in(request))
    messages.success(request, f"“{found}” is dropped. Drafts that were made of it are as they were.")
    return redirect("standards:import-list", provider.pk)


@require_safe
def import_record(request: HttpRequest, provider_id: UUID, import_id: UUID, record_id: UUID) -> HttpResponse:
    """What would become of one record, and what differs from what is there."""
    provider = administered(request, provider_id)
    rows = ImportedRecord.objects.visible_to(signed_in(request)).filter(source__provider=provider)
    row = get_object_or_404(rows.filter(source=import_id).for_page(), pk=record_id)
    wanted = request.GET.get("base", "")[:WORDS_LIMIT]
    preview = preview_of(row, provider, signed_in(request), wanted)
    page = {"provider": provider, "row": row, "preview": preview, "anew": ANEW, "credit": CREDIT}
    return render(request, "standards/import_record.html", page)


def administered(request: HttpRequest, provider_id: UUID) -> Provider:
    """Somebody who belongs there may know that the page exists; only its administrators may use it."""
    user = signed_in(request)
    provider = next((each for each in providers_held(user) if each.pk == provider_id), None)
    if provider is None:
        raise Http404
    can_keep_standards(user, provider).require()
    return provider


def found_at(request: HttpRequest, provider: Provider, import_id: UUID) -> StandardImport:
    imports = StandardImport.objects.visible_to(signed_in(request)).sent_at(provider.pk)
    return get_object_or_404(imports.for_page(), pk=import_id)
