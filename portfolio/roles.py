"""What roles the person making a request holds: one query, asked once, when first needed."""

from functools import cached_property
from typing import cast
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from accounts.models import Membership, Role, User
from accounts.people import signed_in
from portfolio.models import Apprenticeship


class Roles:
    """The active memberships of one person, in the order they were given."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def memberships(self) -> list[Membership]:
        own = Apprenticeship.objects.filter(apprentice=OuterRef("user"), provider=OuterRef("provider"))
        newest = own.order_by("-started_on").values("pk")[:1]
        return list(Membership.objects.for_frame(self.user).annotate(apprenticeship_id=Subquery(newest)))

    @cached_property
    def held(self) -> set[str]:
        return {membership.role for membership in self.memberships}

    def providers_where(self, role: str) -> list[UUID]:
        return [membership.provider_id for membership in self.memberships if membership.role == role]

    @property
    def is_assessor(self) -> bool:
        return Role.ASSESSOR in self.held

    @property
    def is_provider_admin(self) -> bool:
        return Role.PROVIDER_ADMIN in self.held

    @cached_property
    def apprenticeship_id(self) -> UUID | None:
        """The newest apprenticeship that is this person's own; None for everybody else."""
        own = (getattr(m, "apprenticeship_id", None) for m in self.memberships if m.role == Role.APPRENTICE)
        return next(own, None)


def roles_of(request: HttpRequest) -> Roles:
    """Those that the middleware attached, so that the page and its frame ask once."""
    return cast("Roles", getattr(request, "roles", None) or Roles(signed_in(request)))
