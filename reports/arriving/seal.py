"""Whether an archive that came in still is what a site once issued, as a sentence for the preview."""

import datetime as dt
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from reports.models import SigningKey
from reports.seals.checking import check
from reports.seals.manifests import Manifest, find

NONE = (
    "It carries no seal, so whether somebody changed it since it was made cannot be told. Its files were "
    "compared with what it says of itself."
)
HOLDS = "The seal holds: it is what {who} issued{day}, to the byte, signed with a key of this site."
UNKNOWN = (
    "Its seal was made by {who}{day}, with a key that is unknown here. Whether somebody changed it since "
    "cannot be told: ask {who} whether serial {serial} is theirs."
)
BROKEN = (
    "The seal does not hold: it was changed since {who} issued it{day}. Ask for the archive once more, "
    "unless you know why."
)
LONGEST = 120


def seal_of(path: Path) -> dict[str, str]:
    """kind: "none", "holds", "unknown" or "broken". says: the sentence."""
    found = find(path)
    if found is None:
        return {"kind": "none", "says": NONE}
    manifest = found.manifest
    key = SigningKey.objects.filter(pk=_text(manifest, "key")).first()
    if key is None:
        return _said("unknown", UNKNOWN, manifest)
    public = load_pem_public_key(key.public_key.encode())
    is_whole = isinstance(public, Ed25519PublicKey) and check(path, public).is_genuine
    return _said("holds", HOLDS, manifest) if is_whole else _said("broken", BROKEN, manifest)


def _said(kind: str, sentence: str, manifest: Manifest) -> dict[str, str]:
    who = _text(manifest, "issued_by") or "somebody who is not named"
    words = sentence.format(
        who=who, day=_day(manifest), serial=_text(manifest, "serial") or "that it carries"
    )
    return {"kind": kind, "says": words}


def _text(manifest: Manifest, name: str) -> str:
    """What no database keeps and no line holds is left out: anybody may have written it."""
    value = manifest.get(name)
    kept = value if isinstance(value, str) else ""
    return "".join(letter for letter in kept if letter.isprintable())[:LONGEST]


def _day(manifest: Manifest) -> str:
    try:
        return f" on {dt.datetime.fromisoformat(_text(manifest, 'issued_at')):%-d %B %Y}"
    except ValueError:
        return ""
