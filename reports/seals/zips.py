"""Sealing a ZIP: a member lists all others with their hashes, and the comment at the end is the manifest."""

import hashlib
import os
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reports.seals.manifests import CHUNK, Manifest, canonical, room_for, seal

LISTING = "waymark-manifest.json"
END_RECORD, LONGEST_COMMENT = 22, 65_535


@dataclass(frozen=True)
class Held:
    """A file within an issued file."""

    name: str
    sha256: str
    size: int


def seal_zip(
    path: Path, manifest: Manifest, key: Ed25519PrivateKey, members: Sequence[Held] = ()
) -> tuple[Manifest, list[Held]]:
    """members: what the archive holds, when whoever made it knows; else it is read. Answers them too."""
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        listed = list(members) or members_of(archive)
        archive.writestr(LISTING, canonical({**manifest, "members": [asdict(one) for one in listed]}))
    length = room_for(manifest)
    if length > LONGEST_COMMENT:
        raise ValueError("The manifest does not fit into the comment of a ZIP.")
    with path.open("r+b") as file:
        end = file.seek(-END_RECORD, os.SEEK_END)
        file.seek(end + END_RECORD - 2)
        file.write(struct.pack("<H", length) + b" " * length)
        return seal(file, manifest, [(end + END_RECORD, length)], key), listed


def members_of(archive: ZipFile) -> list[Held]:
    found = []
    for member in archive.infolist():
        digest = hashlib.sha256()
        with archive.open(member) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
        found.append(Held(member.filename, digest.hexdigest(), member.file_size))
    return found
