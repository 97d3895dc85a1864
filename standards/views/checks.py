"""Pages on which an administrator says that a plan was compared with the official document."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import Provider, User
from accounts.people import providers_held, signed_in
from accounts.permissions import Permission
from standards.checks import stamps_for
from standards.models import AssessmentPlan, PlanCheck
from standards.permissions import ONLY_AN_ADMINISTRATOR_KEEPS_PLANS, can_keep_plans, can_stamp
from standards.plan_actions import StaleStamp, stamp_plan, take_back_stamp
from standards.plan_forms import StampForm, TakeBackForm


@require_safe
def plan_index(request: HttpRequest) -> HttpResponse:
    """Straight to the plans of the only provider that somebody administers."""
    user = signed_in(request)
    administered = [each for each in providers_held(user) if can_keep_plans(user, each)]
    if not administered:
        ONLY_AN_ADMINISTRATOR_KEEPS_PLANS.require()
    if len(administered) == 1:
        return redirect("standards:plan-list", administered[0].pk)
    return render(request, "standards/plan_index.html", {"providers": administered})


@require_safe
def plan_list(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    kept = AssessmentPlan.objects.visible_to(request.user).kept_at(provider.pk)
    plans = kept.with_apprentices_at(provider.pk).for_list()
    stamps = stamps_for(signed_in(request), plans, [provider])
    page = {"provider": provider, "rows": [stamps[plan.pk] for plan in plans]}
    return render(request, "standards/plan_list.html", page)


def managed(
    request: HttpRequest, provider_id: UUID, may: Callable[[User, Provider], Permission] = can_keep_plans
) -> Provider:
    """Somebody who belongs there may know that the page exists; only its administrators may use it."""
    user = signed_in(request)
    provider = next((each for each in providers_held(user) if each.pk == provider_id), None)
    if provider is None:
        raise Http404
    may(user, provider).require()
    return provider


@read_or_write
def plan_check(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider, plan = found_at(request, provider_id, plan_id)
    newest = _newest(request, provider, plan)
    if request.method != "POST":
        return _show(request, provider, plan, newest)
    can_stamp(signed_in(request), provider, plan).require()
    form = StampForm(request.POST, plan=plan, newest=newest)
    if newest is not None and newest.pk == form.new_id:
        return redirect("standards:plan-check", provider_id, plan_id)
    if form.is_stale(newest):
        return _show_both(request, provider, plan, newest, form)
    if not form.check(timezone.localdate()):
        return _show(request, provider, plan, newest, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _stamped(request, provider, plan, form)


def _stamped(request: HttpRequest, provider: Provider, plan: AssessmentPlan, form: StampForm) -> HttpResponse:
    try:
        stamp_plan(
            provider=provider,
            plan=plan,
            said=form.said(),
            seen=form.cleaned_data["seen"],
            new_id=form.new_id,
            by=signed_in(request),
        )
    except StaleStamp as stale:
        return _show_both(request, provider, plan, stale.newest, form)
    messages.success(request, f"Stamped as checked for {provider}. What rests on it is indicative no more.")
    return redirect("standards:plan-check", provider.pk, plan.pk)


@require_POST
def plan_check_remove(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider, plan = found_at(request, provider_id, plan_id)
    newest, form = _newest(request, provider, plan), TakeBackForm(request.POST, prefix="back")
    if not form.is_valid():
        return _show(request, provider, plan, newest, back=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    take_back_stamp(
        provider=provider,
        plan=plan,
        reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["seen"],
        by=signed_in(request),
    )
    messages.success(request, f"The stamp is taken back. For {provider} the plan counts as not yet checked.")
    return redirect("standards:plan-check", provider_id, plan_id)


def found_at(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> tuple[Provider, AssessmentPlan]:
    """The provider, and ours or one of its own plans."""
    provider = managed(request, provider_id)
    plans = AssessmentPlan.objects.visible_to(request.user).kept_at(provider.pk).for_list()
    return provider, get_object_or_404(plans, pk=plan_id)


def _newest(request: HttpRequest, provider: Provider, plan: AssessmentPlan) -> PlanCheck | None:
    checks = PlanCheck.objects.visible_to(signed_in(request)).in_force().select_related("by")
    return checks.filter(provider=provider, plan=plan).first()


def _show_both(
    request: HttpRequest, provider: Provider, plan: AssessmentPlan, newest: PlanCheck | None, form: StampForm
) -> HttpResponse:
    """What was typed stays beside what somebody else said; saving once more counts from theirs."""
    counted = form.counted_from(newest)
    return _show(request, provider, plan, newest, counted, status=HTTPStatus.CONFLICT)


def _show(
    request: HttpRequest,
    provider: Provider,
    plan: AssessmentPlan,
    newest: PlanCheck | None,
    form: StampForm | None = None,
    *,
    back: TakeBackForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    checks = PlanCheck.objects.visible_to(signed_in(request))
    seen = newest.pk if newest else None
    shown = {"form_id": uuid4(), "seen": seen, "checked_on": timezone.localdate()}
    page = {
        "provider": provider,
        "plan": plan,
        "newest": newest,
        "is_standing": newest is not None and newest.act == PlanCheck.Act.CHECKED,
        "is_stale": status == HTTPStatus.CONFLICT,
        "may": can_stamp(signed_in(request), provider, plan),
        "history": checks.filter(provider=provider, plan=plan).for_history(),
        "form": form or StampForm(initial=shown, plan=plan, newest=newest),
        "back": back or TakeBackForm(initial={"seen": seen}, prefix="back"),
    }
    return render(request, "standards/plan_check.html", page, status=status)
