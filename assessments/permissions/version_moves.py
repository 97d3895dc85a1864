"""Whether an apprenticeship can be moved to another version now, or back, with the reason when not."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now
from assessments.permissions.moves import ENDED, GATEWAY_OPEN, ONLY_ADMINISTRATORS, PRACTISING
from portfolio.models import Apprenticeship
from portfolio.permissions import administers, is_past_gateway
from portfolio.wording import in_words_of
from standards.models import AssessmentPlan

NOT_THERE = not_now("Nobody can be on this version: it is not published for this provider and standard.")
IS_THERE = not_now("On this version already.")
PAST_GATEWAY = not_now("Past the gateway, which was confirmed by the version they are on. They stay on it.")
# What is in the middle of something that names the KSBs of the version that is left, by the annotation.
IN_FLIGHT = {
    "is_gateway_open": GATEWAY_OPEN,
    "is_practising": PRACTISING,
    "is_being_marked": not_now("Somebody is half-way through marking a piece. Let them finish it first."),
    "is_countersigned": not_now("Decisions wait for a countersignature. Have them countersigned first."),
    "is_asking": not_now(
        "The apprentice has asked for another look at a decision. Let it be answered first."
    ),
    "is_opinion_open": not_now("A second opinion or an exercise is open on a piece. Close it first."),
    "is_being_signed": not_now("Somebody was asked to sign and has not answered. Withdraw it, or wait."),
}
UNDONE = not_now("This move was undone already.")


def can_change_version(user: User, apprenticeship: Apprenticeship, plan: AssessmentPlan) -> Permission:
    """The apprenticeship must come from `changing.for_changing`; both must have their version at hand."""
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    if not _can_be_on(plan, apprenticeship):
        return NOT_THERE
    if plan.version_id == apprenticeship.version_id:
        return IS_THERE
    return _state_allows(apprenticeship)


def _can_be_on(plan: AssessmentPlan, apprenticeship: Apprenticeship) -> bool:
    """Of the same standard, and both plan and version shared or published by the provider."""
    is_same = plan.version.standard_id == apprenticeship.version.standard_id
    usable = (None, apprenticeship.provider_id)
    is_ours = plan.provider_id in usable and plan.version.provider_id in usable
    return is_same and is_ours and not plan.is_draft and not plan.version.is_draft


def _state_allows(apprenticeship: Apprenticeship) -> Permission:
    if apprenticeship.status == Apprenticeship.Status.WITHDRAWN:
        return ENDED
    if is_past_gateway(apprenticeship):
        return in_words_of(apprenticeship, PAST_GATEWAY)
    known = vars(apprenticeship)
    answer = next((reason for name, reason in IN_FLIGHT.items() if known[name]), ALLOWED)
    return in_words_of(apprenticeship, answer)


def can_undo_move(user: User, apprenticeship: Apprenticeship, in_the_way: str) -> Permission:
    """in_the_way: what was built on the new version, as a sentence; blank for nothing."""
    if not administers(user, apprenticeship):
        return ONLY_ADMINISTRATORS
    return not_now(in_the_way) if in_the_way else _state_allows(apprenticeship)
