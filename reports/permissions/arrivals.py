"""Whether this person may bring a portfolio in, with the reason when not."""

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship
from reports.models import Arrival
from reports.rules import ARRIVAL_STATES

MOST_WAITING = 5
ONLY_ADMINISTRATORS = refused("Only a provider’s administrators can bring in an archive.")
ONLY_THE_OWNER = refused("Only the apprentice can bring files into their own inbox.")
TOO_MANY = not_now(f"{MOST_WAITING} files wait here already. Bring them in or drop them first.")


def can_receive(user: User, provider: Provider) -> Permission:
    if provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_ADMINISTRATORS
    waiting = Arrival.objects.archives_at(provider).undecided()
    return TOO_MANY if waiting.count() >= MOST_WAITING else ALLOWED


def can_receive_leap2a(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not Apprenticeship.objects.belonging_to(user).filter(pk=apprenticeship.pk).exists():
        return ONLY_THE_OWNER
    waiting = Arrival.objects.into(apprenticeship).undecided()
    return TOO_MANY if waiting.count() >= MOST_WAITING else ALLOWED


def can_confirm(arrival: Arrival) -> Permission:
    """Whoever sees it may; the state decides."""
    if arrival.state == Arrival.State.DONE:
        return not_now("This was brought in already.")
    if (arrival.state, "confirm") not in ARRIVAL_STATES:
        return not_now("This does not wait to be brought in. Load the page again to see how far it is.")
    if arrival.preview.get("problems") or arrival.preview.get("ksbs", {}).get("missing"):
        return not_now("It cannot be brought in as it is: the problems are listed on this page.")
    before = Arrival.objects.same_as(arrival).first() if arrival.digest else None
    return BEFORE if before is not None and arrival.kind == Arrival.Kind.WAYMARK else ALLOWED


def can_try_again(arrival: Arrival) -> Permission:
    if (arrival.state, "try again") in ARRIVAL_STATES:
        return ALLOWED
    return not_now("This was not stopped, so there is nothing to try again. Load the page again.")


def can_drop(arrival: Arrival) -> Permission:
    if (arrival.state, "drop") in ARRIVAL_STATES:
        return ALLOWED
    return not_now("There is nothing to drop: it was brought in, refused or dropped already.")


BEFORE = not_now("This archive was brought in here before. Nothing would be different a second time.")
