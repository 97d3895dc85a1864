"""Pages on which an administrator makes a version of a standard of the provider's own, and publishes it."""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from accounts.permissions import Refused
from standards.changes import changes_between
from standards.draft_checks import flaws_in
from standards.draft_forms import BeginForm, FactsForm, PlanChoiceForm, WordsForm
from standards.models import AssessmentPlan, StandardVersion
from standards.own_parts import number_again
from standards.own_versions import (
    DraftBegun,
    StaleVersion,
    begin_plan,
    discard_version,
    draft_from,
    free_name,
    names_taken,
    publish_version,
    save_facts,
    save_words,
)
from standards.parts import Draft, with_its_source
from standards.permissions import can_change_version, can_keep_standards
from standards.plan_forms import PublishForm
from standards.rules import bands_of

from .checks import managed


@read_or_write
def version_begin(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id, can_keep_standards)
    usable = StandardVersion.objects.visible_to(request.user).usable_at(provider.pk).for_page()
    source = get_object_or_404(usable, pk=version_id)
    if request.method != "POST":
        name = free_name(source.version, names_taken(provider, source.standard))
        day = max(source.starts_from, timezone.localdate())
        form = BeginForm(initial={"new_id": uuid4(), "version": name, "starts_from": day})
        return _begin_page(request, provider, source, form)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _begin_page(request, provider, source, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _begun(request, provider, source, form)


def _begun(
    request: HttpRequest, provider: Provider, source: StandardVersion, form: BeginForm
) -> HttpResponse:
    try:
        draft = draft_from(provider=provider, source=source, by=signed_in(request), **form.cleaned_data)
    except DraftBegun as begun:
        messages.info(request, begun.reason)
        return redirect("standards:version-edit", provider.pk, begun.draft.pk)
    except Refused as refused:
        form.add_error("version", refused.reason)
        return _begin_page(request, provider, source, form, refused.status)
    messages.success(request, "The draft is there. Nobody else sees it, and nobody is touched by it.")
    return redirect("standards:version-edit", provider.pk, draft.pk)


def _begin_page(
    request: HttpRequest,
    provider: Provider,
    source: StandardVersion,
    form: BeginForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    page = {"provider": provider, "source": source, "form": form}
    return render(request, "standards/version_begin.html", page, status=status)


def found_draft(
    request: HttpRequest, provider_id: UUID, version_id: UUID
) -> tuple[Provider, StandardVersion]:
    """The provider, and a draft of its own that this person may change."""
    provider = managed(request, provider_id, can_keep_standards)
    kept = StandardVersion.objects.visible_to(request.user).kept_at(provider.pk).for_page()
    version = get_object_or_404(kept, pk=version_id)
    can_change_version(signed_in(request), provider, version).require()
    return provider, version


@require_safe
def version_edit(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    """All of a draft, with a way to each of its parts."""
    provider, version = found_draft(request, provider_id, version_id)
    draft = Draft(version)
    page = {
        "provider": provider,
        "version": version,
        "draft": draft,
        "empty_areas": [area for area in draft.areas if area.pk not in {ksb.area_id for ksb in draft.ksbs}],
        "bands": bands_of(draft.ksbs),
        "flaws": flaws_in(draft, timezone.localdate(), ()),
        "plan_form": None if draft.plan else PlanChoiceForm(None, plans=_plans(request, provider)),
    }
    return render(request, "standards/version_edit.html", page)


def _plans(request: HttpRequest, provider: Provider) -> object:
    return AssessmentPlan.objects.visible_to(request.user).usable_at(provider.pk).for_list()


@read_or_write
def version_facts(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    form = FactsForm(request.POST if request.method == "POST" else None, version=version)
    page = {"provider": provider, "version": version, "form": form, "title": "Name, day and reason"}
    if request.method != "POST":
        return render(request, "standards/version_form.html", page)
    if not form.is_valid():
        return render(request, "standards/version_form.html", page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        save_facts(
            provider=provider,
            version=version,
            values=form.values(),
            seen=form.cleaned_data["seen"],
            by=signed_in(request),
        )
    except StaleVersion as stale:
        page["other"] = form.beside(FactsForm(None, version=stale.newest))
        return render(request, "standards/version_form.html", page, status=stale.status)
    except Refused as refused:
        form.add_error("version", refused.reason)
        return render(request, "standards/version_form.html", page, status=refused.status)
    return _saved(request, provider, version)


@read_or_write
def version_words(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    plan = get_object_or_404(AssessmentPlan.objects.visible_to(request.user), version=version)
    form = WordsForm(request.POST if request.method == "POST" else None, plan=plan)
    page = {"provider": provider, "version": version, "form": form, "title": "Words of the plan"}
    if request.method != "POST":
        return render(request, "standards/version_form.html", page)
    if not form.is_valid():
        return render(request, "standards/version_form.html", page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        save_words(
            provider=provider,
            version=version,
            name=form.cleaned_data["name"],
            words=form.words(),
            seen=form.cleaned_data["seen"],
            by=signed_in(request),
        )
    except StaleVersion as stale:
        page["other"] = form.beside(WordsForm(None, plan=stale.newest.plans.get()))
        return render(request, "standards/version_form.html", page, status=stale.status)
    return _saved(request, provider, version)


def _saved(request: HttpRequest, provider: Provider, version: StandardVersion) -> HttpResponse:
    messages.success(request, "The draft is saved. Nobody is touched by it until it is published.")
    return redirect("standards:version-edit", provider.pk, version.pk)


@require_POST
def version_plan(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    """A plan for a draft that has none."""
    provider, version = found_draft(request, provider_id, version_id)
    form = PlanChoiceForm(request.POST, plans=_plans(request, provider))
    if form.is_valid():
        source = form.cleaned_data["source"]
        begin_plan(provider=provider, version=version, source=source, by=signed_in(request))
        messages.success(request, "The plan is begun. Say which methods look at which KSBs.")
    else:
        messages.error(request, "That plan is not offered here, or not any more. Choose again.")
    return redirect("standards:version-edit", provider_id, version_id)


@require_POST
def version_number(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    number_again(provider=provider, version=version, by=signed_in(request))
    messages.success(request, "Every KSB has the code of its place now.")
    return redirect("standards:version-edit", provider_id, version_id)


@read_or_write
def version_publish(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    """What would change, what stands in the way, and whom it affects, before it is published."""
    if request.method != "POST":
        return _review(request, *found_draft(request, provider_id, version_id))
    provider = managed(request, provider_id, can_keep_standards)
    own = StandardVersion.objects.visible_to(request.user).filter(provider=provider)
    version = get_object_or_404(own.for_page(), pk=version_id)
    form = PublishForm(request.POST)
    saves = form.cleaned_data["saves"] if form.is_valid() else -1
    try:
        publish_version(provider=provider, version=version, saves=saves, by=signed_in(request))
    except StaleVersion:
        return _review(request, provider, version, is_stale=True)
    messages.success(request, f"Version {version.version} is published. Nobody was moved to it.")
    return redirect(version)


def _review(
    request: HttpRequest, provider: Provider, version: StandardVersion, *, is_stale: bool = False
) -> HttpResponse:
    draft = Draft(version)
    source = with_its_source(draft)
    kept = StandardVersion.objects.visible_to(request.user).kept_at(provider.pk)
    beside = kept.filter(standard=version.standard_id).exclude(pk=version.pk)
    others = list(beside.with_apprentices_at(provider.pk).order_by("-starts_from", "version"))
    page = {
        "provider": provider,
        "version": version,
        "plan": draft.plan,
        "is_stale": is_stale,
        "changes": changes_between(source, draft) if source else None,
        "flaws": flaws_in(draft, timezone.localdate(), {each.version for each in others}),
        "staying": [each for each in others if getattr(each, "apprentice_count", 0)],
        "form": PublishForm(initial={"saves": version.saves}),
    }
    status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.OK
    return render(request, "standards/version_publish.html", page, status=status)


@require_POST
def version_discard(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider, version = found_draft(request, provider_id, version_id)
    discard_version(provider=provider, version=version, by=signed_in(request))
    messages.success(request, "The draft is discarded. Every apprentice and every version is as before.")
    return redirect(version.replaces or "standards:list")
