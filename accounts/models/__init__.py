"""Who: people, training providers, employers, memberships, what they are told, and the audit trail."""

from accounts.models.audit import AuditEvent
from accounts.models.notifications import (
    Channel,
    Letter,
    MorningRound,
    NoticeChoice,
    NoticeKind,
    Notification,
)
from accounts.models.people import (
    Employer,
    Membership,
    Nation,
    Provider,
    Role,
    User,
    display_name,
)

__all__ = [
    "AuditEvent",
    "Channel",
    "Employer",
    "Letter",
    "Membership",
    "MorningRound",
    "Nation",
    "NoticeChoice",
    "NoticeKind",
    "Notification",
    "Provider",
    "Role",
    "User",
    "display_name",
]
