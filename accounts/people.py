"""Who is asking, and where they hold which role."""

from typing import Protocol, cast
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Membership, Provider, User


class KnownRoles(Protocol):
    """What the middleware has read already about the person making the request."""

    held: set[str]

    def providers_where(self, role: str) -> list[UUID]: ...

    @property
    def providers(self) -> list[Provider]: ...


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that has passed the log-in middleware."""
    return cast("User", request.user)


def know_roles(user: User, roles: KnownRoles) -> None:
    """Let this copy of the user, which lives as long as the request, answer from memberships read once."""
    user.__dict__["known_roles"] = roles


def providers_where(user: User, role: str) -> list[UUID]:
    """The providers where this person holds this role now. One query, or none when the request knows."""
    known: KnownRoles | None = user.__dict__.get("known_roles")
    if known is not None:
        return known.providers_where(role)
    held = Membership.objects.active().filter(user=user.pk, role=role)
    return list(held.values_list("provider", flat=True))


def providers_held(user: User) -> list[Provider]:
    """Where this person holds any role now, each once. One query, or none when the request knows."""
    known: KnownRoles | None = user.__dict__.get("known_roles")
    if known is not None:
        return known.providers
    held = Membership.objects.for_frame(user)
    return list({membership.provider_id: membership.provider for membership in held}.values())


def holders_of(role: str, provider_id: UUID) -> list[User]:
    """Everybody who holds this role at this provider now, in a fixed order. One query."""
    held = Membership.objects.active().filter(provider=provider_id, role=role)
    return [membership.user for membership in held.select_related("user").order_by("user__name", "user")]


def roles_held(user: User) -> set[str]:
    """Every role this person holds anywhere now. One query, or none when the request knows."""
    known: KnownRoles | None = user.__dict__.get("known_roles")
    if known is not None:
        return known.held
    return set(Membership.objects.active().filter(user=user.pk).values_list("role", flat=True))
