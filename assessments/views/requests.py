"""Asking for evidence, and what becomes of it."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.holidays import bank_holidays
from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.requests import (
    Outcome,
    ask_for_evidence,
    move_due_date,
    start_requested,
    withdraw_request,
)
from assessments.boards.asking import Board
from assessments.forms.judging import ProblemForm
from assessments.forms.requests import DueForm, RequestForm, WithdrawForm
from assessments.models import EvidenceRequest
from assessments.permissions.requests import (
    MOST_AT_ONCE,
    can_ask_anybody,
    can_ask_for_evidence,
    can_ask_many,
    can_change,
    can_start,
    is_open,
    state_of,
)
from assessments.requests import SHOWN, asked_already, narrowed, request_rows, tabs
from assessments.rules.requests import due_words, usual_due
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from portfolio.roles import roles_of
from portfolio.rules import counted
from standards.models import EvidenceTemplate, Ksb

PAGE_LENGTH = 30


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    roles, today = roles_of(request), timezone.localdate()
    seen = EvidenceRequest.objects.visible_to(signed_in(request))
    found = tabs(seen, today)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "open"
    page = Paginator(narrowed(seen, shown, today).for_list(), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "tabs": found,
        "shown": shown,
        "page": page,
        "rows": request_rows(page.object_list, today),
        "can_ask": can_ask_anybody(roles),
        "is_apprentice": roles.apprenticeship_id is not None,
    }
    return render(request, "assessments/request_list.html", context)


@read_or_write
def request_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one apprentice."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.visible_to(user).for_page(), pk=pk)
    can_ask_for_evidence(user, apprenticeship).require()
    form = _form(request, [apprenticeship])
    if form.is_valid() and _were_asked(request, form, [apprenticeship]):
        return redirect("assessments:request-list")
    page = {"form": form, "apprenticeship": apprenticeship}
    return render(request, "assessments/request_new.html", page, status=status(request))


@read_or_write
def request_new_for_many(request: HttpRequest) -> HttpResponse:
    """Ask the whole caseload, or those ticked; from a board, those who have nothing for a KSB."""
    can_ask_anybody(roles_of(request)).require()
    offered = _offered(request)
    strangers = set(request.POST.getlist("apprentices")) - {str(row.pk) for row in offered}
    if strangers and "gap" not in request.GET:  # from a gap: who handed something in is offered no longer
        raise Http404
    form = _form(request, offered)
    if form.is_valid() and _were_asked(request, form, form.chosen()):
        return redirect("assessments:request-list")
    page = {"form": form, "offered": offered, **_gap(form, offered)}
    return render(request, "assessments/request_new.html", page, status=status(request))


def _gap(form: RequestForm, offered: Sequence[Apprenticeship]) -> dict[str, object]:
    """The KSB of the board that was come from, and who was asked for it already. One query, none without."""
    if form.gap is None:
        return {}
    return {"gap": form.gap, "already": asked_already(form.gap.code, offered)}


def _offered(request: HttpRequest) -> list[Apprenticeship]:
    """In order of their names."""
    if "gap" in request.GET:
        board = Board(request)
        _, found = board.gap(request.GET.get("ksb", ""))
        rows = list(found.for_page().order_by("apprentice__name", "pk")[: MOST_AT_ONCE + 1])
        can_ask_many(roles_of(request), board.role, len(rows)).require()
        return rows
    user = signed_in(request)
    mine = Apprenticeship.objects.visible_to(user).assessed_by(user).on_programme()
    return list(mine.for_page().order_by("apprentice__name", "pk"))


def _form(request: HttpRequest, offered: Sequence[Apprenticeship]) -> RequestForm:
    """KSBs of several versions are offered once each, as the newest of them has it."""
    user, providers = signed_in(request), {row.provider_id for row in offered}
    templates = EvidenceTemplate.objects.visible_to(user).offered_at_any(providers).ours_first()
    ksbs = Ksb.objects.visible_to(user).filter(version__in={row.version_id for row in offered})
    once = {ksb.guid: ksb for ksb in ksbs.order_by("version__starts_from", "area__position", "position")}
    holidays = {day for row in offered for day in bank_holidays(row.provider.nation)}
    initial: dict[str, object] = {"batch": uuid4(), "due_on": usual_due(timezone.localdate(), holidays)}
    initial["everybody"] = "gap" in request.GET
    initial["ksbs"] = [str(ksb.guid) for ksb in once.values() if ksb.code == request.GET.get("ksb")]
    form = RequestForm(
        posted(request), templates=templates, ksbs=once.values(), apprenticeships=offered, initial=initial
    )
    if "gap" in request.GET:
        form.gap = next((ksb for ksb in once.values() if ksb.code == request.GET.get("ksb")), None)
    return form


def _were_asked(request: HttpRequest, form: RequestForm, whom: Sequence[Apprenticeship]) -> bool:
    with problems_shown_in(form):
        outcomes = ask_for_evidence(
            apprenticeships=whom,
            wish=form.wish(),
            batch=form.cleaned_data["batch"],
            by=signed_in(request),
        )
        _say_what_was_asked(request, form.cleaned_data["title"], outcomes)
        return True
    return False


def _say_what_was_asked(request: HttpRequest, title: str, outcomes: Sequence[Outcome]) -> None:
    asked = [outcome for outcome in outcomes if outcome.request]
    if asked:
        whom = str(asked[0].apprenticeship.apprentice)
        whom = whom if len(asked) == 1 else counted(len(asked), "apprentice")
        messages.success(request, f"You asked {whom} for “{title}”. It is their next step now.")
    for outcome in outcomes:
        if outcome.missing:
            who, codes = outcome.apprenticeship.apprentice, ", ".join(outcome.missing)
            left = f"so {codes} was left out." if outcome.request else "so they were not asked."
            messages.info(request, f"{codes} is not asked of {who} by their version of the standard, {left}")


@require_safe
def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _find(request, pk))


@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    wanted = _find(request, pk)
    can_start(signed_in(request), wanted).require()
    piece = start_requested(request=wanted, by=signed_in(request))
    if piece.shown_id:
        return redirect(piece)
    return redirect("portfolio:evidence-edit", piece.pk)


@require_POST
def move_due(request: HttpRequest, pk: UUID) -> HttpResponse:
    wanted, form = _find(request, pk), DueForm(request.POST)

    def move() -> str:
        move_due_date(request=wanted, due_on=form.cleaned_data["due_on"], by=signed_in(request))
        return f"It is due {form.cleaned_data['due_on']:%a %-d %b %Y} now."

    return _changed(request, wanted, form, move) or _page(request, wanted, due=form)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    wanted, form = _find(request, pk), WithdrawForm(request.POST)

    def take_back() -> str:
        withdraw_request(request=wanted, reason=form.cleaned_data["reason"], by=signed_in(request))
        return f"You no longer ask for “{wanted.title}”."

    return _changed(request, wanted, form, take_back) or _page(request, wanted, withdrawing=form)


def _changed(
    request: HttpRequest, wanted: EvidenceRequest, form: ProblemForm, change: Callable[[], str]
) -> HttpResponse | None:
    can_change(signed_in(request), wanted).require()
    if not form.is_valid():
        return None
    with problems_shown_in(form):
        messages.success(request, change())
        return redirect(wanted)
    return None


def _find(request: HttpRequest, pk: UUID) -> EvidenceRequest:
    return get_object_or_404(EvidenceRequest.objects.visible_to(signed_in(request)).for_page(), pk=pk)


def _page(
    request: HttpRequest,
    wanted: EvidenceRequest,
    *,
    due: DueForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    user = signed_in(request)
    context = {
        "wanted": wanted,
        "state": state_of(wanted),
        "is_open": is_open(wanted),
        "due": due_words(wanted.due_on, timezone.localdate()),
        "is_overdue": is_open(wanted) and wanted.due_on < timezone.localdate(),
        "ksbs": wanted.ksbs.all(),
        "is_own": is_own(user, wanted.apprenticeship),
        "can_start": can_start(user, wanted),
        "can_change": can_change(user, wanted),
        "due_form": due or DueForm(initial={"due_on": wanted.due_on}),
        "withdraw_form": withdrawing or WithdrawForm(),
    }
    return render(request, "assessments/request.html", context, status=status(request))
