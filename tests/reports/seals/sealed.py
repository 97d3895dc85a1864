"""Small files, sealed, and readers to judge them."""

import datetime as dt
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports import press
from reports.seals.certificates import Certificate, read_certificate, self_made
from reports.seals.manifests import ABOUT, VERSION
from reports.seals.pdfs import seal_pdf
from reports.seals.zips import seal_zip

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGINAL = hashlib.sha256(b"seed").digest() * 40
MANIFEST = {"about": ABOUT, "version": VERSION, "serial": "7K3P-9QXD-42HM", "issued_to": "Siân Llŷr"}
HTML = "<!doctype html><html lang=en-GB><title>T</title><h1>Showcase</h1><p>Words.</p></html>"


def certificate(folder: Path) -> Certificate:
    path = folder / "certificate.pem"
    path.write_bytes(self_made("Provider A", dt.datetime.now(dt.UTC)))
    return read_certificate(path)


def plain_pdf(folder: Path) -> Path:
    original, out = folder / "original.bin", folder / "plain.pdf"
    original.write_bytes(ORIGINAL)
    attached = press.Original(
        str(original), "001-01 original.bin", "application/octet-stream", "The original"
    )
    press.to_pdf(HTML, pictures={}, attachments=[attached], out=out, limits=press.Limits(60, 1500))
    return out


def sealed_pdf(folder: Path, by: Certificate | None = None) -> Path:
    path = plain_pdf(folder)
    held = [
        {"name": "001-01 original.bin", "sha256": hashlib.sha256(ORIGINAL).hexdigest(), "size": len(ORIGINAL)}
    ]
    seal_pdf(path, {**MANIFEST, "held": held}, KEY, by)
    return path


def sealed_zip(folder: Path) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", "<h1>Portfolio</h1>" * 40)
        archive.writestr("files/original.bin", ORIGINAL, zipfile.ZIP_STORED)
    seal_zip(path, MANIFEST, KEY)
    return path


def is_intact_to_a_reader(content: bytes, by: Certificate) -> bool:
    """What the signature panel of a PDF reader says: whole-file coverage, intact, by this certificate."""
    try:
        found = PdfFileReader(BytesIO(content)).embedded_signatures
        if len(found) != 1:
            return False
        trusted = ValidationContext(trust_roots=[by.signer.signing_cert])
        status = validate_pdf_signature(found[0], trusted)
    except Exception:  # noqa: BLE001  # whatever a reader says of a broken file, it does not say that it is intact
        return False
    return bool(status.bottom_line) and status.coverage.name == "ENTIRE_FILE"
