"""Whether this person may keep comments here, and change this one."""

from uuid import UUID

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Comment

NO_BANK = refused("The comment bank is for assessors and provider administrators. You are neither here.")
NOT_THIS_SHELF = refused("Keep comments of your own where you assess, and shared ones where you administer.")
ONLY_AN_ADMINISTRATOR = refused("This comment belongs to your provider. Its administrators change it.")
ONLY_ITS_OWNER = refused("Only the person who wrote this comment can change it.")
REMOVED = not_now("This comment was removed. What was inserted from it stays where it is.")


def shelves_open_to(user: User) -> list[tuple[UUID, bool]]:
    """Provider id and whether shared, of each place where this person may keep comments."""
    own = [(pk, False) for pk in providers_where(user, Role.ASSESSOR)]
    return own + [(pk, True) for pk in providers_where(user, Role.PROVIDER_ADMIN)]


def can_open_bank(user: User) -> Permission:
    return ALLOWED if shelves_open_to(user) else NO_BANK


def can_keep_comment(user: User, provider_id: UUID, *, is_shared: bool) -> Permission:
    return ALLOWED if (provider_id, is_shared) in shelves_open_to(user) else NOT_THIS_SHELF


def can_change_comment(user: User, comment: Comment) -> Permission:
    is_shared = comment.owner_id is None
    if not is_shared and comment.owner_id != user.pk:
        return ONLY_ITS_OWNER
    if not can_keep_comment(user, comment.provider_id, is_shared=is_shared):
        return ONLY_AN_ADMINISTRATOR if is_shared else NOT_THIS_SHELF
    return ALLOWED if comment.removed_at is None else REMOVED
