"""The secret of a link: made from the request and the site's key, found again by its hash, kept nowhere."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from assessments.models import SignRequest

SALT = "waymark.sign-link.v1"
LONGEST_SECRET = 64


def new_nonce() -> str:
    return secrets.token_hex(16)


def secret_of(request: SignRequest, key: str | None = None) -> str:
    """43 letters that stand for 32 bytes. Without the site's key nobody makes them, not from the database."""
    value = f"{request.pk}:{request.nonce}"
    digest = salted_hmac(SALT, value, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def sendable_secret(request: SignRequest) -> str | None:
    """The secret whose hash was kept, also after the site's key was changed; None when no key makes it."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = secret_of(request, key)
        if hash_of(secret) == request.token_hash:
            return secret
    return None


def request_behind(secret: str) -> SignRequest | None:
    if not secret.isascii() or len(secret) > LONGEST_SECRET:
        return None
    return SignRequest.objects.filter(token_hash=hash_of(secret)).for_page().first()


def read_again(request: SignRequest) -> SignRequest:
    return SignRequest.objects.for_page().get(pk=request.pk)


def link_of(secret: str) -> str:
    return urljoin(str(settings.SITE_URL), reverse("assessments:sign-link", args=[secret]))
