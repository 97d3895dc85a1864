"""Pages on which an administrator decides what the provider's apprentices are asked."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import Provider, Role
from accounts.people import providers_where, signed_in
from standards.actions import (
    StaleTemplate,
    hide_template,
    offer_template,
    replace_template,
    restore_template,
)
from standards.catalogues import catalogue_of, providers_of
from standards.forms import TemplateForm
from standards.models import EvidenceTemplate, Ksb
from standards.permissions import ONLY_AN_ADMINISTRATOR, can_hide, can_manage_templates, can_restore
from standards.rules import Catalogue, fits_in_words


@require_safe
def template_index(request: HttpRequest) -> HttpResponse:
    """Straight to the templates of the only provider that somebody administers."""
    user = signed_in(request)
    administered = list(providers_of(user).filter(pk__in=providers_where(user, Role.PROVIDER_ADMIN)))
    if not administered:
        ONLY_AN_ADMINISTRATOR.require()
    if len(administered) == 1:
        return redirect("standards:template-list", administered[0].pk)
    return render(request, "standards/template_index.html", {"providers": administered})


@require_safe
def template_list(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    provider = _managed(request, provider_id)
    catalogue = catalogue_of(provider)
    ksbs = list(Ksb.objects.visible_to(request.user).across_standards())
    page = {
        "provider": provider,
        "offered": [_row(catalogue, template, ksbs) for template in catalogue.offered],
        "put_away": [_row(catalogue, template, ksbs) for template in catalogue.put_away],
    }
    return render(request, "standards/template_list.html", page)


def _managed(request: HttpRequest, provider_id: UUID) -> Provider:
    """Somebody who belongs there may know that the page exists; only its administrators may use it."""
    user = signed_in(request)
    provider = get_object_or_404(providers_of(user), pk=provider_id)
    can_manage_templates(user, provider).require()
    return provider


def _row(catalogue: Catalogue, template: EvidenceTemplate, ksbs: list[Ksb]) -> dict[str, Any]:
    return {
        "template": template,
        "fits": fits_in_words(template, ksbs),
        "questions": len(template.prompts.all()),
        "hiding": can_hide(catalogue, template),
        "is_restorable": catalogue.is_offered(template) and bool(can_restore(catalogue, template)),
    }


def _found(request: HttpRequest, provider: Provider, template_id: UUID) -> EvidenceTemplate:
    templates = EvidenceTemplate.objects.visible_to(request.user).kept_at(provider.pk)
    return get_object_or_404(templates.open_to_change().for_form(), pk=template_id)


@read_or_write
def template_edit(request: HttpRequest, provider_id: UUID, template_id: UUID) -> HttpResponse:
    provider = _managed(request, provider_id)
    template = _found(request, provider, template_id)
    if request.method != "POST":
        return _show(request, provider, template, TemplateForm(None, template=template, form_id=uuid4()))
    form = TemplateForm(request.POST, template=template, form_id=uuid4())
    if request.POST.get("act") == "add":
        form.questions = form.with_another_question()
        return _show(request, provider, template, form)
    if not form.is_valid():
        return _show(request, provider, template, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _replaced(request, provider, template, form)


def _replaced(
    request: HttpRequest, provider: Provider, template: EvidenceTemplate, form: TemplateForm
) -> HttpResponse:
    try:
        version = replace_template(
            provider=provider,
            template=template,
            wording=form.wording(),
            new_id=form.new_id,
            by=signed_in(request),
        )
    except StaleTemplate as stale:
        return _show(request, provider, template, form, status=HTTPStatus.CONFLICT, newest=stale.newest)
    messages.success(request, f"“{version}” is what your apprentices are offered now.")
    return redirect("standards:template-list", provider.pk)


def _show(
    request: HttpRequest,
    provider: Provider,
    template: EvidenceTemplate,
    form: TemplateForm,
    *,
    status: int = HTTPStatus.OK,
    newest: EvidenceTemplate | None = None,
) -> HttpResponse:
    """The form. With a newer version about, saving once more puts what stands here in the place of that."""
    address = reverse("standards:template-edit", args=[provider.pk, (newest or template).pk])
    page = {"provider": provider, "template": template, "form": form, "newest": newest, "address": address}
    return render(request, "standards/template_edit.html", page, status=status)


@require_POST
def template_hide(request: HttpRequest, provider_id: UUID, template_id: UUID) -> HttpResponse:
    provider = _managed(request, provider_id)
    template = _found(request, provider, template_id)
    hide_template(provider=provider, template=template, by=signed_in(request))
    messages.success(request, f"“{template}” is hidden. What was written with it stays.")
    return redirect("standards:template-list", provider_id)


@require_POST
def template_offer(request: HttpRequest, provider_id: UUID, template_id: UUID) -> HttpResponse:
    provider = _managed(request, provider_id)
    template = _found(request, provider, template_id)
    offer_template(provider=provider, template=template, by=signed_in(request))
    messages.success(request, f"“{template}” is offered again.")
    return redirect("standards:template-list", provider_id)


@require_POST
def template_restore(request: HttpRequest, provider_id: UUID, template_id: UUID) -> HttpResponse:
    provider = _managed(request, provider_id)
    template = _found(request, provider, template_id)
    original = restore_template(provider=provider, template=template, by=signed_in(request))
    messages.success(request, f"Waymark’s “{original}” is offered again in place of your own version.")
    return redirect("standards:template-list", provider_id)
