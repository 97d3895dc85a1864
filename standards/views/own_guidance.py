"""Pages on which an administrator puts own words beside our guidance, and reads what people say of it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from standards.catalogues import providers_of
from standards.guidance_actions import StaleGuidance, save_own_guidance
from standards.guidance_forms import OwnGuidanceForm
from standards.library import kept_at
from standards.models import GuidanceEntry, GuidanceFeedback, GuidancePoint, ProviderGuidance
from standards.permissions import ONLY_AN_ADMINISTRATOR_KEEPS_GUIDANCE, can_keep_guidance


@require_safe
def own_guidance_index(request: HttpRequest) -> HttpResponse:
    """Straight to the guidance of the only provider that somebody administers."""
    kept = kept_at(signed_in(request))
    if not kept:
        ONLY_AN_ADMINISTRATOR_KEEPS_GUIDANCE.require()
    if len(kept) == 1:
        return redirect("standards:own-guidance-list", kept[0].pk)
    return render(request, "standards/own_guidance_index.html", {"providers": kept})


@require_safe
def own_guidance_list(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    provider = _kept(request, provider_id)
    entries = GuidanceEntry.objects.visible_to(request.user).in_order().with_feedback_of(provider.pk)
    own = {row.entry_id: row for row in _own(request, provider)}
    rows = [{"entry": entry, "own": own.get(entry.pk)} for entry in entries]
    return render(request, "standards/own_guidance_list.html", {"provider": provider, "rows": rows})


def _kept(request: HttpRequest, provider_id: UUID) -> Provider:
    """Somebody who belongs there may know that the page exists; only its administrators may use it."""
    user = signed_in(request)
    provider = get_object_or_404(providers_of(user), pk=provider_id)
    can_keep_guidance(user, provider).require()
    return provider


def _own(request: HttpRequest, provider: Provider) -> list[ProviderGuidance]:
    return list(ProviderGuidance.objects.visible_to(request.user).of_provider(provider.pk))


@read_or_write
def own_guidance_edit(request: HttpRequest, provider_id: UUID, entry_id: UUID) -> HttpResponse:
    provider = _kept(request, provider_id)
    entry = get_object_or_404(GuidanceEntry.objects.visible_to(request.user), pk=entry_id)
    own = ProviderGuidance.objects.visible_to(request.user).of_provider(provider.pk).filter(entry=entry)
    form = OwnGuidanceForm(request.POST if request.method == "POST" else None, own=own.first())
    if not form.is_bound:
        return _show(request, provider, entry, form)
    if not form.is_valid():
        return _show(request, provider, entry, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _saved(request, provider, entry, form)


def _saved(
    request: HttpRequest, provider: Provider, entry: GuidanceEntry, form: OwnGuidanceForm
) -> HttpResponse:
    words, saves = form.words(), form.cleaned_data["saves"]
    try:
        kept = save_own_guidance(
            provider=provider, entry=entry, words=words, saves=saves, by=signed_in(request)
        )
    except StaleGuidance as stale:
        form.count_from(stale.newest.saves if stale.newest else 0)
        return _show(
            request,
            provider,
            entry,
            form,
            status=HTTPStatus.CONFLICT,
            stale=stale.reason,
            newest=stale.newest,
        )
    said = "Your people read it from now on" if kept else "Only Waymark’s own guidance is shown"
    messages.success(request, f"{said}: “{entry}”.")
    return redirect("standards:own-guidance-list", provider.pk)


def _show(
    request: HttpRequest,
    provider: Provider,
    entry: GuidanceEntry,
    form: OwnGuidanceForm,
    *,
    status: int = HTTPStatus.OK,
    stale: str = "",
    newest: ProviderGuidance | None = None,
) -> HttpResponse:
    """Each section with ours above the box for theirs, and what people said of the entry."""
    points = list(GuidancePoint.objects.visible_to(request.user).filter(entry=entry).order_by("position"))
    ours = {point.section: [each for each in points if each.section == point.section] for point in points}
    said = GuidanceFeedback.objects.visible_to(request.user).of_provider(provider.pk).filter(entry=entry)
    page = {
        "provider": provider,
        "entry": entry,
        "form": form,
        "rows": [(box, ours.get(box.name, [])) for box in form.sections],
        "feedback": said.newest_first(),
        "stale": stale,
        "newest": newest,
    }
    return render(request, "standards/own_guidance_edit.html", page, status=status)
