"""The pages on which administrators keep the house rules of assessment organisations."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio.forms import as_uuid
from portfolio.roles import administered_by
from reports.actions.house import keep_rules, withdraw_rules
from reports.forms.house import HouseRulesForm, typed_of
from reports.models import HouseRules
from reports.permissions.house import can_change_rules


@require_safe
def house_rules_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    found = HouseRules.objects.visible_to(user).offered_at(provider.pk)
    return render(request, "reports/house_rules_list.html", {"provider": provider, "rules": found})


@read_or_write
def house_rules_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?copy=` begins with other rules, ours or the provider's own."""
    user = signed_in(request)
    provider = get_object_or_404(administered_by(user), pk=pk)
    copied = as_uuid(request.GET.get("copy", ""))
    model = HouseRules.objects.visible_to(user).filter(pk=copied).first() if copied else None
    form = HouseRulesForm(request.POST or None, initial=typed_of(model or HouseRules()))
    if form.is_valid():
        try:
            keep_rules(provider=provider, values=form.values, by=user)
        except Refused as refusal:
            form.add_unfit({"name": refusal.reason}, refusal.status)
        else:
            messages.success(request, "The house rules are kept.")
            return redirect("reports:house-rules-list", provider.pk)
    status = form.status if form.errors else HTTPStatus.OK
    page = {"provider": provider, "form": form, "rules": None}
    return render(request, "reports/house_rules_form.html", page, status=status)


@read_or_write
def house_rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(_on_the_desk(user), pk=pk)
    can_change_rules(user, found).require()
    provider = get_object_or_404(administered_by(user), pk=found.provider_id)
    form = HouseRulesForm(request.POST or None, initial=typed_of(found))
    if form.is_valid():
        try:
            keep_rules(provider=provider, values=form.values, by=user, rules=found)
        except Refused as refusal:
            form.add_unfit({"name": refusal.reason}, refusal.status)
        else:
            messages.success(request, "The house rules are kept.")
            return redirect("reports:house-rules-list", provider.pk)
    status = form.status if form.errors else HTTPStatus.OK
    page = {"provider": provider, "form": form, "rules": found}
    return render(request, "reports/house_rules_form.html", page, status=status)


@require_POST
def house_rules_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(_on_the_desk(user), pk=pk)
    withdraw_rules(rules=found, by=user)
    messages.success(request, f"The house rules of {found.name} are offered no more.")
    return redirect("reports:house-rules-list", found.provider_id)


def _on_the_desk(user: User) -> QuerySet[HouseRules]:
    return HouseRules.objects.visible_to(user).on_the_desk_of(user).select_related("provider")
