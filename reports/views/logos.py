"""The page on which an administrator chooses the logo of the provider."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio.roles import administered_by
from reports.actions.logos import keep_logo, remove_logo
from reports.forms.logos import LogoForm
from reports.models import ProviderLogo


@read_or_write
def logo(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        try:
            keep_logo(provider=provider, source=form.source, name=form.source.name or "", by=user)
        except Refused as refusal:
            form.add_unfit({"file": refusal.reason}, refusal.status)
        else:
            messages.success(
                request, "The logo stands on the cover of every showcase PDF that is made from now on."
            )
            return redirect("reports:logo", provider.pk)
    status = form.status if form.errors else HTTPStatus.OK
    found = ProviderLogo.objects.visible_to(user).filter(provider=provider).defer("picture").first()
    page = {"provider": provider, "form": form, "logo": found}
    return render(request, "reports/logo.html", page, status=status)


@require_safe
def logo_picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(ProviderLogo.objects.visible_to(signed_in(request)), provider=pk)
    return HttpResponse(
        bytes(found.picture), content_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )


@require_POST
def logo_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    remove_logo(provider=provider, by=user)
    messages.success(
        request, "The logo is gone. Showcase PDFs made from now on carry the first letters instead."
    )
    return redirect("reports:logo", provider.pk)
