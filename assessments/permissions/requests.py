"""Whether this person may ask for evidence, start what was asked for, or change what they asked."""

from accounts.models import Role, User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import EvidenceRequest
from assessments.rules.requests import ASKED, STARTED, WITHDRAWN, can_act, request_state
from portfolio.models import Apprenticeship
from portfolio.permissions import administers, can_add_evidence, is_assessor_of
from portfolio.roles import Roles
from portfolio.wording import status_of

MOST_AT_ONCE = 200
ONLY_THE_ASSESSOR = refused(
    "Only the assessor named for this apprenticeship, and the provider’s administrators, ask for evidence."
)
ONLY_ASSESSORS = refused("Assessors and administrators ask for evidence. You are neither here.")
NO_LONGER = not_now("Your assessor does not ask for this any more, so there is nothing to start.")


def can_ask_anybody(roles: Roles) -> Permission:
    return ALLOWED if roles.is_assessor or roles.is_provider_admin else ONLY_ASSESSORS


def can_ask_many(roles: Roles, role: str, number: int) -> Permission:
    """Ask all of a list at once, which somebody looks at in this role."""
    if role not in {Role.ASSESSOR, Role.PROVIDER_ADMIN} or role not in roles.held:
        return ONLY_ASSESSORS
    if number > MOST_AT_ONCE:
        return not_now(f"At most {MOST_AT_ONCE} can be asked at once. Narrow the list by cohort or assessor.")
    return ALLOWED


def _may_ask(user: User, apprenticeship: Apprenticeship) -> bool:
    return is_assessor_of(user, apprenticeship) or administers(user, apprenticeship)


def can_ask_for_evidence(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not _may_ask(user, apprenticeship):
        return ONLY_THE_ASSESSOR
    if apprenticeship.status != Apprenticeship.Status.ON_PROGRAMME:
        status = status_of(apprenticeship)
        return not_now(f"Evidence can be asked for only while on programme; this is “{status}”.")
    return ALLOWED


def can_start(user: User, request: EvidenceRequest) -> Permission:
    """Also when it was started already: then the same piece is opened. Needs `for_page`."""
    permission = can_add_evidence(user, request.apprenticeship)
    return NO_LONGER if permission and state_of(request) == WITHDRAWN else permission


def can_change(user: User, request: EvidenceRequest) -> Permission:
    """Move its due date, or withdraw it. Needs `for_page`."""
    if not _may_ask(user, request.apprenticeship):
        return ONLY_THE_ASSESSOR
    if not can_act(state_of(request), "withdraw"):
        return not_now(f"This request is {state_of(request)}, so it cannot be changed any more.")
    return ALLOWED


def state_of(request: EvidenceRequest) -> str:
    """As the rules name it. The piece must have been fetched with it."""
    return request_state(
        is_withdrawn=request.withdrawn_at is not None,
        is_started=request.evidence_id is not None,
        is_handed_in=request.evidence is not None and request.evidence.shown_id is not None,
    )


def is_open(request: EvidenceRequest) -> bool:
    return state_of(request) in {ASKED, STARTED}
