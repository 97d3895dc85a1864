"""Says whether a file is what a Waymark site issued, to the byte: with the file, a key, and no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from reports.seals.checking import check
from reports.seals.keys import KeyProblemError, key_id, key_path, read_private_key, read_public_key
from reports.seals.manifests import Manifest

TOLD = ("serial", "kind", "issued_by", "issued_to", "issued_at", "verify")


class Command(BaseCommand):
    help = "Check a file that was issued: whether it is genuine, and the same to the byte."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="The site's public key, as PEM. Else this site's own.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        try:
            key = self._key(options["key"])
            verdict = check(options["file"], key)
        except KeyProblemError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read.") from error
        if not verdict.is_genuine:
            raise CommandError(f"Not genuine. {verdict.problem}")
        self.stdout.write(f"Genuine, and the same to the byte. Signed with key {key_id(key)}.")
        self._tell(verdict.manifest or {})

    def _key(self, path: Path | None) -> Ed25519PublicKey:
        return read_public_key(path) if path else read_private_key(key_path()).public_key()

    def _tell(self, manifest: Manifest) -> None:
        for name in TOLD:
            self.stdout.write(f"  {name.replace('_', ' ')}: {_plain(manifest.get(name))}")
        held = manifest.get("held", [])
        if held:
            self.stdout.write(f"  originals in it: {len(held)}")
        if manifest.get("certificates"):
            self.stdout.write("  the provider's signature: whole (who vouches for it, a PDF reader says)")


def _plain(value: object) -> str:
    """What a terminal shows, and obeys in nothing."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))
