"""Asking somebody to sign, and the list of what was asked."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.browsers import SIGN_PATH, network_of, remember_person
from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions.asking import (
    ask_about_piece,
    ask_for_behaviours,
    revision_to_sign,
    send_again,
    withdraw_request,
)
from assessments.forms.signing import AskForm
from assessments.models import Signature, SignKind, SignRequest
from assessments.permissions.signing import (
    can_ask,
    can_ask_about,
    can_ask_behaviours,
    can_sign,
    sees_what_was_noticed,
)
from assessments.sign_requests import behaviour_rows, request_rows
from assessments.testimonies import signed
from portfolio.models import Apprenticeship, Evidence
from portfolio.permissions import is_own

PAGE_LENGTH = 20


@read_or_write
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """About one piece, as it stands now."""
    user = signed_in(request)
    evidence = get_object_or_404(Evidence.objects.visible_to(user).for_page(), pk=pk)
    can_ask(user, evidence).require()
    revision = revision_to_sign(evidence, user)
    initial = {"kind": request.GET.get("kind", SignKind.TESTIMONY)}
    form = AskForm(request.POST or None, for_piece=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_about_piece(
                evidence=evidence,
                kind=form.cleaned_data["kind"],
                invited=form.invited(),
                by=user,
                network=network_of(request),
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return _asked(request, asked)
    may = can_ask_about(user, evidence, revision)
    page = {"form": form, "evidence": evidence, "revision": revision, "may": may}
    return _ask_page(request, evidence.apprenticeship, form, page)


@read_or_write
def behaviours_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = _apprenticeship(request, pk)
    can_ask_behaviours(user, apprenticeship).require()
    form = AskForm(request.POST or None, for_piece=False)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_behaviours(
                apprenticeship=apprenticeship, invited=form.invited(), by=user, network=network_of(request)
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return _asked(request, asked)
    return _ask_page(request, apprenticeship, form, {})


def _ask_page(
    request: HttpRequest, apprenticeship: Apprenticeship, form: AskForm, page: dict[str, object]
) -> HttpResponse:
    context = {
        **page,
        "form": form,
        "apprenticeship": apprenticeship,
        "is_own": is_own(signed_in(request), apprenticeship),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/sign_ask.html", context, status=status)


def _asked(request: HttpRequest, asked: SignRequest) -> HttpResponse:
    """An apprentice's own browser is remembered, so that a signature made in it can be noticed."""
    messages.success(request, f"{asked.name} gets an e-mail with a link. You are told when they answer.")
    answer = redirect("assessments:sign-requests", asked.apprenticeship_id)
    user = signed_in(request)
    if is_own(user, asked.apprenticeship):
        remember_person(answer, user.pk, path=SIGN_PATH)
    return answer


@require_safe
def requests(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = _apprenticeship(request, pk)
    asked = SignRequest.objects.visible_to(user).filter(apprenticeship=pk).for_list()
    page = Paginator(asked, PAGE_LENGTH).get_page(request.GET.get("page"))
    given = Signature.objects.visible_to(user).filter(apprenticeship=pk).for_list()
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "page": page,
        "rows": request_rows(page.object_list, apprenticeship, user, timezone.now()),
        "entries": [signed(one) for one in given[:PAGE_LENGTH]],
        "sees_noticed": sees_what_was_noticed(user, apprenticeship),
        "may_ask": can_ask_behaviours(user, apprenticeship),
    }
    return render(request, "assessments/sign_requests.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(SignRequest.objects.visible_to(signed_in(request)), pk=pk)
    withdraw_request(request=found, by=signed_in(request))
    messages.success(request, f"The request to {found.name} is withdrawn. The link no longer works.")
    return redirect("assessments:sign-requests", found.apprenticeship_id)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(SignRequest.objects.visible_to(signed_in(request)), pk=pk)
    send_again(request=found, by=signed_in(request))
    messages.success(request, f"{found.name} gets a new link. The one sent before no longer works.")
    return redirect("assessments:sign-requests", found.apprenticeship_id)


@require_safe
def behaviours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which behaviours were seen, where, by whom, when."""
    user = signed_in(request)
    apprenticeship = _apprenticeship(request, pk)
    rows = behaviour_rows(apprenticeship)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "rows": rows,
        "verified": sum(row.verified_on is not None for row in rows),
        "to_verify": sum(row.is_employers for row in rows),
        "may_ask": can_ask_behaviours(user, apprenticeship),
        "may_sign": can_sign(user, apprenticeship, SignKind.BEHAVIOURS),
    }
    return render(request, "assessments/behaviours.html", context)


def _apprenticeship(request: HttpRequest, pk: UUID) -> Apprenticeship:
    return get_object_or_404(Apprenticeship.objects.worked_on_by(signed_in(request)).for_page(), pk=pk)
