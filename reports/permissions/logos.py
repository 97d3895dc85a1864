"""Whether this person may choose what stands on everything that leaves a provider."""

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, refused

ONLY_AN_ADMINISTRATOR = refused("Only an administrator of the training provider chooses its logo.")


def can_keep_logo(user: User, provider: Provider) -> Permission:
    return ALLOWED if provider.pk in providers_where(user, Role.PROVIDER_ADMIN) else ONLY_AN_ADMINISTRATOR
