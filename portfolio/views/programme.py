"""Time on programme: hours of training, the training plan with English and maths, breaks in learning."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.models import Apprenticeship, BreakInLearning, TrainingEntry
from portfolio.permissions import (
    can_keep_training_plan,
    can_log_training,
    can_record_break,
    can_strike_training,
    can_withdraw_break,
    is_own,
)
from portfolio.programme import KnownPages, breaks_listed, hours_of, plan_of, with_programme
from portfolio.programme_actions import (
    Unfit,
    end_break,
    keep_training_plan,
    log_training,
    record_break,
    strike_training,
    withdraw_break,
)
from portfolio.programme_forms import (
    BackForm,
    BreakForm,
    MistakenForm,
    PlanForm,
    StrikeForm,
    TrainingForm,
    UnfitForm,
)
from portfolio.programme_rules import PLAN_FIELDS
from portfolio.spans import Break, minutes_in_words
from standards.models import Ksb


@read_or_write
def hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    may = can_log_training(user, apprenticeship)
    ksbs = Ksb.objects.visible_to(user).filter(version=apprenticeship.version_id if may else None)
    initial = {"form_id": uuid4(), "trained_on": timezone.localdate()}
    form = TrainingForm(_typed(request), ksbs=ksbs, initial=initial)
    if request.method == "POST":
        may.require()

    def enter() -> str:
        entry = log_training(
            apprenticeship=apprenticeship,
            entry_id=form.cleaned_data["form_id"],
            training=form.training(),
            by=user,
        )
        return (
            f"{minutes_in_words(entry.minutes)} of training on {entry.trained_on:%a %-d %b %Y} are entered."
        )

    if _is_done(request, form, enter):
        return redirect("portfolio:hours", pk)
    found = hours_of(apprenticeship)
    rows = TrainingEntry.objects.visible_to(user).filter(apprenticeship=pk).for_list()
    page = KnownPages(rows, count=found.entries).get_page(request.GET.get("page"))
    context = {"hours": found, "page": page, "form": form, "may": may, **_frame(request, apprenticeship)}
    return render(request, "portfolio/hours.html", context, status=_status(form))


@read_or_write
def strike(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    seen = TrainingEntry.objects.visible_to(user).select_related("apprenticeship__apprentice")
    entry = get_object_or_404(seen, pk=pk)
    can_strike_training(user, entry).require()
    form = StrikeForm(_typed(request))

    def out() -> str:
        strike_training(entry=entry, reason=form.cleaned_data["reason"], by=user)
        return "The entry is struck out. It stays in the list and no longer counts."

    if _is_done(request, form, out):
        return redirect("portfolio:hours", entry.apprenticeship_id)
    context = {"entry": entry, "form": form, **_frame(request, entry.apprenticeship)}
    return render(request, "portfolio/training_strike.html", context, status=_status(form))


@read_or_write
def training_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    form = _plan_form(apprenticeship, _typed(request))
    if request.method == "POST":
        can_keep_training_plan(user, apprenticeship).require()

    def keep() -> str:
        seen = form.cleaned_data["seen"]
        keep_training_plan(apprenticeship=apprenticeship, typed=form.typed(), seen=seen, by=user)
        return "The training plan is kept."

    if _is_done(request, form, keep):
        return redirect("portfolio:training-plan", pk)
    return _plan_page(request, _find(request, pk) if form.is_bound else apprenticeship, plan=form)


@require_POST
def break_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    can_record_break(user, apprenticeship).require()
    form = BreakForm(request.POST, auto_id="break_%s")

    def begin() -> str:
        typed = form.cleaned_data
        wanted = Break(typed["began_on"], typed["back_on"])
        record_break(apprenticeship=apprenticeship, wanted=wanted, reason=typed["reason"], by=user)
        return "The break in learning is recorded."

    if _is_done(request, form, begin):
        return redirect("portfolio:training-plan", pk)
    return _plan_page(request, apprenticeship, pause=form)


@require_POST
def break_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    can_record_break(user, apprenticeship).require()
    form = BackForm(request.POST, auto_id="back_%s")

    def back() -> str:
        end_break(apprenticeship=apprenticeship, back_on=form.cleaned_data["back_on"], by=user)
        word = apprenticeship.plan.words.gateway
        return f"The break is over. The planned {word} moved by as many days."

    if _is_done(request, form, back):
        return redirect("portfolio:training-plan", pk)
    return _plan_page(request, apprenticeship, back=form)


@read_or_write
def break_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    seen = BreakInLearning.objects.visible_to(user).select_related("apprenticeship__apprentice")
    pause = get_object_or_404(seen, pk=pk)
    can_withdraw_break(user, pause).require()
    form = MistakenForm(_typed(request))

    def out() -> str:
        withdraw_break(pause=pause, reason=form.cleaned_data["reason"], by=user)
        return "The break is withdrawn. It stays in the list and no longer counts."

    if _is_done(request, form, out):
        return redirect("portfolio:training-plan", pause.apprenticeship_id)
    context = {"pause": pause, "form": form, **_frame(request, pause.apprenticeship)}
    return render(request, "portfolio/break_withdraw.html", context, status=_status(form))


def _find(request: HttpRequest, pk: UUID) -> Apprenticeship:
    seen = with_programme(Apprenticeship.objects.worked_on_by(signed_in(request)).for_page())
    return get_object_or_404(seen, pk=pk)


def _is_done(request: HttpRequest, form: UnfitForm, act: Callable[[], str]) -> bool:
    """Whether what was typed was kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        said = act()
    except Unfit as unfit:
        form.add_unfit(unfit.problems, unfit.status)
        return False
    messages.success(request, said)
    return True


def _plan_form(apprenticeship: Apprenticeship, typed: QueryDict | None = None) -> PlanForm:
    plan = plan_of(apprenticeship)
    return PlanForm(
        typed, initial={"seen": plan.version, **{name: getattr(plan, name) for name in PLAN_FIELDS}}
    )


def _plan_page(
    request: HttpRequest,
    apprenticeship: Apprenticeship,
    *,
    plan: PlanForm | None = None,
    pause: BreakForm | None = None,
    back: BackForm | None = None,
) -> HttpResponse:
    user, breaks = signed_in(request), breaks_listed(apprenticeship)
    failed = next((form for form in (plan, pause, back) if form is not None and form.is_bound), None)
    kept, is_clash = plan_of(apprenticeship), plan is not None and plan.status == HTTPStatus.CONFLICT
    context = {
        "plan": kept,
        "form": plan or _plan_form(apprenticeship),
        "clash": plan.differences(kept) if plan and is_clash else (),
        "failed": failed,
        "may_keep": can_keep_training_plan(user, apprenticeship),
        "may_break": can_record_break(user, apprenticeship),
        "breaks": breaks,
        "lasts": any(each.lasts for each in breaks),
        "break_form": pause or BreakForm(auto_id="break_%s"),
        "back_form": back or BackForm(auto_id="back_%s"),
        **_frame(request, apprenticeship),
    }
    return render(request, "portfolio/training_plan.html", context, status=_status(failed))


def _frame(request: HttpRequest, apprenticeship: Apprenticeship) -> dict[str, object]:
    return {"apprenticeship": apprenticeship, "is_own": is_own(signed_in(request), apprenticeship)}


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: UnfitForm | None) -> int:
    return form.status if form is not None and form.is_bound else HTTPStatus.OK
