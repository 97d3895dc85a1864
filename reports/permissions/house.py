"""Whether this person may keep house rules of a provider."""

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, refused
from reports.models import HouseRules

ONLY_AN_ADMINISTRATOR = refused("Only an administrator of the training provider keeps its house rules.")
OURS = refused("These come with Waymark and stay as they are. Copy them to change them.")


def can_keep_rules(user: User, provider: Provider) -> Permission:
    return ALLOWED if provider.pk in providers_where(user, Role.PROVIDER_ADMIN) else ONLY_AN_ADMINISTRATOR


def can_change_rules(user: User, rules: HouseRules) -> Permission:
    """Needs the provider at hand."""
    return OURS if rules.provider is None else can_keep_rules(user, rules.provider)
