"""Whether somebody's apprenticeship can be moved to another plan now, with the reason when not."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship
from portfolio.permissions import administers, is_past_gateway
from portfolio.wording import in_words_of
from standards.models import AssessmentPlan

ONLY_ADMINISTRATORS = refused("Only the provider’s administrators move apprentices between plans.")
NOT_THERE = not_now("Nobody can be on this plan: it is a draft, or for another version of the standard.")
IS_THERE = not_now("On this plan already.")
PAST_GATEWAY = not_now("Past the gateway, which was confirmed by the plan they are on. They stay on it.")
ENDED = not_now("The apprenticeship has ended, so its plan stays as it was.")
GATEWAY_OPEN = not_now("An attempt at the gateway is open on the plan they are on. Withdraw it first.")
PRACTISING = not_now("Practice is begun on the plan they are on. Finish it or throw it away first.")


def can_move(user: User, apprenticeship: Apprenticeship, plan: AssessmentPlan) -> Permission:
    """The apprenticeship must come from `moves.for_moving`."""
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    if plan.is_draft or plan.version_id != apprenticeship.version_id:
        return NOT_THERE
    if plan.provider_id not in (None, apprenticeship.provider_id):
        return NOT_THERE
    return _state_allows(apprenticeship, plan)


def _state_allows(apprenticeship: Apprenticeship, plan: AssessmentPlan) -> Permission:
    known = vars(apprenticeship)
    reasons = (
        (apprenticeship.plan_id == plan.pk, IS_THERE),
        (apprenticeship.status == Apprenticeship.Status.WITHDRAWN, ENDED),
        (is_past_gateway(apprenticeship), PAST_GATEWAY),
        (known["is_gateway_open"], GATEWAY_OPEN),
        (known["is_practising"], PRACTISING),
    )
    answer = next((reason for holds, reason in reasons if holds), ALLOWED)
    return in_words_of(apprenticeship, answer)
