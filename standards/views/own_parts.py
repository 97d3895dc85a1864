"""Pages on which an administrator adds, changes, moves and removes the parts of a draft version."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from accounts.permissions import Refused
from standards.draft_forms import FORMS, PartForm, texts_in
from standards.models import Criterion, Ksb, StandardVersion
from standards.own_parts import StalePart, bring_back, move_part, remove_part, save_part
from standards.parts import KINDS, Draft, Kind

from .own_versions import found_draft

STEPS = {"up": -1, "down": 1}


@read_or_write
def version_part_new(request: HttpRequest, provider_id: UUID, version_id: UUID, kind: str) -> HttpResponse:
    """in: the area or the method that the new part belongs to."""
    provider, version = found_draft(request, provider_id, version_id)
    draft, within = Draft(version), None
    if kind in {"ksb", "criterion"}:
        owners = draft.areas if kind == "ksb" else draft.methods
        within = next((each for each in owners if str(each.pk) == request.GET.get("in")), None)
    is_lost = kind == "criterion" and within is None
    if kind not in KINDS or is_lost or (kind in {"method", "gateway"} and draft.plan is None):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FORMS[kind](data, draft=draft, within=within)
    return _show_or_save(request, provider, version, form)


@read_or_write
def version_part(
    request: HttpRequest, provider_id: UUID, version_id: UUID, kind: str, part_id: UUID
) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    draft = Draft(version)
    if request.method == "POST" and kind in KINDS and _row(draft, kind, part_id) is None:
        return _gone_page(request, provider, version, KINDS[kind])
    row = _found(draft, kind, part_id)
    data = request.POST if request.method == "POST" else None
    form = FORMS[kind](data, draft=draft, row=row, within=_owner(draft, row))
    return _show_or_save(request, provider, version, form)


def _found(draft: Draft, kind: str, part_id: UUID) -> Any:
    if kind not in KINDS:
        raise Http404
    row = _row(draft, kind, part_id)
    if row is None:
        raise Http404
    return row


def _row(draft: Draft, kind: str, part_id: UUID) -> Any:
    return next((each for each in draft.parts(KINDS[kind]) if each.pk == part_id), None)


def _owner(draft: Draft, row: Any) -> Any:
    """The method of a criterion."""
    if not isinstance(row, Criterion):
        return None
    return next(method for method in draft.methods if method.pk == row.method_id)


def _show_or_save(
    request: HttpRequest, provider: Provider, version: StandardVersion, form: PartForm
) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, provider, version, form)
    if not form.is_valid():
        return _form_page(request, provider, version, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    wish = form.wish()
    try:
        row = save_part(provider=provider, version=version, wish=wish, by=signed_in(request))
    except StalePart as stale:
        theirs = type(form)(None, draft=form.draft, row=stale.newest, within=form.within)
        return _form_page(
            request, provider, version, form, other=form.beside(theirs), status=HTTPStatus.CONFLICT
        )
    except wish.kind.model.DoesNotExist:  # type: ignore[attr-defined]  # every model has its own
        return _gone_page(request, provider, version, wish.kind)
    except Refused as refused:
        form.add_error(None, refused.reason)
        return _form_page(request, provider, version, form, status=refused.status)
    messages.success(request, f"Saved: {row}. Nobody is touched by it until the draft is published.")
    return redirect(_after(provider, version, wish.kind, row, is_new=form.row is None))


def _after(provider: Provider, version: StandardVersion, kind: Kind, row: Any, *, is_new: bool) -> str:
    """A criterion leads back to its method; a new gateway item on to its figures; the rest to the draft."""
    at = [provider.pk, version.pk]
    if kind.key == "criterion":
        method = reverse("standards:version-part", args=[*at, "method", row.method_id])
        return f"{method}#part-{row.pk}"
    if kind.key == "gateway" and is_new:
        return reverse("standards:version-part", args=[*at, "gateway", row.pk])
    return f"{reverse('standards:version-edit', args=at)}#part-{row.pk}"


def _form_page(
    request: HttpRequest,
    provider: Provider,
    version: StandardVersion,
    form: PartForm,
    *,
    other: object = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    page = {"provider": provider, "version": version, "form": form, "row": form.row, "other": other}
    return render(request, "standards/version_part.html", page, status=status)


def _gone_page(
    request: HttpRequest, provider: Provider, version: StandardVersion, kind: Kind
) -> HttpResponse:
    """Somebody else removed the part meanwhile: what was typed is given back to be copied."""
    page = {"provider": provider, "version": version, "kind": kind, "typed": texts_in(kind, request.POST)}
    return render(request, "standards/version_part_gone.html", page, status=HTTPStatus.CONFLICT)


@require_POST
def version_move(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    """up, down: the kind of a part, its id, and the place where it was shown, with full stops between."""
    provider, version = found_draft(request, provider_id, version_id)
    way = next((each for each in STEPS if each in request.POST), "")
    kind, _, rest = request.POST.get(way, "").partition(".")
    part_id, _, place = rest.partition(".")
    if kind not in KINDS or not place.isdecimal():
        raise Http404
    row = move_part(
        provider=provider,
        version=version,
        kind=KINDS[kind],
        pk=_found(Draft(version), kind, _uuid(part_id)).pk,
        place=int(place[:6]),
        step=STEPS[way],
        by=signed_in(request),
    )
    return redirect(_after(provider, version, KINDS[kind], row, is_new=False))


@require_POST
def version_restore(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    """ksb: one of the version that the draft was made from."""
    provider, version = found_draft(request, provider_id, version_id)
    source = Ksb.objects.visible_to(request.user).filter(version=version.replaces_id)
    left_out = get_object_or_404(source, pk=_uuid(request.POST.get("ksb", "")))
    row = bring_back(provider=provider, version=version, ksb=left_out, by=signed_in(request))
    messages.success(request, f"{row} is in the draft again.")
    return redirect("standards:version-publish", provider_id, version_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
def version_part_remove(
    request: HttpRequest, provider_id: UUID, version_id: UUID, kind: str, part_id: UUID
) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    if kind not in KINDS:
        raise Http404
    row = _row(Draft(version), kind, part_id)
    if row is None:
        messages.info(request, "It is not in the draft any more.")
        return redirect("standards:version-edit", provider_id, version_id)
    remove_part(provider=provider, version=version, kind=KINDS[kind], pk=part_id, by=signed_in(request))
    messages.success(request, f"Removed from the draft: {row}.")
    if isinstance(row, Criterion):
        return redirect("standards:version-part", provider_id, version_id, "method", row.method_id)
    return redirect("standards:version-edit", provider_id, version_id)
