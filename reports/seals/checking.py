"""Checking an issued file with nothing but the file and a public key: no database, no parser, no network."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from reports.seals.certificates import is_signature_whole
from reports.seals.manifests import Found, Manifest, digest_outside, find, is_signed_by, is_unaltered

NO_MANIFEST = "It holds no manifest of a Waymark site, or not where it was written: not issued, or altered."
OTHER_KEY = "Its manifest is not signed by this key: altered, or issued by another site."
ALTERED = "It is not what was issued: at least one byte was altered, added or taken away."
ALTERED_SIGNATURE = "The provider’s signature in it was altered."
LONGEST_SIGNATURE = 1 << 20
GAPS_WHEN_SIGNED = 2


@dataclass(frozen=True)
class Verdict:
    """problem: a sentence; empty when the file is the one that was issued, to the byte."""

    problem: str
    manifest: Manifest | None = None

    @property
    def is_genuine(self) -> bool:
        return not self.problem


def check(path: Path, key: Ed25519PublicKey) -> Verdict:
    found = find(path)
    if found is None:
        return Verdict(NO_MANIFEST)
    if not is_signed_by(found, key):
        return Verdict(OTHER_KEY)
    if not is_unaltered(path, found):
        return Verdict(ALTERED, found.manifest)
    if not _is_certificate_whole(path, found):
        return Verdict(ALTERED_SIGNATURE, found.manifest)
    return Verdict("", found.manifest)


def _is_certificate_whole(path: Path, found: Found) -> bool:
    fingerprints = found.manifest.get("certificates")
    if fingerprints is None:
        return len(found.gaps) < GAPS_WHEN_SIGNED
    begins, length = found.gaps[1]
    if len(found.gaps) != GAPS_WHEN_SIGNED or length > LONGEST_SIGNATURE:
        return False
    with path.open("rb") as file:
        file.seek(begins)
        signed = file.read(length)
        digest = bytes.fromhex(digest_outside(file, [(begins, length)]))
    return is_signature_whole(signed, digest, fingerprints)
