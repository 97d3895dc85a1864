"""What roles the person making a request holds, and how much they have not read: one query, asked once."""

from functools import cache, cached_property
from typing import cast
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, Notification, Provider, Role, User
from accounts.models.people import MembershipQuerySet
from accounts.people import providers_where, signed_in
from portfolio.models import Apprenticeship, Visitor
from standards.words import Words, capitalised


@cache
def _with_what_is_theirs() -> MembershipQuerySet:
    """Put together once, because every request asks; whoever filters it gets another."""
    own = Apprenticeship.objects.filter(apprentice=OuterRef("user"), provider=OuterRef("provider"))
    newest = own.order_by("-started_on")
    told = Notification.objects.unread().filter(user=OuterRef("user"), provider=OuterRef("provider"))
    unread = told.order_by().values("user").annotate(number=Count("pk")).values("number")
    return Membership.objects.annotate(
        apprenticeship_id=Subquery(newest.values("pk")[:1]),
        own_words=Subquery(newest.values("plan__vocabulary")[:1]),
        unread=Coalesce(Subquery(unread), 0),
    )


class Roles:
    """The active memberships of one person, in the order they were given."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def memberships(self) -> list[Membership]:
        return list(_with_what_is_theirs().for_frame(self.user))

    @cached_property
    def held(self) -> set[str]:
        return {membership.role for membership in self.memberships}

    def providers_where(self, role: str) -> list[UUID]:
        return [membership.provider_id for membership in self.memberships if membership.role == role]

    @property
    def providers(self) -> list[Provider]:
        """Where this person holds any role, each once."""
        return list({m.provider_id: m.provider for m in self.memberships}.values())

    @property
    def is_assessor(self) -> bool:
        return Role.ASSESSOR in self.held

    @property
    def is_provider_admin(self) -> bool:
        return Role.PROVIDER_ADMIN in self.held

    @property
    def unread(self) -> int:
        """How many notices wait at all the providers together."""
        return sum({m.provider_id: int(getattr(m, "unread", 0)) for m in self.memberships}.values())

    @property
    def is_visitor(self) -> bool:
        return Role.VISITOR in self.held

    @property
    def is_only_visitor(self) -> bool:
        return self.held == {Role.VISITOR}

    @cached_property
    def verified(self) -> set[UUID]:
        """The portfolios that an external verifier may read whole. One query, for visitors alone."""
        if not self.is_visitor:
            return set()
        current = Visitor.objects.current(timezone.localdate()).filter(user=self.user.pk)
        whole = current.filter(reads=Visitor.Reads.PORTFOLIO)
        return set(whole.values_list("apprenticeship", flat=True))

    @cached_property
    def apprenticeship_id(self) -> UUID | None:
        """The newest apprenticeship that is this person's own; None for everybody else."""
        own = (getattr(m, "apprenticeship_id", None) for m in self.memberships if m.role == Role.APPRENTICE)
        return next(own, None)

    @cached_property
    def own_words(self) -> Words:
        """Those of the plan of one's own apprenticeship; the usual ones for everybody else."""
        own = (getattr(m, "own_words", None) for m in self.memberships if m.role == Role.APPRENTICE)
        return Words.of(next(own, None))

    @property
    def own_places(self) -> tuple[str, str]:
        return capitalised(self.own_words.showcase), capitalised(self.own_words.gateway)


def roles_of(request: HttpRequest) -> Roles:
    """Those that the middleware attached, so that the page and its frame ask once."""
    return cast("Roles", getattr(request, "roles", None) or Roles(signed_in(request)))


def administered_by(user: User) -> QuerySet[Provider]:
    return Provider.objects.filter(pk__in=providers_where(user, Role.PROVIDER_ADMIN)).order_by("name")
