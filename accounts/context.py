"""What every template may count on: a person's navigation, the chosen theme, whether this is the demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Role

THEMES = ("light", "dark")
BAR_LENGTH = 4
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Item:
    """One place to go: its word, its address, the name of its drawing.

    at_desk: where it leads on a wide screen, when not to the same place as at the thumb.
    within: under which other addresses pages belong to it.
    """

    label: str
    url: str
    icon: str = ""
    at_desk: str = ""
    within: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.url, self.at_desk, *self.within)))


class Navigation:
    """The places of one person. Asks for their roles only when a template looks."""

    def __init__(self, request: HttpRequest) -> None:
        self.roles = getattr(request, "roles", None)
        self.path = request.path

    @cached_property
    def items(self) -> tuple[Item, ...]:
        if self.roles is None:
            return ()
        held = frozenset(m.role for m in self.roles.memberships)
        return items_for(held, self.roles.apprenticeship_id, self.roles.own_places)

    @cached_property
    def here(self) -> str:
        """The address of the place that this page belongs to: the longest that the page lies under."""
        places = [(address, item) for item in self.items for address in item.addresses]
        found = max(
            ((address, item) for address, item in places if _lies_under(self.path, address)),
            key=lambda pair: len(pair[0]),
            default=None,
        )
        if found is None:
            return ""
        address, item = found
        return item.url if address in item.within else address

    @property
    def bar(self) -> tuple[Item, ...]:
        return self.items[:BAR_LENGTH]

    @property
    def more(self) -> tuple[Item, ...]:
        return self.items[BAR_LENGTH:]

    @property
    def notices(self) -> Item:
        return notices_item()

    @property
    def unread(self) -> int:
        return self.roles.unread if self.roles is not None else 0

    @property
    def unread_words(self) -> str:
        return str(self.unread) if self.unread <= MOST_COUNTED else f"{MOST_COUNTED}+"

    @property
    def memberships(self) -> list[object]:
        return list(self.roles.memberships) if self.roles is not None else []

    @property
    def person(self) -> str:
        """Under whose name this browser keeps what could not be sent yet; empty for a stranger."""
        return str(self.roles.user.pk) if self.roles is not None else ""

    @property
    def account(self) -> tuple[Item, ...]:
        return account_items()

    @property
    def foot(self) -> tuple[Item, ...]:
        return foot_items()


def _lies_under(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def navigation(request: HttpRequest) -> dict[str, object]:
    return {
        "navigation": Navigation(request),
        "theme": theme_of(request),
        "demo": settings.WAYMARK_DEMO,
    }


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""


USUAL_PLACES = ("Showcase", "Gateway")


@lru_cache(maxsize=2048)
def items_for(
    roles: frozenset[str], apprenticeship_id: UUID | None, places: tuple[str, str] = USUAL_PLACES
) -> tuple[Item, ...]:
    """places: what the showcase and the gateway are called."""
    return tuple(_items(roles, apprenticeship_id, places))


def _items(roles: frozenset[str], apprenticeship_id: UUID | None, places: tuple[str, str]) -> Iterator[Item]:
    yield Item("Home", reverse("assessments:home"), "home")
    if apprenticeship_id:
        yield from _own_items(apprenticeship_id, *places)
    if Role.ASSESSOR in roles:
        yield Item("Marking", reverse("assessments:queue"), "marking")
        if not apprenticeship_id:
            yield Item("Requests", reverse("assessments:request-list"), "evidence")
    if roles & {Role.IQA, Role.PROVIDER_ADMIN}:
        yield Item("Quality", reverse("assessments:quality"), "quality")
    if roles - {Role.APPRENTICE}:
        label = "Portfolios" if roles == {Role.VISITOR} else "Apprentices"
        yield Item(label, reverse("portfolio:apprenticeship-list"), "people")
        if roles != {Role.VISITOR}:
            yield Item("Search", reverse("portfolio:search"), "search")
            yield Item("Boards", reverse("assessments:board"), "progress")
    yield from _items_of_providers(roles)


def _items_of_providers(roles: frozenset[str]) -> Iterator[Item]:
    """The standards, which are there for everybody, among what those who work at a provider keep."""
    if roles & {Role.ASSESSOR, Role.IQA, Role.PROVIDER_ADMIN}:
        names = ("countersigning", "agreement", "supervision")
        within = (*(reverse(f"assessments:{name}") for name in names), "/opinions/")
        yield Item("Opinions", reverse("assessments:exercises"), "opinions", within=within)
    yield Item("Standards", reverse("standards:list"), "standards", within=("/imports/",))
    if roles != {Role.VISITOR}:
        yield Item("Guidance", reverse("standards:guidance"), "guidance")
    if roles & {Role.ASSESSOR, Role.PROVIDER_ADMIN}:
        yield Item("Comments", reverse("assessments:comment-list"), "comments")
    if Role.PROVIDER_ADMIN in roles:
        yield Item("Plans", reverse("standards:plan-index"), "standards")
        yield Item("Templates", reverse("standards:template-index"), "templates")
        yield Item("Provider", reverse("portfolio:provider-index"), "provider")


def _own_items(apprenticeship_id: UUID, showcase: str, gateway: str) -> Iterator[Item]:
    yield Item("Evidence", reverse("portfolio:evidence-list", args=[apprenticeship_id]), "evidence")
    writing = reverse("portfolio:evidence-new", args=[apprenticeship_id])
    yield Item("Add", reverse("portfolio:capture"), "add", at_desk=writing)
    yield Item("Progress", reverse("portfolio:progress", args=[apprenticeship_id]), "progress")
    yield Item("Readiness", reverse("assessments:readiness", args=[apprenticeship_id]), "ready")
    yield Item(showcase, reverse("portfolio:showcase", args=[apprenticeship_id]), "showcase")
    yield Item(gateway, reverse("assessments:gateway", args=[apprenticeship_id]), "gateway")
    yield Item("Requests", reverse("assessments:request-list"), "evidence")


@lru_cache(maxsize=1)
def notices_item() -> Item:
    return Item("Notices", reverse("accounts:notice-list"), "bell")


@lru_cache(maxsize=1)
def account_items() -> tuple[Item, ...]:
    return (
        Item("Email", reverse("account_email"), "mail"),
        Item("Password", reverse("account_change_password"), "key"),
        Item("Log-in security", reverse("mfa_index"), "shield"),
    )


@lru_cache(maxsize=1)
def foot_items() -> tuple[Item, ...]:
    return (
        Item("Status", reverse("accounts:status")),
        Item("Privacy", reverse("accounts:privacy")),
        Item("Accessibility", reverse("accounts:accessibility")),
    )
