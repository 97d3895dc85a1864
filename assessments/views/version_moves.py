"""Moving apprentices to another version of their standard: whom, what becomes of their evidence, preview."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions.judging_again import judge_again
from assessments.actions.marking import Incomplete
from assessments.actions.version_moves import NO_REASON, NOBODY, TOO_MANY, Order, move_to_version, undo_move
from assessments.changing import MOST_AT_ONCE, Change
from assessments.forms.version_moves import ChangeForm, JudgeAgainForm, UndoForm
from assessments.models import VersionMove
from assessments.permissions.marking import can_judge_again
from assessments.rules import Problem
from assessments.version_pages import (
    Ticked,
    choice_rows,
    joined_with,
    move_page,
    preview_of,
    rows_named,
    whom_to_move,
)
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Apprenticeship, Claim
from portfolio.rules import counted
from standards.models import AssessmentPlan, StandardVersion
from standards.views.checks import managed


@read_or_write
def version_moving(request: HttpRequest, provider_id: UUID, version_id: UUID) -> HttpResponse:
    provider = managed(request, provider_id)
    version, plans = _target(request, provider, version_id)
    typed = request.POST if request.method == "POST" else request.GET
    if not plans or not 0 < len(typed.getlist("who")) <= MOST_AT_ONCE:
        return _whom(request, provider, version, plans)
    form = ChangeForm(posted(request), plans=plans)
    change = Change(_rows(request, provider, typed.getlist("who")), form.chosen_plan)
    if len({row.version_id for row in change.rows}) > 1:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "move":
        return _move(request, provider, form, change)
    if request.method == "POST" and request.POST.get("act") == "preview":
        return _preview(request, provider, form, change)
    return _show(request, provider, form, change)


def _target(
    request: HttpRequest, provider: Provider, version_id: UUID
) -> tuple[StandardVersion, list[AssessmentPlan]]:
    """The version, and the plans of it that somebody can be on, the newest first."""
    versions = StandardVersion.objects.visible_to(request.user).usable_at(provider.pk).for_page()
    version = get_object_or_404(versions, pk=version_id)
    usable = AssessmentPlan.objects.visible_to(request.user).usable_at(provider.pk).filter(version=version)
    plans = usable.select_related("version__standard", "provider")
    return version, list(plans.order_by("-in_force_from", "-published_at", "pk"))


def _rows(request: HttpRequest, provider: Provider, typed: Sequence[str]) -> list[Apprenticeship]:
    try:
        return rows_named(provider, typed, signed_in(request))
    except Apprenticeship.DoesNotExist as unknown:
        raise Http404 from unknown


def _whom(
    request: HttpRequest, provider: Provider, version: StandardVersion, plans: list[AssessmentPlan]
) -> HttpResponse:
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    who = (request.POST if request.method == "POST" else request.GET).getlist("who")
    ticked = Ticked(request.GET.get("tick", ""), set(who))
    page = whom_to_move(provider, version, plans[0], signed_in(request), name, ticked) if plans else None
    problem = TOO_MANY if who else NOBODY if request.method == "POST" else ""
    context = {"provider": provider, "version": version, "page": page, "problem": problem}
    code = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "assessments/version_whom.html", context, status=code)


def _show(
    request: HttpRequest,
    provider: Provider,
    form: ChangeForm,
    change: Change,
    *,
    is_preview: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """What becomes of the evidence, to be chosen; or, with that chosen, of each person."""
    choices = form.choices(change.carrying.all_rows, {ksb.pk: ksb for ksb in change.joined.ksbs})
    left = change.rows[0].version
    preview = preview_of(change, choices, signed_in(request)) if is_preview else None
    context = {
        "provider": provider,
        "version": change.plan.version,
        "left": left,
        "form": form,
        "change": change,
        "rows": choice_rows(change, choices),
        "preview": preview,
    }
    name = "assessments/version_preview.html" if is_preview else "assessments/version_choices.html"
    return render(request, name, context, status=status)


def _preview(request: HttpRequest, provider: Provider, form: ChangeForm, change: Change) -> HttpResponse:
    if form.has_reason:
        return _show(request, provider, form, change, is_preview=True)
    form.add_problems([Problem(NO_REASON, "reason")])
    return _show(request, provider, form, change, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _move(request: HttpRequest, provider: Provider, form: ChangeForm, change: Change) -> HttpResponse:
    form.is_valid()
    choices = form.choices(change.carrying.all_rows, {ksb.pk: ksb for ksb in change.joined.ksbs})
    chosen = [row.pk for row in change.rows]
    reason = str(form["reason"].value() or "")
    order = Order(chosen, choices, reason, str(form["seen"].value()), form.chosen_batch)
    try:
        number = move_to_version(provider=provider, plan=change.plan, order=order, by=signed_in(request))
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return _show(request, provider, form, change, is_preview=True, status=incomplete.status)
    except Refused as refused:
        form.add_error(None, refused.reason)
        fresh = Change(_rows(request, provider, request.POST.getlist("who")), change.plan)
        return _show(request, provider, form, fresh, is_preview=True, status=refused.status)
    messages.success(
        request, f"{counted(number, 'apprentice')} moved to version {change.plan.version.version}."
    )
    return redirect("assessments:version-moving", provider.pk, change.plan.version_id)


@read_or_write
def version_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One move, as everybody reads it who works with the portfolio; administrators undo it here."""
    move = get_object_or_404(VersionMove.objects.visible_to(signed_in(request)).for_list(), pk=pk)
    page = move_page(move, signed_in(request))
    form = UndoForm(posted(request))
    if request.method == "POST":
        page.can_undo.require()
        if form.is_valid():
            with problems_shown_in(form):
                undo_move(move=move, by=signed_in(request), **form.cleaned_data)
                messages.success(request, "The move is undone. Everything is as it was.")
                return redirect(move)
    return render(
        request, "assessments/version_move.html", {"page": page, "form": form}, status=status(request)
    )


@read_or_write
def judge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A claim that a move to another version asks about once more."""
    seen = Claim.objects.visible_to(signed_in(request)).select_related(
        "ksb", "revision__evidence__apprenticeship__apprentice", "revision__evidence__apprenticeship__version"
    )
    claim = get_object_or_404(seen, pk=pk)
    can_judge_again(signed_in(request), claim).require()
    form = JudgeAgainForm(posted(request))
    if form.is_valid():
        with problems_shown_in(form):
            decision = judge_again(claim=claim, by=signed_in(request), **form.cleaned_data)
            messages.success(request, f"{claim.ksb.code} now says: {decision.get_outcome_display()}.")
            return redirect("assessments:queue")
    history = claim.decisions.for_list()
    page = {"claim": claim, "form": form, "history": history, "joined": joined_with(claim)}
    return render(request, "assessments/claim_judge.html", page, status=status(request))
