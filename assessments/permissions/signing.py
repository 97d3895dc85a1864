"""Whether this person may ask for a signature, withdraw a request, or sign, with the reason when not."""

import datetime as dt

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import SignKind, SignRequest
from assessments.rules.signing import (
    EXPIRED,
    REFUSED,
    SIGNED,
    WITHDRAWN,
    Course,
    is_same_mailbox,
    request_allows,
    request_state,
)
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.permissions import administers, is_assessor_of, is_own

ONLY_WHO_WORKS_ON_IT = refused("Only the apprentice and their assessor can ask somebody to sign.")
ONLY_THE_LINE_MANAGER = refused("Only the line manager can confirm this for the employer.")
ONLY_WHO_SEES_THE_WORK = refused("Only the line manager and the training provider can sign this here.")
NOT_HANDED_IN = not_now("This piece is not handed in. It can be signed once the apprentice submits it.")
OWN_ADDRESS = refused(
    "That is the apprentice’s own mailbox. Somebody else has to sign: ask them for their address."
)
IS_THE_APPRENTICE = refused(
    "You are logged in as the apprentice this is about. The person it was sent to has to sign it themselves, "
    "on their own phone or computer. Nothing was changed."
)


def can_ask(user: User, evidence: Evidence) -> Permission:
    """Ask somebody to sign for a piece. Needs its `latest`, `shown` and apprenticeship at hand."""
    if is_own(user, evidence.apprenticeship):
        if evidence.in_inbox:
            return not_now("This is still in your inbox. Turn it into a piece first.")
        return ALLOWED
    if not is_assessor_of(user, evidence.apprenticeship):
        return ONLY_WHO_WORKS_ON_IT
    return ALLOWED if evidence.shown_id else NOT_HANDED_IN


def can_ask_about(user: User, evidence: Evidence, revision: Revision) -> Permission:
    """The same, for what stands there now."""
    may = can_ask(user, evidence)
    if not may:
        return may
    if not revision.title or not revision.claims.exists():
        return not_now(
            "Give the piece a title and claim at least one KSB first, so that there is something to sign."
        )
    return ALLOWED


def can_ask_behaviours(user: User, apprenticeship: Apprenticeship) -> Permission:
    works_on_it = is_own(user, apprenticeship) or is_assessor_of(user, apprenticeship)
    return ALLOWED if works_on_it else ONLY_WHO_WORKS_ON_IT


def can_send_to(address: str, apprenticeship: Apprenticeship) -> Permission:
    return OWN_ADDRESS if is_same_mailbox(address, apprenticeship.apprentice.email) else ALLOWED


def can_withdraw(user: User, request: SignRequest, now: dt.datetime) -> Permission:
    return _can_do(user, request, now, "withdraw")


def can_send_again(user: User, request: SignRequest, now: dt.datetime) -> Permission:
    return _can_do(user, request, now, "send again")


def _can_do(user: User, request: SignRequest, now: dt.datetime, act: str) -> Permission:
    if not can_ask_behaviours(user, request.apprenticeship):
        return ONLY_WHO_WORKS_ON_IT
    state = state_of(request, now)
    return ALLOWED if request_allows(state, act) else not_now(WHY_NOT.get(state, WAITS_TO_LEAVE))


def can_answer(user: User | None, request: SignRequest, now: dt.datetime) -> Permission:
    """Whether the link may be used now, by whoever holds it; user: who is logged in there, if anybody."""
    if user is not None and is_own(user, request.apprenticeship):
        return IS_THE_APPRENTICE
    state = state_of(request, now)
    return ALLOWED if request_allows(state, "sign") else not_now(WHY_NOT[state])


def can_sign(user: User, apprenticeship: Apprenticeship, kind: str) -> Permission:
    """Whether this person signs with their account, as somebody who sees the apprentice at work."""
    if apprenticeship.line_manager_id == user.pk:
        return ALLOWED
    if kind == SignKind.CONFIRMATION:
        return ONLY_THE_LINE_MANAGER
    return ALLOWED if administers(user, apprenticeship) else ONLY_WHO_SEES_THE_WORK


def can_sign_for(user: User, evidence: Evidence, kind: str) -> Permission:
    may = can_sign(user, evidence.apprenticeship, kind)
    if not may or evidence.shown_id is None:
        return may and NOT_HANDED_IN
    done = user.signatures.filter(revision=evidence.shown_id, kind=kind).first()
    if done:
        return not_now(f"You signed this on {done.signed_at:%-d %b %Y}. There is nothing more to do.")
    return ALLOWED


def sees_what_was_noticed(user: User, apprenticeship: Apprenticeship) -> bool:
    """The assessor, the IQA and the provider's administrators read what is worth a look."""
    named = user.pk in {apprenticeship.assessor_id, apprenticeship.iqa_id}
    return not is_own(user, apprenticeship) and (named or administers(user, apprenticeship))


def state_of(request: SignRequest, now: dt.datetime) -> str:
    """Needs the signature at hand, if there is one."""
    signature = getattr(request, "signature", None)
    course = Course(
        expires_at=request.expires_at,
        sent_at=request.sent_at,
        opened_at=request.opened_at,
        signed_at=signature.signed_at if signature else None,
        refused_at=request.refused_at,
        withdrawn_at=request.withdrawn_at,
    )
    return request_state(course, now)


WAITS_TO_LEAVE = "The e-mail with the link is still on its way out. It is sent by itself."
WHY_NOT: dict[str, str] = {
    SIGNED: "This was signed already, and a signature stays as it is.",
    REFUSED: "Somebody answered “not me”, so this link no longer works.",
    WITHDRAWN: "This request was withdrawn, so the link no longer works.",
    EXPIRED: "This link has expired.",
}
