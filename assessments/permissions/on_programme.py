"""Whether this person may enter what came of an assessment during the programme."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship
from portfolio.permissions import administers, is_assessor_of
from portfolio.wording import status_of

ONLY_WHO_ENTERS = refused("Only the assessor and the provider’s administrators enter this.")


def can_enter_on_programme(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not is_assessor_of(user, apprenticeship) and not administers(user, apprenticeship):
        return ONLY_WHO_ENTERS
    if not apprenticeship.is_on_programme:
        status = status_of(apprenticeship)
        return not_now(f"Results of the programme are entered only while on programme; this is “{status}”.")
    return ALLOWED
