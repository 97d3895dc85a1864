"""Every route of the product, and a record that could leak through it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

Kinds = Mapping[str, str]
FROZEN: Kinds = MappingProxyType({})

OWN_APPS = ("accounts", "standards", "portfolio", "assessments", "reports")

# Open to anybody, signed in or not. Everything else asks a stranger to log in.
PUBLIC = {
    "healthz",
    "readyz",
    "accounts:status",
    "accounts:privacy",
    "accounts:accessibility",
    "accounts:theme",
    "portfolio:capture-offline",
    "portfolio:service-worker",
    "reports:verify",
    "reports:verify-serial",
    "reports:verify-key",
    "assessments:sign-link",
    "assessments:sign-not-me",
    "assessments:sign-opened",
    "assessments:sign-file",
    "assessments:sign-picture",
    "reports:room",
    "reports:room-enter",
    "reports:room-file",
    "reports:room-pack",
    "reports:room-pdf",
    "reports:room-picture",
    "reports:room-piece",
    "reports:room-view",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_trust",
}


@dataclass(frozen=True)
class Route:
    """One named address: its whole pattern as written, and the kind of each of its parameters."""

    name: str
    written: str
    kinds: dict[str, str]

    @property
    def is_own(self) -> bool:
        return self.name.partition(":")[0] in OWN_APPS


def walk(
    patterns: list[URLPattern | URLResolver], namespace: str = "", before: str = "", kinds: Kinds = FROZEN
) -> Iterator[Route]:
    for pattern in patterns:
        written = before + str(pattern.pattern)
        found = {**kinds, **kinds_in(pattern)}
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner, written, found)
        elif pattern.name:
            yield Route(f"{namespace}{pattern.name}", written, found)


def kinds_in(pattern: URLPattern | URLResolver) -> dict[str, str]:
    converters = {key: type(converter).__name__ for key, converter in pattern.pattern.converters.items()}
    return {key: converters.get(key, "") for key in pattern.pattern.regex.groupindex}


@cache
def all_routes() -> dict[str, Route]:
    return {route.name: route for route in walk(get_resolver().url_patterns)}


def sample_address(name: str, unknown: UUID) -> str:
    """An address of the right shape with nothing behind it."""
    kinds = all_routes()[name].kinds
    return reverse(
        name, kwargs={key: unknown if kind == "UUIDConverter" else 1 for key, kind in kinds.items()}
    )


def with_an_id() -> list[str]:
    """Our own routes that name a record."""
    return sorted(route.name for route in all_routes().values() if route.is_own and route.kinds)
