"""Whether this person may talk about a marking, ask for another look, or answer such an ask."""

from collections.abc import Iterable

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Marking, Remark
from portfolio.models import Apprenticeship, Claim, Evidence
from portfolio.permissions import is_assessor_of, is_own

ONLY_THE_TWO = refused("Here the apprentice and the named assessor talk. You can read along.")
ONLY_THE_OWNER = refused("Only the apprentice whose piece this is can ask for another look.")
ONLY_THE_ASSESSOR = refused("Only the assessor named for this apprenticeship can answer.")
NEWER = not_now("A newer version of this piece was handed in. That one is looked at anyway.")
OPENED_AGAIN = not_now("This piece was opened again already, so you can hand in a new version.")
NOT_DECIDED = not_now("Nothing was decided on this KSB. Ask about the whole piece instead.")


def can_remark(user: User, apprenticeship: Apprenticeship) -> Permission:
    is_one = is_own(user, apprenticeship) or is_assessor_of(user, apprenticeship)
    return ALLOWED if is_one else ONLY_THE_TWO


def can_ask_again(
    user: User, evidence: Evidence, marking: Marking, claim: Claim | None, open_asks: Iterable[Remark]
) -> Permission:
    """claim: None for the piece as a whole. open_asks: those about this marking."""
    if not is_own(user, evidence.apprenticeship):
        return ONLY_THE_OWNER
    if evidence.shown_id != marking.revision_id:
        return NEWER
    if hasattr(marking, "reopening"):
        return OPENED_AGAIN
    if claim is not None and not claim.outcome:
        return NOT_DECIDED
    asked = next((ask for ask in open_asks if ask.claim_id == (claim and claim.pk)), None)
    if asked is not None:
        return not_now(f"You asked this on {asked.created_at:%a %-d %b %Y}. Your assessor has yet to answer.")
    return ALLOWED


def can_answer(user: User, ask: Remark, *, is_open: bool) -> Permission:
    """Needs `ask.marking.revision.evidence.apprenticeship` at hand."""
    if not is_assessor_of(user, ask.marking.revision.evidence.apprenticeship):
        return ONLY_THE_ASSESSOR
    if not is_open:
        return not_now("This was answered already, or a newer version was handed in.")
    return ALLOWED
