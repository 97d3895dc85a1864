"""Pages on which an administrator makes a version of a plan of the provider's own, and publishes it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from standards.figures import Sheet, differences, problems_with
from standards.models import AssessmentPlan
from standards.permissions import can_change_plan
from standards.plan_forms import PublishForm, VersionForm
from standards.version_actions import StaleDraft, discard_draft, draft_plan, publish_plan, save_draft
from standards.versions import next_after

from .checks import managed


@require_POST
def plan_draft(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    source = _found(request, provider, plan_id)
    draft = draft_plan(provider=provider, source=source, by=signed_in(request))
    if draft.replaces_id != source.pk:
        messages.info(request, "A draft was begun already. Publish or discard it before you begin another.")
    return redirect("standards:plan-edit", provider_id, draft.pk)


@read_or_write
def plan_edit(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    plan = _found(request, provider, plan_id)
    can_change_plan(signed_in(request), provider, plan).require()
    if request.method != "POST":
        return _form(request, provider, plan, VersionForm(None, sheet=Sheet(plan)))
    form = VersionForm(request.POST, sheet=Sheet(plan))
    if not form.is_valid():
        return _form(request, provider, plan, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _saved(request, provider, plan, form)


def _saved(request: HttpRequest, provider: Provider, plan: AssessmentPlan, form: VersionForm) -> HttpResponse:
    try:
        save_draft(
            provider=provider,
            plan=plan,
            values=form.values(),
            in_force_from=form.day,
            why=form.reason,
            saves=form.cleaned_data["saves"],
            by=signed_in(request),
        )
    except StaleDraft as stale:
        form.sheet.put(form.values())
        other = differences(form.sheet, Sheet(stale.newest))
        counted = form.counted_from(stale.newest)
        return _form(request, provider, plan, counted, other=other, status=HTTPStatus.CONFLICT)
    messages.success(request, "The draft is saved. Nobody is touched by it until it is published.")
    if plan.version.is_draft:
        return redirect("standards:version-edit", provider.pk, plan.version_id)
    return redirect("standards:plan-publish", provider.pk, plan.pk)


def _form(
    request: HttpRequest,
    provider: Provider,
    plan: AssessmentPlan,
    form: VersionForm,
    *,
    other: object = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    page = {
        "provider": provider,
        "plan": plan,
        "form": form,
        "is_stale": status == HTTPStatus.CONFLICT,
        "other": other,
    }
    return render(request, "standards/plan_edit.html", page, status=status)


@read_or_write
def plan_publish(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    """What differs and whom it affects, before it is published."""
    provider = managed(request, provider_id)
    plan = _found(request, provider, plan_id, for_review=True)
    if plan.version.is_draft:
        return redirect("standards:version-publish", provider_id, plan.version_id)
    if request.method != "POST":
        can_change_plan(signed_in(request), provider, plan).require()
        return _review(request, provider, plan)
    form = PublishForm(request.POST)
    try:
        saves = form.cleaned_data["saves"] if form.is_valid() else -1
        publish_plan(provider=provider, plan=plan, saves=saves, by=signed_in(request))
    except StaleDraft:
        return _review(request, provider, plan, is_stale=True)
    messages.success(request, f"“{plan}” is published. Nobody was moved to it.")
    return redirect("standards:plan-list", provider_id)


def _review(
    request: HttpRequest, provider: Provider, plan: AssessmentPlan, *, is_stale: bool = False
) -> HttpResponse:
    source = plan.replaces or plan
    usable = AssessmentPlan.objects.visible_to(request.user).usable_at(provider.pk)
    beside = list(usable.filter(version=plan.version).with_apprentices_at(provider.pk).for_list())
    page = {
        "provider": provider,
        "plan": plan,
        "source": source,
        "is_stale": is_stale,
        "differences": differences(Sheet(source), Sheet(plan)),
        "problems": problems_with(
            Sheet(plan), plan.in_force_from, source.in_force_from, timezone.localdate()
        ),
        "staying": [each for each in beside if getattr(each, "apprentice_count", 0)],
        "later": next_after(plan, beside),
        "form": PublishForm(initial={"saves": plan.saves}),
    }
    status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.OK
    return render(request, "standards/plan_publish.html", page, status=status)


@require_POST
def plan_discard(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    plan = _found(request, provider, plan_id)
    discard_draft(provider=provider, plan=plan, by=signed_in(request))
    messages.success(request, "The draft is discarded. Every apprentice and every other plan is as before.")
    return redirect("standards:plan-list", provider_id)


def _found(
    request: HttpRequest, provider: Provider, plan_id: UUID, *, for_review: bool = False
) -> AssessmentPlan:
    """Ours, or one of this provider's."""
    plans = AssessmentPlan.objects.visible_to(request.user).kept_at(provider.pk)
    return get_object_or_404(plans.for_review() if for_review else plans.for_figures(), pk=plan_id)
