"""Whether this person may open, sign, confirm or withdraw a gateway now, or book and enter what follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Booking, Resit
from assessments.rules.gateway import (
    APPRENTICE,
    COMPLETED,
    CONFIRMED,
    DECLARED,
    EMPLOYER,
    OPEN,
    PART_WORDS,
    PROVIDER,
    WITHDRAWN,
    gateway_allows,
)
from portfolio.models import Apprenticeship
from portfolio.permissions import administers, is_assessor_of, is_own, is_past_gateway
from portfolio.wording import in_words_of, status_of

ONLY_WHO_OPENS = refused("Only the assessor and the provider’s administrators open the gateway.")
ONLY_THE_THREE = refused(
    "Only the apprentice, their line manager and the provider’s administrators sign here."
)
ONLY_ADMINISTRATORS = refused("Only the provider’s administrators do that.")
ONLY_WHO_PLANS = refused("Only the assessor and the provider’s administrators plan a resit.")
ONLY_THE_LINE_MANAGER = refused("Only the line manager agrees to a resit for the employer.")
NOT_OPEN = not_now(
    "The gateway is not open yet. The training provider opens it as soon as every requirement is met."
)
IS_OPEN = not_now("The gateway is open already. The three signatures are what it waits for.")
IS_CONFIRMED = not_now("The gateway is confirmed, so what was signed stays as it is.")
NOT_SIGNED = not_now("All three have to sign before the gateway can be confirmed.")
NOT_CONFIRMED = not_now("This comes after the gateway, and the gateway is not confirmed.")
PLAN_AGREED = not_now("The employer agreed to this resit already, so its plan stays as it is.")
IS_WITHDRAWN = not_now(
    "The gateway of this booking was withdrawn, so nothing is entered for it now. What still counts of it "
    "can be corrected once the next attempt is confirmed."
)
IS_COMPLETED = not_now("The final result is recorded. An administrator takes it back first, with a reason.")
AFTER_GATEWAY = not_now(
    "This piece went through the gateway, so what was decided on it stays as it is. If it has to change, the "
    "training provider withdraws the gateway first. Nothing was changed."
)


Rest = ParamSpec("Rest")
Asked = Callable[Concatenate[User, Apprenticeship, Rest], Permission]


def in_its_words(ask: Asked[Rest]) -> Asked[Rest]:
    """Reasons come in the words of the plan of the apprenticeship that is asked about."""

    @wraps(ask)
    def asked(
        user: User, apprenticeship: Apprenticeship, /, *args: Rest.args, **named: Rest.kwargs
    ) -> Permission:
        return in_words_of(apprenticeship, ask(user, apprenticeship, *args, **named))

    return asked


@dataclass(frozen=True)
class Standing:
    """How far an attempt has come. state: blank where there is none. signed: parts whose declaration stands.

    why_not: what stands in the way of signing, in words. signers: by the id of whoever signed, the part.
    """

    state: str = ""
    signed: frozenset[str] = field(default_factory=frozenset)
    why_not: str = ""
    signers: Mapping[Any, str] = field(default_factory=dict)


def part_of(user: User, apprenticeship: Apprenticeship) -> str:
    """For whom this person signs; blank for everybody else. Nobody signs for two."""
    if is_own(user, apprenticeship):
        return APPRENTICE
    if apprenticeship.line_manager_id == user.pk:
        return EMPLOYER
    return PROVIDER if administers(user, apprenticeship) else ""


@in_its_words
def can_open(user: User, apprenticeship: Apprenticeship, standing: Standing) -> Permission:
    if not is_assessor_of(user, apprenticeship) and not administers(user, apprenticeship):
        return ONLY_WHO_OPENS
    if standing.state:
        return IS_CONFIRMED if standing.state in {CONFIRMED, COMPLETED} else IS_OPEN
    if not apprenticeship.is_on_programme:
        status = status_of(apprenticeship)
        return not_now(f"The gateway opens only while on programme; this is “{status}”.")
    return not_now(standing.why_not) if standing.why_not else ALLOWED


@in_its_words
def can_sign_gateway(user: User, apprenticeship: Apprenticeship, standing: Standing) -> Permission:
    part = part_of(user, apprenticeship)
    if not part:
        return ONLY_THE_THREE
    if not standing.state:
        return NOT_OPEN
    if not gateway_allows(standing.state, "sign") and standing.state != DECLARED:
        return IS_CONFIRMED
    if not apprenticeship.is_on_programme:
        return _only_on_programme(apprenticeship)
    why_not = _why_not_signed(part, standing.signers.get(user.pk, ""), standing)
    return not_now(why_not) if why_not else ALLOWED


def _why_not_signed(part: str, given: str, standing: Standing) -> str:
    """given: the part for which this person signed already."""
    if part in standing.signed:
        return f"This is signed for {PART_WORDS[part]} already, and the signature stands."
    if given:
        return (
            f"You signed for {PART_WORDS[given]}, and that signature stands. Nobody signs for two: somebody "
            f"else signs for {PART_WORDS[part]}."
        )
    return standing.why_not


@in_its_words
def can_confirm(user: User, apprenticeship: Apprenticeship, standing: Standing) -> Permission:
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    if not standing.state:
        return NOT_OPEN
    if standing.state == OPEN:
        return NOT_SIGNED
    if not gateway_allows(standing.state, "confirm"):
        return IS_CONFIRMED
    if not apprenticeship.is_on_programme:
        return _only_on_programme(apprenticeship)
    return not_now(standing.why_not) if standing.why_not else ALLOWED


def _only_on_programme(apprenticeship: Apprenticeship) -> Permission:
    status = status_of(apprenticeship)
    return not_now(f"The gateway is signed and confirmed only while on programme; this is “{status}”.")


@in_its_words
def can_withdraw_gateway(user: User, apprenticeship: Apprenticeship, standing: Standing) -> Permission:
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    if not standing.state or standing.state == WITHDRAWN:
        return NOT_OPEN
    return ALLOWED if gateway_allows(standing.state, "withdraw") else IS_COMPLETED


@in_its_words
def can_book(
    user: User, apprenticeship: Apprenticeship, state: str, booking: Booking | None = None
) -> Permission:
    """Book, cancel, enter a result, correct it, or enter the final one. booking: the one that it is about."""
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    return _while_confirmed(state, booking)


@in_its_words
def can_plan_resit(
    user: User, apprenticeship: Apprenticeship, state: str, booking: Booking | None = None
) -> Permission:
    if not is_assessor_of(user, apprenticeship) and not administers(user, apprenticeship):
        return ONLY_WHO_PLANS
    return _while_confirmed(state, booking)


def can_change_resit(resit: Resit) -> Permission:
    """Whoever plans resits changes a plan, until the employer put their name to it."""
    return PLAN_AGREED if resit.agreed_at else ALLOWED


@in_its_words
def can_agree(user: User, apprenticeship: Apprenticeship, resit: Resit, state: str) -> Permission:
    if apprenticeship.line_manager_id != user.pk:
        return ONLY_THE_LINE_MANAGER
    if resit.agreed_at:
        return not_now("The employer agreed to this resit already.")
    return _while_confirmed(state)


@in_its_words
def can_take_back(user: User, apprenticeship: Apprenticeship, state: str) -> Permission:
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    return (
        ALLOWED
        if state == COMPLETED
        else not_now("No final result is recorded, so there is none to take back.")
    )


def _while_confirmed(state: str, booking: Booking | None = None) -> Permission:
    if state == COMPLETED:
        return IS_COMPLETED
    if state != CONFIRMED and booking is not None and booking.gateway.withdrawn_at:
        return IS_WITHDRAWN
    return ALLOWED if state == CONFIRMED else NOT_CONFIRMED


def not_after_gateway(apprenticeship: Apprenticeship) -> Permission:
    """What was judged stays as it was confirmed."""
    return in_words_of(apprenticeship, AFTER_GATEWAY) if is_past_gateway(apprenticeship) else ALLOWED
