"""The gateway: its checklist, the three declarations, confirming and withdrawing."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from assessments.actions.gateway import confirm_gateway, open_gateway, sign_gateway, withdraw_gateway
from assessments.actions.marking import Incomplete
from assessments.forms.gateway import SignGatewayForm, WhyForm
from assessments.gateway import Facts, facts_of, for_gateway, is_whole, signatures_of
from assessments.permissions.gateway import (
    can_confirm,
    can_open,
    can_sign_gateway,
    can_withdraw_gateway,
    part_of,
)
from assessments.rules.gateway import PART_WORDS, PARTS, declarations_check, in_the_way
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own, is_visiting
from portfolio.plan_checks import is_checked
from portfolio.roles import roles_of
from standards.words import Words


@require_safe
def gateway(request: HttpRequest, pk: UUID) -> HttpResponse:
    seen = for_gateway(Apprenticeship.objects.read_by(signed_in(request)))
    return _page(request, facts_of(get_object_or_404(seen, pk=pk)))


@require_POST
def gateway_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    apprenticeship = _find(request, pk)
    open_gateway(apprenticeship=apprenticeship, by=signed_in(request))
    messages.success(request, f"The {_words(apprenticeship).gateway} is open. The three are asked to sign.")
    return redirect("assessments:gateway", pk)


@require_POST
def gateway_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship = signed_in(request), _find(request, pk)
    part = part_of(user, apprenticeship)
    form = SignGatewayForm(request.POST, part=part, words=_words(apprenticeship))
    if form.is_valid():
        try:
            sign_gateway(
                apprenticeship=apprenticeship,
                ticked=form.ticked(),
                about_hash=form.cleaned_data["about_hash"],
                by=user,
            )
        except Incomplete as incomplete:
            form.add_problems(incomplete.problems)
        else:
            messages.success(request, f"You signed for {PART_WORDS[part]}. Thank you.")
            return redirect("assessments:gateway", pk)
    facts = facts_of(apprenticeship)
    can_sign_gateway(user, apprenticeship, facts.standing).require()
    return _page(request, facts, signing=form)


@require_POST
def gateway_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    apprenticeship = _find(request, pk)
    confirm_gateway(apprenticeship=apprenticeship, by=signed_in(request))
    words = _words(apprenticeship)
    messages.success(
        request, f"The {words.gateway} is confirmed, and the {words.showcase} frozen as it was signed."
    )
    return redirect("assessments:results", pk)


@require_POST
def gateway_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, apprenticeship, form = signed_in(request), _find(request, pk), WhyForm(request.POST)
    if form.is_valid():
        try:
            withdraw_gateway(apprenticeship=apprenticeship, reason=form.cleaned_data["reason"], by=user)
        except Incomplete as incomplete:
            form.add_problems(incomplete.problems)
        else:
            messages.success(
                request, f"The {_words(apprenticeship).gateway} is withdrawn. The attempt stays on record."
            )
            return redirect("assessments:gateway", pk)
    facts = facts_of(apprenticeship)
    can_withdraw_gateway(user, apprenticeship, facts.standing).require()
    return _page(request, facts, withdrawing=form)


def _words(apprenticeship: Apprenticeship) -> Words:
    return apprenticeship.plan.words


def _find(request: HttpRequest, pk: UUID) -> Apprenticeship:
    seen = for_gateway(Apprenticeship.objects.worked_on_by(signed_in(request)))
    return get_object_or_404(seen, pk=pk)


def _page(
    request: HttpRequest,
    facts: Facts,
    *,
    signing: SignGatewayForm | None = None,
    withdrawing: WhyForm | None = None,
) -> HttpResponse:
    user, apprenticeship = signed_in(request), facts.apprenticeship
    part, standing = part_of(user, apprenticeship), facts.standing
    checks, failed = [row.check for row in facts.rows], signing or withdrawing
    met, blocking = sum(check.is_met for check in checks), len(in_the_way(checks))
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "is_visit": is_visiting(roles_of(request).memberships, apprenticeship),
        "is_plan_checked": is_checked(apprenticeship),
        "confirm_label": f"Confirm the {_words(apprenticeship).gateway}",
        "facts": facts,
        "standing": standing,
        "met": met,
        "in_the_way": blocking,
        "to_sign": len(checks) - met - blocking,
        "signatures": signatures_of(facts),
        "unsigned": declarations_check("", PARTS, standing.signed).says,
        "is_whole": facts.gateway is None or is_whole(facts.gateway),
        "earlier": [each for each in facts.attempts if each.withdrawn_at],
        "part": part,
        "can_open": can_open(user, apprenticeship, standing),
        "can_sign": can_sign_gateway(user, apprenticeship, standing),
        "can_confirm": can_confirm(user, apprenticeship, standing),
        "can_withdraw": can_withdraw_gateway(user, apprenticeship, standing),
        "sign_form": signing
        or SignGatewayForm(part=part, words=_words(apprenticeship), initial={"about_hash": facts.about_hash}),
        "why_form": withdrawing or WhyForm(),
        "failed": failed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "assessments/gateway.html", context, status=status)
