"""Issuing a finished file: the seal that it carries, and the row that remembers it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Provider
from portfolio.models import Apprenticeship
from reports.makers.made import Made, MakingFailedError
from reports.models import Export, IssuedPortfolio, SigningKey
from reports.seals.certificates import Certificate, read_certificate
from reports.seals.keys import KeyProblemError, key_id, public_pem, site_key
from reports.seals.manifests import ABOUT, VERSION, Manifest
from reports.seals.pdfs import seal_pdf
from reports.seals.printed import verify_address
from reports.seals.zips import Held, seal_zip

ENDINGS = ("p12", "pfx", "pem")
NOT_SIGNED = "The file could not be signed. Tell whoever runs this site: {0}"


@dataclass(frozen=True)
class Sealed:
    """What a file says of itself by now, and which files it holds."""

    manifest: Manifest
    parts: Sequence[Held]


def seal_made(export: Export, made: Made) -> Sealed | None:
    """Write the signed manifest into the file. Kinds of file that cannot carry one are not issued."""
    try:
        if made.media_type == "application/pdf":
            manifest = manifest_of(export, held=[vars(one) for one in made.held])
            certificate = certificate_of(export.of_provider_id)
            return Sealed(seal_pdf(made.path, manifest, site_key(), certificate), made.held)
        if made.media_type == "application/zip":
            return Sealed(*seal_zip(made.path, manifest_of(export), site_key(), made.held))
    except KeyProblemError as error:
        raise MakingFailedError(NOT_SIGNED.format(error)) from error
    return None


def manifest_of(export: Export, **what: object) -> Manifest:
    apprenticeship = export.of_apprenticeship
    return {
        "about": ABOUT,
        "version": VERSION,
        "serial": export.serial,
        "kind": export.kind,
        "issued_to": apprenticeship.apprentice.name,
        "issued_by": Provider.objects.get(pk=apprenticeship.provider_id).name,
        "issued_at": timezone.now().replace(microsecond=0).isoformat(),
        "verify": verify_address(export.serial),
        "key": key_id(site_key().public_key()),
        **what,
    }


def certificate_of(provider_id: UUID) -> Certificate | None:
    """The provider's own, or the one for all; None where there is none, and PDFs carry the manifest alone."""
    for name in (str(provider_id), "default"):
        for ending in ENDINGS:
            path = Path(settings.WAYMARK_CERTIFICATES, f"{name}.{ending}")
            if path.exists():
                return _certificate(path, path.stat().st_mtime_ns)
    return None


@cache
def _certificate(path: Path, changed: int) -> Certificate:  # noqa: ARG001  # a file that changed is read again
    return read_certificate(path, settings.WAYMARK_CERTIFICATE_PASSWORD)


def hold_issues(export: Export) -> None:
    """Two files of one portfolio are issued one after the other, so that the later sees the earlier.

    Held before anything else of the portfolio's or the provider's, in the order in which actions hold them.
    """
    held = Apprenticeship.objects.select_for_update(no_key=True).only("pk")
    held.get(pk=export.of_apprenticeship.pk)


def issue(export: Export, sealed: Sealed) -> IssuedPortfolio:
    """Remember the file as issued, inside the transaction that says it is ready and holds the issues.

    What was issued before of the same kind, about the same, with the same choices, is superseded.
    """
    manifest = sealed.manifest
    public = site_key().public_key()
    key, _ = SigningKey.objects.get_or_create(
        key_id=manifest["key"], defaults={"public_key": public_pem(public)}
    )
    issued = IssuedPortfolio.objects.create(
        serial=manifest["serial"],
        export=export,
        apprenticeship=export.of_apprenticeship,
        issued_to=manifest["issued_to"],
        issued_by=manifest["issued_by"],
        issued_at=dt.datetime.fromisoformat(manifest["issued_at"]),
        sha256=export.sha256,
        size=manifest["size"],
        manifest=manifest,
        parts={one.sha256: one.name for one in sealed.parts},
        key=key,
    )
    before = IssuedPortfolio.objects.filter(export__in=Export.objects.same_as(export)).exclude(pk=issued.pk)
    before.filter(superseded_by__isnull=True).update(superseded_by=issued)
    return issued
