"""The comment bank as pages show it: whose comments there are, and which fit the claim at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from assessments.models import Comment
from assessments.permissions.comments import can_change_comment, shelves_open_to
from standards.models import Ksb


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a comment is kept: for its writer alone, or for everybody who assesses at the provider."""

    provider: Provider
    is_shared: bool

    @property
    def key(self) -> str:
        return f"{self.provider.pk}:{'shared' if self.is_shared else 'own'}"

    @property
    def label(self) -> str:
        who = "Everybody who assesses" if self.is_shared else "Only you"
        return f"{who}, at {self.provider}"


@dataclass(frozen=True, slots=True)
class Row:
    """One comment in the list, and whether this person may change it."""

    comment: Comment
    code: str
    is_own: bool
    may_change: bool


def shelves_of(user: User) -> list[Shelf]:
    """Own ones first. One query."""
    keys = shelves_open_to(user)
    providers = {row.pk: row for row in Provider.objects.filter(pk__in={pk for pk, _ in keys})}
    shelves = [Shelf(providers[pk], is_shared) for pk, is_shared in keys]
    return sorted(shelves, key=lambda shelf: (shelf.is_shared, shelf.provider.name))


def ksbs_for(user: User) -> list[Ksb]:
    """The KSBs of every version that apprentices follow where this person assesses or administers."""
    at = {*providers_where(user, Role.ASSESSOR), *providers_where(user, Role.PROVIDER_ADMIN)}
    ksbs = Ksb.objects.filter(version__apprenticeships__provider__in=at).distinct()
    return list(ksbs.select_related("version__standard").order_by("version__standard", "version", "position"))


def rows_for(user: User, comments: Iterable[Comment]) -> list[Row]:
    return [
        Row(
            comment=comment,
            code=comment.ksb.code if comment.ksb else "",
            is_own=comment.owner_id is not None,
            may_change=can_change_comment(user, comment).allowed,
        )
        for comment in comments
    ]


def narrowed(rows: Sequence[Row], *, text: str, code: str) -> list[Row]:
    """Those of one KSB whose name or text holds each of the words."""
    words = text.casefold().split()
    return [
        row
        for row in rows
        if (not code or row.code == code)
        and all(word in f"{row.comment.name} {row.comment.text}".casefold() for word in words)
    ]


@dataclass(frozen=True, slots=True)
class Insert:
    """A comment at hand while marking. code: of the KSB that it is about, or ""."""

    name: str
    text: str
    code: str


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def comments_at_hand(user: User, provider_id: UUID, first_name: str) -> list[Insert]:
    """In use at this provider, with the apprentice's first name in its place. One query."""
    comments = Comment.objects.visible_to(user).in_use().filter(provider=provider_id).for_list()
    return [
        Insert(row.name, row.text.replace("{name}", first_name), row.ksb.code if row.ksb else "")
        for row in comments
    ]
