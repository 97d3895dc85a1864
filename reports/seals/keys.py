"""The site's Ed25519 key, with which manifests are signed, and the providers' certificates for PDFs.

All of them are files under WAYMARK_DATA/keys, readable by nobody else, or where the settings say.
"""

import contextlib
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

OWNER_ONLY = 0o600


class KeyProblemError(Exception):
    """A key cannot be used. The message is a sentence for whoever runs the site."""


def key_path() -> Path:
    return Path(settings.WAYMARK_SIGNING_KEY or settings.WAYMARK_DATA / "keys" / "signing.pem")


def site_key() -> Ed25519PrivateKey:
    """Made once, when first needed, unless the settings name another."""
    path = key_path()
    if not path.exists() and not settings.WAYMARK_SIGNING_KEY:
        _make_key(path)
    return read_private_key(path)


def read_private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyProblemError(f"The signing key {path} cannot be read.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblemError(f"The signing key {path} is not an Ed25519 key.")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyProblemError(f"The public key {path} cannot be read.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblemError(f"The public key {path} is not an Ed25519 key.")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a key, made from the key itself."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def public_pem(key: Ed25519PublicKey) -> str:
    written = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return written.decode()


def _make_key(path: Path) -> None:
    """Two processes that begin at once agree on one key: whoever comes second keeps the first one's."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
    write_private(fresh, private_pem(Ed25519PrivateKey.generate()))
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()


def private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_private(path: Path, content: bytes) -> None:
    """Readable by nobody else from the first byte on, and on the disk before this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
