"""The people of a provider whom quality assurance is about or open to."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import Membership, Provider, Role, User
from assessments.models import AssessorRisk


def risks_at(provider: Provider) -> dict[UUID, AssessorRisk]:
    """By assessor: the newest. One query."""
    rows = (
        AssessorRisk.objects.filter(provider=provider).select_related("set_by").order_by("created_at", "pk")
    )
    return {row.assessor_id: row for row in rows}


def assessor_at(provider: Provider, pk: UUID) -> User | None:
    """Somebody who assesses at this provider now, or did."""
    held = Membership.objects.filter(provider=provider, role=Role.ASSESSOR, user=pk).select_related("user")
    first = held.first()
    return first.user if first else None


def visitors_at(provider: Provider) -> Sequence[User]:
    """Whoever may be named as an external verifier. One query."""
    held = Membership.objects.active().filter(provider=provider, role=Role.VISITOR).select_related("user")
    return [membership.user for membership in held.order_by("user__name", "pk")]
