"""Whether this person may begin or go on with practice of some kind for an apprentice."""

from collections.abc import Iterator

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import MockAssessment
from assessments.rules.practice import (
    APPRENTICE,
    ASSESSOR,
    ASSIGNMENT,
    DISCUSSION,
    LINE_MANAGER,
    OBSERVATION,
    ROLE_PLAY,
    SHOWCASE_REVIEW,
    can_be_run_by,
)
from portfolio.models import Apprenticeship
from portfolio.permissions import is_visiting
from portfolio.roles import Roles
from portfolio.wording import in_words_of
from standards.models import Method

WHO_RUNS = {
    OBSERVATION: refused("A mock observation is run by the named assessor or the line manager, who watches."),
    ASSIGNMENT: refused("A mock assignment is run by the named assessor or the line manager, who watches."),
    DISCUSSION: refused(
        "A mock discussion is run by the named assessor, or practised alone by the apprentice."
    ),
    ROLE_PLAY: refused(
        "A role-play is run by the named assessor or the line manager, or practised alone by the apprentice."
    ),
    SHOWCASE_REVIEW: refused("A mock showcase review is run by the named assessor."),
}
WITHDRAWN = not_now("This apprenticeship was withdrawn, so nothing new is practised here.")
FINISHED = not_now("This practice is finished, and its results stay as they are. Begin a new one instead.")
NO_METHOD = not_now("The assessment plan has no such method, so there is nothing to practise it by.")
FROM_OUTSIDE = refused(
    "Practice stays between the apprentice and those who work with them. None of it counts for anything."
)
SOMEBODY_ELSES = refused("An apprentice practises alone here. Only they can go on with it.")


def can_read_practice(roles: Roles, apprenticeship: Apprenticeship) -> Permission:
    """Of somebody who reads the whole portfolio."""
    return FROM_OUTSIDE if is_visiting(roles.memberships, apprenticeship) else ALLOWED


def can_practise(user: User, apprenticeship: Apprenticeship, kind: str) -> Permission:
    if not can_be_run_by(kind, _relations(user, apprenticeship)):
        return in_words_of(apprenticeship, WHO_RUNS[kind])
    if apprenticeship.status == Apprenticeship.Status.WITHDRAWN:
        return WITHDRAWN
    return ALLOWED


def can_begin(user: User, apprenticeship: Apprenticeship, kind: str, method: Method | None) -> Permission:
    """method: the plan's for that kind; only a role-play does without."""
    may = can_practise(user, apprenticeship, kind)
    return NO_METHOD if may and method is None and kind != ROLE_PLAY else may


def can_go_on(user: User, mock: MockAssessment) -> Permission:
    """Needs `mock.apprenticeship` at hand."""
    is_alone = mock.begun_by_id == mock.apprenticeship.apprentice_id
    if is_alone and user.pk != mock.begun_by_id:
        return SOMEBODY_ELSES
    may = can_practise(user, mock.apprenticeship, mock.kind)
    if not may:
        return may
    return ALLOWED if mock.is_open else FINISHED


def can_throw_away(user: User, mock: MockAssessment) -> Permission:
    """Whoever saved it last runs it, or began it. Needs `mock.apprenticeship` and both people at hand."""
    may = can_go_on(user, mock)
    runner = mock.saved_by or mock.begun_by
    if not may or user == runner or not can_practise(runner, mock.apprenticeship, mock.kind):
        return may
    return refused(
        f"{runner} runs this practice and may be in the middle of it. Only they can throw it away; "
        "you can go on with it."
    )


def is_self_marked(mock: MockAssessment) -> bool:
    """Needs `mock.apprenticeship` at hand."""
    return mock.begun_by_id == mock.apprenticeship.apprentice_id


def _relations(user: User, apprenticeship: Apprenticeship) -> Iterator[str]:
    named = (
        (APPRENTICE, Role.APPRENTICE, apprenticeship.apprentice_id),
        (ASSESSOR, Role.ASSESSOR, apprenticeship.assessor_id),
        (LINE_MANAGER, Role.LINE_MANAGER, apprenticeship.line_manager_id),
    )
    for relation, role, person in named:
        if person == user.pk and apprenticeship.provider_id in providers_where(user, role):
            yield relation
