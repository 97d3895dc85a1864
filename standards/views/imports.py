"""Pages on which an administrator sends a file of standards, sees what is in it, and makes a draft of it."""

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import providers_held, signed_in
from accounts.permissions import Refused
from standards.belonging_actions import bring_belongings
from standards.belongings import brought_in_words
from standards.import_actions import drop_import, receive_import
from standards.import_drafts import draft_of_record
from standards.import_forms import DIALECTS, BringForm, DraftForm, ImportForm
from standards.import_preview import ANEW, Preview, preview_of
from standards.models import ImportedRecord, StandardImport, StandardVersion
from standards.own_versions import DraftBegun, draft_begun
from standards.permissions import (
    ONLY_AN_ADMINISTRATOR_KEEPS_STANDARDS,
    can_import,
    can_keep_standards,
    can_make_draft,
)
from standards.records.keeping import CREDIT

from .checks import managed

PAGE_LENGTH = 20
WORDS_LIMIT = 100


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
    provider = managed(request, provider_id, can_keep_standards)
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
    provider = managed(request, provider_id, can_keep_standards)
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
    provider = managed(request, provider_id, can_keep_standards)
    found = found_at(request, provider, import_id)
    drop_import(found=found, by=signed_in(request))
    messages.success(request, f"“{found}” is dropped. Drafts that were made of it are as they were.")
    return redirect("standards:import-list", provider.pk)


@read_or_write
def import_record(request: HttpRequest, provider_id: UUID, import_id: UUID, record_id: UUID) -> HttpResponse:
    """What would become of one record, and what differs from what is there; a draft is made by posting."""
    provider = managed(request, provider_id, can_keep_standards)
    user = signed_in(request)
    rows = ImportedRecord.objects.visible_to(user).filter(source__provider=provider, source=import_id)
    row = get_object_or_404(rows.for_page(), pk=record_id)
    preview = preview_of(row, provider, user, asked_base(request))
    if request.method != "POST":
        return _record(request, row, preview, DraftForm.for_preview(preview, provider))
    if "bring" in request.POST:
        return _bring(request, row, preview)
    form = DraftForm(request.POST, asks_level=preview.asks_level)
    if not form.is_valid():
        return _record(request, row, preview, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        draft = draft_of_record(row=row, base=preview.base, asked=form.asked, by=user)
    except DraftBegun as begun:
        return _record(request, row, preview, form, begun=begun.draft, status=HTTPStatus.CONFLICT)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return _record(request, row, preview, form, status=HTTPStatus(refusal.status))
    messages.success(request, "This is your draft. It touches nobody until you publish it.")
    return redirect("standards:version-edit", provider.pk, draft.pk)


def _bring(request: HttpRequest, row: ImportedRecord, preview: Preview) -> HttpResponse:
    """The templates and the words on guidance that stand beside the standard. Brought in twice is once."""
    if not preview.belongings.is_new:
        return redirect(row)
    form = BringForm(request.POST, belongings=preview.belongings)
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        seen, by = form.cleaned_data["seen"], signed_in(request)
        try:
            found = bring_belongings(row=row, kinds=form.kinds, seen=seen, by=by)
        except Refused as refusal:
            form = BringForm(None, belongings=preview.belongings)
            messages.error(request, refusal.reason)
            status = refusal.status
        else:
            messages.success(request, brought_in_words(len(found.templates), len(found.words)))
            return redirect(row)
    draft_form = DraftForm.for_preview(preview, row.source.provider)
    return _record(request, row, preview, draft_form, bring_form=form, status=HTTPStatus(status))


def asked_base(request: HttpRequest) -> str:
    sent = request.POST if request.method == "POST" else request.GET
    return sent.get("base", "").replace("\0", "")[:WORDS_LIMIT]


def _record(
    request: HttpRequest,
    row: ImportedRecord,
    preview: Preview,
    form: DraftForm,
    *,
    bring_form: BringForm | None = None,
    begun: StandardVersion | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    begun = begun or _draft_in_the_way(row, preview)
    is_typed = form.is_bound  # who typed something may try again when the draft is gone
    page = {
        "provider": row.source.provider,
        "row": row,
        "preview": preview,
        "form": form,
        "bring_form": bring_form or BringForm(None, belongings=preview.belongings),
        "permission": can_make_draft(preview.stopping, None if is_typed else begun),
        "begun": begun,
        "anew": ANEW,
        "credit": CREDIT,
    }
    return render(request, "standards/import_record.html", page, status=status)


def _draft_in_the_way(row: ImportedRecord, preview: Preview) -> StandardVersion | None:
    """None also where it was made of this record, because the page names that one anyway."""
    is_of_this = row.draft is not None and row.draft.is_draft
    if preview.base is None or is_of_this:
        return None
    return draft_begun(row.source.provider, preview.base.standard)


def found_at(request: HttpRequest, provider: Provider, import_id: UUID) -> StandardImport:
    imports = StandardImport.objects.visible_to(signed_in(request)).sent_at(provider.pk)
    return get_object_or_404(imports.for_page(), pk=import_id)
