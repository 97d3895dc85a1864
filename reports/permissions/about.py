"""Whom and what a permission about things that go out is asked for."""

from collections.abc import Callable

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import Permission, refused
from portfolio.models import Apprenticeship

Subject = Apprenticeship | Provider
# Asked for a person, what the export is about, and why PDFs cannot be made here (empty when they can).
Ask = Callable[[User, Subject, str], Permission]

NOT_OFFERED = refused("This kind of export is not made here.")


def works_on(user: User, apprenticeship: Apprenticeship) -> bool:
    """Named on the apprenticeship, or an administrator of its provider; nobody who only visits."""
    return _is_named(user, apprenticeship) or apprenticeship.provider_id in providers_where(
        user, Role.PROVIDER_ADMIN
    )


def _is_named(user: User, apprenticeship: Apprenticeship) -> bool:
    return user.pk in {
        apprenticeship.apprentice_id,
        apprenticeship.assessor_id,
        apprenticeship.line_manager_id,
        apprenticeship.iqa_id,
    }
