"""Whether this person may look at boards."""

from accounts.permissions import ALLOWED, Permission, refused
from assessments.boards.scope import SCOPES
from portfolio.roles import Roles

NOT_YOURS = refused("Boards are for those who look after apprentices: providers, assessors and employers.")


def can_see_boards(roles: Roles) -> Permission:
    return ALLOWED if roles.held & SCOPES.keys() else NOT_YOURS
