"""The answer to "may this person?": a value that disables the button, explains why, and guards the action."""

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """An act was refused. `reason` is a sentence for the person who asked; `status` is 403 or 409."""

    def __init__(self, reason: str, status: int = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class Permission:
    """Truthy when allowed. When refused, the reason is written for the person who reads it.

    status: 403 when this person may never do it here, 409 when the state does not allow it now.
    """

    allowed: bool
    reason: str = ""
    status: int = HTTPStatus.FORBIDDEN

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refused` unless allowed."""
        if not self.allowed:
            raise Refused(self.reason, self.status)


ALLOWED = Permission(allowed=True)


def refused(reason: str) -> Permission:
    return Permission(allowed=False, reason=reason, status=HTTPStatus.FORBIDDEN)


def not_now(reason: str) -> Permission:
    return Permission(allowed=False, reason=reason, status=HTTPStatus.CONFLICT)
