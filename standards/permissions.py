"""Whether this person may change what a provider offers, with the reason when not."""

from __future__ import annotations

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from standards.models import EvidenceTemplate
from standards.rules import Catalogue

ONLY_AN_ADMINISTRATOR = refused("Only an administrator of your provider can change its templates.")


def can_manage_templates(
    user: User, provider: Provider, template: EvidenceTemplate | None = None
) -> Permission:
    """Whether this person runs the provider's templates; a given one must be ours or the provider's."""
    is_foreign = template is not None and template.provider_id not in (None, provider.pk)
    if is_foreign or provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_AN_ADMINISTRATOR
    return ALLOWED


def can_hide(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    if catalogue.offered == [template]:
        return not_now("This is the only template you offer. Offer another one before you hide it.")
    return ALLOWED


def can_offer(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    if catalogue.newest_of(template) is not None:
        return not_now("A newer version of this template has taken its place.")
    return ALLOWED


def can_restore(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    original = catalogue.original_of(template)
    if template.provider_id is None or original is None or not original.is_offered:
        return not_now("There is no Waymark template behind this one to go back to.")
    return can_offer(catalogue, template)
