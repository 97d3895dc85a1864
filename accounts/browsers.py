"""What is known of the browser that asks: who was logged in there before, and on which network it is."""

import ipaddress
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

A_YEAR = 60 * 60 * 24 * 365
SALT = "waymark.browser.v1"
NETWORK_SALT = "waymark.network.v1"
IPV6_NETWORK_BITS = 64
# Where people sign who need no account: nothing else is told who was logged in before.
SIGN_PATH = "/sign/"


def remember_person(response: HttpResponse, user_id: UUID, *, path: str) -> None:
    """Note in this browser that this person was logged in. The cookie goes to this path alone.

    It names nobody: a stranger who reads it finds a keyed hash, and nobody can make one for somebody else.
    """
    response.set_cookie(
        _name(user_id),
        signing.dumps("here", salt=f"{SALT}:{user_id}"),
        max_age=A_YEAR,
        path=path,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def was_logged_in(request: HttpRequest, user_id: UUID) -> bool:
    value = request.COOKIES.get(_name(user_id), "")
    try:
        return bool(value) and signing.loads(value, salt=f"{SALT}:{user_id}") == "here"
    except signing.BadSignature:
        return False


def _name(user_id: UUID) -> str:
    return f"here-{salted_hmac(SALT, str(user_id)).hexdigest()[:20]}"


def network_of(request: HttpRequest) -> str:
    """A keyed hash of the network that the request came from; "" when that says nothing."""
    address = str(get_adapter().get_client_ip(request))
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.is_loopback:
        return ""
    if ip.version == 6:
        address = str(ipaddress.ip_network(f"{ip}/{IPV6_NETWORK_BITS}", strict=False))
    return salted_hmac(NETWORK_SALT, address, algorithm="sha256").hexdigest()
