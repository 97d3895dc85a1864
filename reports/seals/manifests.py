"""The signed manifest inside an issued file: how it is written, found again and read. No Django here.

It lies in a gap of the file and names the SHA-256 of every byte outside the gaps, as PDF signatures do. Its
own bytes have one spelling only, so that a change to any of them is noticed too.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ABOUT = "Waymark issue manifest"
VERSION = 1
# What every manifest begins with, by which it is found in a file that nobody has parsed.
MAGIC = b'{"manifest":{"about":"' + ABOUT.encode() + b'"'
LONGEST = 8 << 20
CHUNK = 1 << 20
# Strangers' files may hold what looks like a manifest; ours is written last.
CANDIDATES = 4
SIGNATURE_HEX = 128

Gap = tuple[int, int]
Manifest = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A manifest as it lies in a file, not yet believed. gaps: where each begins, and its length."""

    manifest: Manifest
    signature: bytes
    gaps: tuple[Gap, ...]


def canonical(value: object) -> bytes:
    """The one way in which a value is written: sorted keys, no spaces, nothing but ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def written(manifest: Manifest, signature: bytes, length: int) -> bytes:
    """The bytes of the gap: valid JSON, filled up with spaces."""
    text = canonical({"manifest": manifest, "signature": signature.hex()})
    if len(text) > length:
        raise ValueError("The manifest is longer than the place that was kept for it.")
    return text.ljust(length)


def room_for(manifest: Manifest) -> int:
    """How many bytes to keep for it, whatever the numbers become that are not known yet."""
    unknown = {"sha256": "0" * 64, "size": 10**15, "gaps": [[10**15, 10**15]] * 2}
    return len(canonical({"manifest": {**manifest, **unknown}, "signature": "0" * SIGNATURE_HEX}))


def digest_outside(file: IO[bytes], gaps: Sequence[Gap]) -> str:
    """SHA-256 of every byte that lies in none of the gaps, which are given in order."""
    digest, at = hashlib.sha256(), 0
    for begins, length in gaps:
        for chunk in _chunks(file, at, begins):
            digest.update(chunk)
        at = begins + length
    for chunk in _chunks(file, at, None):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: IO[bytes], at: int, until: int | None) -> Iterator[bytes]:
    file.seek(at)
    while until is None or at < until:
        chunk = file.read(CHUNK if until is None else min(CHUNK, until - at))
        if not chunk:
            return
        at += len(chunk)
        yield chunk


def seal(file: IO[bytes], manifest: Manifest, gaps: Sequence[Gap], key: Ed25519PrivateKey) -> Manifest:
    """Fill the first of the gaps with the manifest, completed with what only the whole file tells."""
    size = file.seek(0, 2)
    in_order = sorted(gaps)
    whole = {
        **manifest,
        "size": size,
        "gaps": [list(gap) for gap in gaps],
        "sha256": digest_outside(file, in_order),
    }
    begins, length = gaps[0]
    file.seek(begins)
    file.write(written(whole, key.sign(canonical(whole)), length))
    return whole


def find(path: Path) -> Found | None:
    """The manifest that says of itself that it lies where it was found; the last one of several."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for place in reversed(_places(file)):
            file.seek(place)
            found = _read(file.read(LONGEST), place, size)
            if found:
                return found
    return None


def _places(file: IO[bytes]) -> list[int]:
    """Where in the file the last few manifests could begin."""
    places: list[int] = []
    file.seek(0)
    before, at = b"", 0
    while chunk := file.read(CHUNK):
        window = before + chunk
        place = window.find(MAGIC)
        while place >= 0:
            places = [*places[1 - CANDIDATES :], at - len(before) + place]
            place = window.find(MAGIC, place + 1)
        before, at = window[1 - len(MAGIC) :], at + len(chunk)
    return places


def _read(text: bytes, place: int, size: int) -> Found | None:
    try:
        value, end = json.JSONDecoder().raw_decode(text.decode("ascii", errors="replace"))
        manifest, signature = value["manifest"], bytes.fromhex(value["signature"])
        gaps = tuple((int(begins), int(length)) for begins, length in manifest["gaps"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not gaps or gaps[0][0] != place or not _lie_in(gaps, size) or end > gaps[0][1] > LONGEST:
        return None
    return Found(manifest, signature, gaps)


def _lie_in(gaps: Sequence[Gap], size: int) -> bool:
    """One after another, and all within the file."""
    at = 0
    for begins, length in sorted(gaps):
        if begins < at or length < 0:
            return False
        at = begins + length
    return at <= size


def is_signed_by(found: Found, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(found.signature, canonical(found.manifest))
    except InvalidSignature:
        return False
    return True


def is_unaltered(path: Path, found: Found) -> bool:
    """Whether the whole file but its second gap is what the manifest says, to the byte."""
    begins, length = found.gaps[0]
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(begins)
        lies_there = file.read(length)
        outside = digest_outside(file, sorted(found.gaps))
    try:
        own = written(found.manifest, found.signature, length)
    except ValueError:
        return False
    said = found.manifest.get("size"), found.manifest.get("sha256")
    return lies_there == own and said == (size, outside)
