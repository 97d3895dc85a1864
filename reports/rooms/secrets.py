"""The secrets of a reading room: of its address, of a browser's cookie, and the PIN. Kept as hashes alone."""

import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from reports.models import ReadingLink

SECRET_BYTES = 32
LONGEST_SECRET = 64
PIN_DIGITS = 6
# With HTTPS, only a page of this site that came over it can set a cookie of this name.
COOKIE = "__Secure-waymark-room" if settings.HTTPS else "waymark-room"


def new_secret() -> str:
    """43 letters that stand for 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_pin() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def hash_of(secret: str) -> str:
    """Plain SHA-256: nobody guesses 256 random bits, so there is nothing to slow down."""
    return hashlib.sha256(secret.encode()).hexdigest()


def can_be_secret(text: str) -> bool:
    return 0 < len(text) <= LONGEST_SECRET and text.isascii()


def cookie_in(request: HttpRequest) -> str:
    secret = request.COOKIES.get(COOKIE, "")
    return secret if can_be_secret(secret) else ""


def give_cookie(response: HttpResponse, link: ReadingLink, secret: str) -> None:
    """It goes to the room of this link alone, so that two links in one browser know nothing of each other."""
    response.set_cookie(
        COOKIE,
        secret,
        expires=link.expires_at,
        path=path_of(link.pk),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def path_of(link_id: UUID) -> str:
    return reverse("reports:room", args=[link_id])
