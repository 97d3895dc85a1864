"""What administrators do with house rules: keep a set of their own, change it, offer it no more."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.permissions import Refused
from reports.models import HouseRules
from reports.permissions.house import can_change_rules, can_keep_rules

NAME_TAKEN = "There are house rules of this name at your provider already. Choose another name."


@transaction.atomic
def keep_rules(
    *, provider: Provider, values: Mapping[str, Any], by: User, rules: HouseRules | None = None
) -> HouseRules:
    """New ones, or `rules` changed. values: fields of the model, as the form cleaned them."""
    can_keep_rules(by, provider).require()
    hold_provider(provider.pk)
    if rules is None:
        rules = HouseRules(provider=provider)
    else:
        rules = HouseRules.objects.select_related("provider").get(pk=rules.pk)
        can_change_rules(by, rules).require()
    same = HouseRules.objects.offered().filter(provider=provider, name=values["name"]).exclude(pk=rules.pk)
    if same.exists():
        raise Refused(NAME_TAKEN, HTTPStatus.CONFLICT)
    for field, value in values.items():
        setattr(rules, field, value)
    rules.key = slugify(rules.name)[:60] or "own"
    rules.save()
    record(rules, "kept house rules", provider_id=provider.pk, by=by)
    return rules


@transaction.atomic
def withdraw_rules(*, rules: HouseRules, by: User) -> None:
    """They stay for what was made by them, and are offered no more."""
    rules = HouseRules.objects.select_related("provider").get(pk=rules.pk)
    can_change_rules(by, rules).require()
    rules.is_offered = False
    rules.save(update_fields=["is_offered"])
    if rules.provider_id:
        record(rules, "withdrew house rules", provider_id=rules.provider_id, by=by)
