"""Who is on an assessment plan, and moving apprentices between plans."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete
from assessments.actions.moves import move_to_plan
from assessments.forms.moves import MoveForm
from assessments.moves import moves_page
from portfolio.models import Apprenticeship
from portfolio.rules import counted
from standards.models import AssessmentPlan
from standards.views.checks import managed


@read_or_write
def plan_apprentices(request: HttpRequest, provider_id: UUID, plan_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    plans = _plans(request, provider, plan_id)
    if request.method != "POST":
        return _show(request, provider, plans, MoveForm())
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, provider, plans, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _moved(request, provider, plans, form)


def _plans(request: HttpRequest, provider: Provider, plan_id: UUID) -> list[AssessmentPlan]:
    """The one asked for, and after it the others of the same version of the standard."""
    usable = AssessmentPlan.objects.visible_to(request.user).usable_at(provider.pk)
    found = usable.beside(plan_id).for_figures().order_by("-in_force_from", "-published_at", "pk")
    plans = sorted(found, key=lambda plan: plan.pk != plan_id)
    if not plans or plans[0].pk != plan_id:
        raise Http404
    return plans


def _moved(
    request: HttpRequest, provider: Provider, plans: list[AssessmentPlan], form: MoveForm
) -> HttpResponse:
    plan = plans[0]
    try:
        number = move_to_plan(
            provider=provider,
            plan=plan,
            chosen=form.pairs(),
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
        )
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return _show(request, provider, plans, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Apprenticeship.DoesNotExist as unknown:
        raise Http404 from unknown
    except Refused as refused:
        form.add_error(None, refused.reason)
        return _show(request, provider, plans, form, status=refused.status)
    moved = f"{counted(number, 'apprentice')} moved to {plan}. Moving back undoes it."
    messages.success(request, moved if number else f"Nobody had to be moved: on {plan} already.")
    return redirect("assessments:plan-apprentices", provider.pk, plan.pk)


def _show(
    request: HttpRequest,
    provider: Provider,
    plans: list[AssessmentPlan],
    form: MoveForm,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    page = moves_page(provider, plans, signed_in(request), name)
    return render(request, "assessments/plan_apprentices.html", {"page": page, "form": form}, status=status)
