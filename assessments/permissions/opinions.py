"""Whether this person may supervise, countersign, ask for second opinions, give one or read the results."""

from uuid import UUID

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Countersignature, Exercise, Opinion, Supervision
from assessments.permissions.gateway import not_after_gateway
from assessments.rules.opinions import COUNTERSIGN_STATES
from portfolio.models import Evidence, Revision, ShowcaseItem
from portfolio.permissions import assures
from portfolio.roles import Roles

ONLY_ADMINISTRATORS = refused("Only an administrator of the provider can do that.")
ONLY_WHO_ASSURES = refused(
    "Only the IQA of this apprenticeship or an administrator of the provider can do that."
)
NO_OPINIONS = refused("Second opinions are for assessors, quality assurers and administrators of a provider.")
NOT_THEIR_FIGURES = refused("Agreement is for quality assurers and administrators of a provider.")


def can_set_supervision(user: User, provider_id: UUID) -> Permission:
    return ALLOWED if provider_id in providers_where(user, Role.PROVIDER_ADMIN) else ONLY_ADMINISTRATORS


def can_end_supervision(user: User, supervision: Supervision) -> Permission:
    permission = can_set_supervision(user, supervision.provider_id)
    if permission and supervision.until is not None:
        return not_now("This supervision has a last day already.")
    return permission


def can_read_supervision(roles: Roles) -> Permission:
    return ALLOWED if roles.is_provider_admin else ONLY_ADMINISTRATORS


def can_countersign(user: User, countersignature: Countersignature) -> Permission:
    """Needs `marking.revision.evidence.apprenticeship` at hand."""
    marking = countersignature.marking
    apprenticeship = marking.revision.evidence.apprenticeship
    if countersignature.countersigner_id != user.pk:
        return refused(f"Only {countersignature.countersigner}, who was named for it, can countersign this.")
    if user.pk in {marking.assessor_id, apprenticeship.apprentice_id}:
        return refused("Nobody countersigns their own decisions, or decisions about their own work.")
    if apprenticeship.iqa_id == user.pk:
        return refused(
            "You assure the quality of this apprenticeship, so that you cannot countersign here as well. "
            "An administrator of your provider can name somebody else."
        )
    if (countersignature.state, "agree") not in COUNTERSIGN_STATES:
        return not_now(
            f"This marking was dealt with already: {countersignature.get_state_display().lower()}."
        )
    return ALLOWED


def can_refuse_countersignature(user: User, countersignature: Countersignature) -> Permission:
    """What was frozen in a gateway stays; another piece that waits did not count for it, and may go back."""
    permission = can_countersign(user, countersignature)
    evidence = countersignature.marking.revision.evidence
    if permission and ShowcaseItem.objects.filter(evidence=evidence.pk).exists():
        return not_after_gateway(evidence.apprenticeship)
    return permission


def can_name_countersigner(user: User, countersignature: Countersignature) -> Permission:
    apprenticeship = countersignature.marking.revision.evidence.apprenticeship
    permission = can_set_supervision(user, apprenticeship.provider_id)
    if permission and (countersignature.state, "name another") not in COUNTERSIGN_STATES:
        return not_now(
            f"This marking was dealt with already: {countersignature.get_state_display().lower()}."
        )
    return permission


def can_open_opinions(roles: Roles) -> Permission:
    return ALLOWED if roles.held & {Role.ASSESSOR, Role.IQA, Role.PROVIDER_ADMIN} else NO_OPINIONS


def can_read_agreement(roles: Roles) -> Permission:
    return ALLOWED if roles.held & {Role.IQA, Role.PROVIDER_ADMIN} else NOT_THEIR_FIGURES


def can_ask_opinions(user: User, evidence: Evidence) -> Permission:
    if not assures(user, evidence.apprenticeship):
        return ONLY_WHO_ASSURES
    if evidence.shown is None or evidence.shown.state == Revision.State.SUBMITTED:
        return not_now("This version is not marked yet. A second opinion needs a first one.")
    return ALLOWED


def can_give_opinion(user: User, opinion: Opinion) -> Permission:
    if opinion.assessor_id != user.pk:
        return refused("Only the assessor who was asked can give this opinion.")
    if opinion.exercise.closed_at is not None:
        return not_now("This was closed meanwhile, so that no opinion can be added to it.")
    if opinion.given_at is not None:
        return not_now("You have given your opinion already. It stays as it was given.")
    if Revision.objects.visible_to(user).filter(pk=opinion.exercise.revision_id).exists():
        return not_now("You work on this portfolio now, so that your opinion would not be blind.")
    return ALLOWED


def can_read_results(exercise: Exercise, own: Opinion | None) -> Permission:
    """Those asked after they gave their own opinion, or when it is closed; those who assure it at once."""
    if own and own.given_at is None and exercise.closed_at is None:
        return not_now("Give your own opinion first. What others think is shown to you after that.")
    return ALLOWED


def leads(user: User, exercise: Exercise) -> bool:
    """The answer of `Exercise.objects.led_by`, without a query where the roles are known."""
    assuring = exercise.provider_id in providers_where(user, Role.IQA)
    apprenticeship = exercise.revision.evidence.apprenticeship
    return exercise.provider_id in providers_where(user, Role.PROVIDER_ADMIN) or (
        assuring and user.pk in {apprenticeship.iqa_id, exercise.set_by_id}
    )


def can_close_exercise(user: User, exercise: Exercise) -> Permission:
    if not leads(user, exercise):
        return ONLY_WHO_ASSURES
    return not_now("This was closed already.") if exercise.closed_at else ALLOWED
