"""Which kinds of notice concern whom, and how each arrives unless somebody chooses otherwise."""

from collections.abc import Iterable

from accounts.models import Channel, NoticeKind, Role

_DAILY = (
    NoticeKind.SUBMITTED,
    NoticeKind.REQUEST_ANSWERED,
    NoticeKind.SIGNED,
    NoticeKind.COUNTERSIGN,
    NoticeKind.PRACTICE,
)
# Whoever asked for a file is often still looking at the page where it appears.
_IN_THE_PRODUCT = (NoticeKind.EXPORT,)
_KINDS_OF_ROLES: dict[str, tuple[NoticeKind, ...]] = {
    Role.APPRENTICE: (
        NoticeKind.MARKED,
        NoticeKind.CORRECTED,
        NoticeKind.REMARK,
        NoticeKind.EVIDENCE_ASKED,
        NoticeKind.SIGNED,
        NoticeKind.GATEWAY,
        NoticeKind.PRACTICE,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ),
    Role.ASSESSOR: (
        NoticeKind.SUBMITTED,
        NoticeKind.REMARK,
        NoticeKind.REQUEST_ANSWERED,
        NoticeKind.SIGNED,
        NoticeKind.COUNTERSIGN,
        NoticeKind.OPINION,
        NoticeKind.SAMPLED,
        NoticeKind.GATEWAY,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ),
    Role.LINE_MANAGER: (
        NoticeKind.SIGNATURE_ASKED,
        NoticeKind.GATEWAY,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ),
    Role.IQA: (NoticeKind.OPINION, NoticeKind.SAMPLED, NoticeKind.EXPORT, NoticeKind.REMINDER),
    Role.PROVIDER_ADMIN: (
        NoticeKind.REQUEST_ANSWERED,
        NoticeKind.SIGNED,
        NoticeKind.SAMPLED,
        NoticeKind.GATEWAY,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ),
}


def usual_channel(kind: str) -> Channel:
    """What asks for something comes at once; what only piles up comes once a day; the rest by no letter."""
    if kind in _IN_THE_PRODUCT:
        return Channel.OFF
    return Channel.DAILY if kind in _DAILY else Channel.AT_ONCE


def kinds_for(roles: Iterable[str]) -> list[NoticeKind]:
    """What can concern somebody with these roles, in the order in which kinds are listed."""
    concerned = {kind for role in roles for kind in _KINDS_OF_ROLES.get(role, ())}
    return [kind for kind in NoticeKind if kind in concerned]
