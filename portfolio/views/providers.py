"""The page on which an administrator sets what holds for the whole provider."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.permissions import ONLY_AN_ADMINISTRATOR
from portfolio.provider_actions import change_provider
from portfolio.provider_forms import ProviderForm
from portfolio.quota import room_at
from portfolio.roles import administered_by


@require_safe
def provider_index(request: HttpRequest) -> HttpResponse:
    """Straight to the only provider that somebody administers."""
    providers = list(administered_by(signed_in(request)))
    if not providers:
        ONLY_AN_ADMINISTRATOR.require()
    if len(providers) == 1:
        return redirect("portfolio:provider", providers[0].pk)
    return render(request, "portfolio/provider_index.html", {"providers": providers})


@read_or_write
def provider_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    form = ProviderForm(request.POST or None, provider=provider)
    if form.is_valid():
        change_provider(
            provider=provider,
            nation=form.cleaned_data["nation"],
            largest_file_bytes=form.largest_file_bytes,
            by=user,
        )
        messages.success(request, "The settings of your provider are saved.")
        return redirect("portfolio:provider", provider.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"provider": provider, "form": form, "room": room_at(provider)}
    return render(request, "portfolio/provider.html", facts, status=status)
