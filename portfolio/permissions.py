"""Whether this person may do this to a portfolio now, with the reason when not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Membership, Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio import rules
from portfolio.models import (
    Apprenticeship,
    Attachment,
    BreakInLearning,
    Evidence,
    Revision,
    TrainingEntry,
    Upload,
)
from portfolio.roles import Roles
from portfolio.wording import in_words_of, status_of

ONLY_THE_APPRENTICE = refused("Only the apprentice whose portfolio this is can do that.")
ONLY_THE_SENDER = refused("Only the person who sends this file can do that.")
ONLY_AN_ADMINISTRATOR = refused("Only an administrator of your provider can set this.")
NO_PORTFOLIO = refused("Quick capture is for apprentices, and you have no portfolio of your own here.")
VISITORS_READ_ONE = refused("Visitors read the portfolios they were named for, and search in none of them.")
ONLY_WHO_TRAINS = refused("Only the apprentice and their assessor enter training.")
ONLY_WHO_KEEPS_THE_PLAN = refused(
    "Only the assessor and your provider’s administrators keep the training plan."
)
ONLY_AN_ADMINISTRATOR_BREAKS = refused("Only an administrator of the provider records breaks in learning.")
NOT_THE_IQA = refused("Only the internal quality assurer named for this apprenticeship can take a sample.")
OWN_DECISION = refused("You decided this yourself, so somebody else has to sample it.")
OWN_SIGNATURE = refused("You countersigned this yourself, so somebody else has to sample it.")
OWN_APPRENTICE = refused("You assess this apprentice, so somebody else has to sample their work.")
FROZEN = not_now(
    "The showcase went through the gateway, so it stays as it was confirmed. If it has to change, the "
    "training provider withdraws the gateway first."
)
PLAN_FROZEN = not_now("This went through the gateway on what is written here, so it no longer changes.")
NOT_ACCEPTED = not_now("Only accepted pieces can go into the showcase.")
PAST_GATEWAY = (Apprenticeship.Status.IN_GATEWAY, Apprenticeship.Status.COMPLETED)
STILL_IN_INBOX = not_now("This is still in your inbox. Turn it into a piece first, or add it to one.")


def is_own(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.apprentice_id == user.pk


def is_assessor_of(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.assessor_id == user.pk


def assures(user: User, apprenticeship: Apprenticeship) -> bool:
    """Whether this person, who sees the apprenticeship, may have its decisions looked at again."""
    administers = apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)
    return administers or apprenticeship.iqa_id == user.pk


@dataclass(frozen=True, slots=True)
class Parts:
    """Who had which part in a marking. has_decided: whether whoever asks recorded a decision of it."""

    marked_by: UUID
    has_decided: bool
    assessor: UUID | None
    countersigner: UUID | None
    iqa: UUID | None


def may_sample(user: User, revision: Revision, deciders: Iterable[UUID]) -> bool:
    """Whether a link to sample this marked version leads somewhere; the app above asks again there.

    deciders: everybody who decided on a claim of it. No query where the roles are known.
    """
    apprenticeship, marking = revision.evidence.apprenticeship, revision.marking
    countersignature = getattr(marking, "countersignature", None)
    parts = Parts(
        marked_by=marking.assessor_id,
        has_decided=user.pk in set(deciders),
        assessor=apprenticeship.assessor_id,
        countersigner=countersignature.countersigner_id if countersignature else None,
        iqa=apprenticeship.iqa_id,
    )
    assures_there = apprenticeship.provider_id in providers_where(user, Role.IQA)
    return assures_there and bool(sees_with_fresh_eyes(user, parts))


def sees_with_fresh_eyes(user: User, parts: Parts) -> Permission:
    """Whether this is the IQA who is named, and nothing of the marking is their own, which comes first."""
    may = had_no_part(user, parts)
    return NOT_THE_IQA if may and user.pk != parts.iqa else may


def had_no_part(user: User, parts: Parts) -> Permission:
    if user.pk == parts.marked_by or parts.has_decided:
        return OWN_DECISION
    if user.pk == parts.assessor:
        return OWN_APPRENTICE
    if user.pk == parts.countersigner:
        return OWN_SIGNATURE
    return ALLOWED


def is_visiting(memberships: Iterable[Membership], apprenticeship: Apprenticeship) -> bool:
    """Whether somebody who can see the apprenticeship comes from outside, to read.

    memberships: the active ones of that person. The answer is that of `worked_on_by`, without a query.
    """
    named = {
        Role.APPRENTICE: apprenticeship.apprentice_id,
        Role.ASSESSOR: apprenticeship.assessor_id,
        Role.LINE_MANAGER: apprenticeship.line_manager_id,
        Role.IQA: apprenticeship.iqa_id,
    }
    return not any(
        membership.role == Role.PROVIDER_ADMIN or named.get(Role(membership.role)) == membership.user_id
        for membership in memberships
        if membership.provider_id == apprenticeship.provider_id
    )


def sees_showcase_only(roles: Roles, apprenticeship: Apprenticeship) -> bool:
    """Whether somebody who can see the apprenticeship sees no more of it than the showcase."""
    is_outside = is_visiting(roles.memberships, apprenticeship)
    return is_outside and apprenticeship.pk not in roles.verified


def reads_samples(roles: Roles) -> bool:
    """Whether a link to the quality samples of a portfolio that they see leads somewhere for this person."""
    return bool(roles.held & {Role.IQA, Role.PROVIDER_ADMIN, Role.VISITOR})


def can_search(roles: Roles) -> Permission:
    """Whoever comes from outside opens the portfolios they were named for, one by one."""
    return VISITORS_READ_ONE if roles.is_only_visitor else ALLOWED


def can_add_evidence(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not is_own(user, apprenticeship):
        return ONLY_THE_APPRENTICE
    if apprenticeship.status != Apprenticeship.Status.ON_PROGRAMME:
        status = status_of(apprenticeship)
        return not_now(f"New evidence can be added only while on programme; this is “{status}”.")
    return ALLOWED


def can_capture(user: User, own: Sequence[Apprenticeship]) -> Permission:
    """Whether one of a person's own apprenticeships takes evidence now; the newest comes first."""
    answers = [can_add_evidence(user, apprenticeship) for apprenticeship in own]
    return next((answer for answer in answers if answer), answers[0]) if answers else NO_PORTFOLIO


def can_open_inbox(user: User, apprenticeship: Apprenticeship) -> Permission:
    return ALLOWED if is_own(user, apprenticeship) else ONLY_THE_APPRENTICE


def can_edit(user: User, evidence: Evidence) -> Permission:
    if not is_own(user, evidence.apprenticeship):
        return ONLY_THE_APPRENTICE
    if state_of(evidence) != Revision.State.DRAFT:
        return not_now(WHY_NOT_EDITABLE[state_of(evidence)])
    return ALLOWED


def can_write(user: User, evidence: Evidence) -> Permission:
    """Whether it may be written as a piece: what lies in the inbox takes files and a note, no more."""
    permission = can_edit(user, evidence)
    return STILL_IN_INBOX if permission and evidence.in_inbox else permission


def can_submit(user: User, evidence: Evidence) -> Permission:
    return can_write(user, evidence)


def can_revise(user: User, evidence: Evidence) -> Permission:
    if not is_own(user, evidence.apprenticeship):
        return ONLY_THE_APPRENTICE
    if rules.next_state(state_of(evidence), "revise") is None:
        return not_now(WHY_NOT_REVISABLE[state_of(evidence)])
    return ALLOWED


def can_delete(user: User, evidence: Evidence) -> Permission:
    if not is_own(user, evidence.apprenticeship):
        return ONLY_THE_APPRENTICE
    if evidence.shown_id is not None:
        return not_now("This piece was submitted, so it belongs to the record and cannot be deleted.")
    return ALLOWED


def can_choose_showcase(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not is_own(user, apprenticeship):
        return ONLY_THE_APPRENTICE
    return in_words_of(apprenticeship, FROZEN) if is_past_gateway(apprenticeship) else ALLOWED


def is_past_gateway(apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.status in PAST_GATEWAY


def can_log_training(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not is_own(user, apprenticeship) and not is_assessor_of(user, apprenticeship):
        return ONLY_WHO_TRAINS
    if not apprenticeship.is_on_programme:
        status = status_of(apprenticeship)
        return not_now(f"Training is entered while on programme; this is “{status}”.")
    return ALLOWED


def can_strike_training(user: User, entry: TrainingEntry) -> Permission:
    """Needs the apprenticeship at hand."""
    may = can_log_training(user, entry.apprenticeship)
    if may and entry.struck_at:
        return not_now("This entry was struck out already, and stays so. Enter the training anew.")
    return may


def can_keep_training_plan(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not is_assessor_of(user, apprenticeship) and not administers(user, apprenticeship):
        return ONLY_WHO_KEEPS_THE_PLAN
    if is_past_gateway(apprenticeship):
        return in_words_of(apprenticeship, PLAN_FROZEN)
    return ALLOWED


def can_record_break(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not administers(user, apprenticeship):
        return ONLY_AN_ADMINISTRATOR_BREAKS
    if apprenticeship.status not in {Apprenticeship.Status.ON_PROGRAMME, Apprenticeship.Status.BREAK}:
        status = status_of(apprenticeship)
        return not_now(f"Breaks are recorded while on programme; this is “{status}”.")
    return ALLOWED


def can_withdraw_break(user: User, pause: BreakInLearning) -> Permission:
    """Needs the apprenticeship at hand."""
    may = can_record_break(user, pause.apprenticeship)
    if may and pause.withdrawn_at:
        return not_now("This break was withdrawn already, and stays so. Record it anew.")
    return may


def administers(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)


def can_cancel(user: User, upload: Upload) -> Permission:
    """Also when the piece was submitted meanwhile: nobody is waiting for the rest of the file then."""
    return ALLOWED if upload.by_id == user.pk else ONLY_THE_SENDER


def is_withheld(user: User, attachment: Attachment) -> bool:
    """What is not known to be safe is there for its owner alone, so that others are told 404."""
    return not attachment.file.is_safe and not is_own(user, attachment.revision.evidence.apprenticeship)


def can_take_original(user: User, attachment: Attachment) -> Permission:
    """The attachment must have been fetched `for_serving()`."""
    if is_own(user, attachment.revision.evidence.apprenticeship) or not attachment.file.has_clean_copy:
        return ALLOWED
    return refused(
        "The original says where, by whom or with what it was made. You get a copy without those details."
    )


def can_showcase(user: User, evidence: Evidence) -> Permission:
    """Put this piece into the showcase."""
    if not is_own(user, evidence.apprenticeship):
        return ONLY_THE_APPRENTICE
    if evidence.shown is None or evidence.shown.state != Revision.State.ACCEPTED:
        return in_words_of(evidence.apprenticeship, NOT_ACCEPTED)
    return ALLOWED


def state_of(evidence: Evidence) -> str:
    """The state of the piece for its owner: that of its latest revision."""
    return evidence.latest.state if evidence.latest else Revision.State.DRAFT


WHY_NOT_EDITABLE: dict[str, str] = {
    Revision.State.SUBMITTED: "This piece is with your assessor. You can change it if it comes back to you.",
    Revision.State.RETURNED: "This piece came back to you. Start a new version of it; the old one is kept.",
    Revision.State.ACCEPTED: "This piece was accepted and no longer changes.",
}
WHY_NOT_REVISABLE: dict[str, str] = {
    Revision.State.DRAFT: "This piece is already open for you to change.",
    Revision.State.SUBMITTED: WHY_NOT_EDITABLE[Revision.State.SUBMITTED],
    Revision.State.ACCEPTED: WHY_NOT_EDITABLE[Revision.State.ACCEPTED],
}


def can_change_provider(user: User, provider: Provider) -> Permission:
    return ALLOWED if provider.pk in providers_where(user, Role.PROVIDER_ADMIN) else ONLY_AN_ADMINISTRATOR
