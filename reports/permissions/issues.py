"""Whether this person may read the list of issued files, and withdraw one."""

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship
from reports.models import IssuedPortfolio

NOT_A_READER = refused("The apprentice and the provider’s administrators read what was issued.")
NOT_AN_ADMINISTRATOR = refused("Only administrators of the provider can withdraw what was issued.")


def can_read_issues(user: User, apprenticeship: Apprenticeship) -> Permission:
    if user.pk == apprenticeship.apprentice_id or _administers(user, apprenticeship):
        return ALLOWED
    return NOT_A_READER


def can_withdraw(user: User, issue: IssuedPortfolio) -> Permission:
    if not _administers(user, issue.apprenticeship):
        return NOT_AN_ADMINISTRATOR
    if issue.withdrawn_at is not None:
        return not_now("This file has been withdrawn already.")
    return ALLOWED


def _administers(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)
