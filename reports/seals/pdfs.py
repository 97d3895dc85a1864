"""Sealing a PDF: the manifest becomes one more embedded file, and a certificate may sign the whole.

What is added is appended; what was there is neither read into memory nor written again, so both claims of
the document (PDF/A-3a, PDF/UA-1) and the originals in it stay as they are.
"""

import datetime as dt
import secrets
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_date, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from reports.seals.certificates import Certificate
from reports.seals.manifests import Gap, Manifest, room_for, seal

NAME = "waymark-manifest.json"
ABOUT = "What this file is and what it holds, signed, so that a change to any byte is noticed."
FIELD = "Issue"


def seal_pdf(
    path: Path, manifest: Manifest, key: Ed25519PrivateKey, certificate: Certificate | None = None
) -> Manifest:
    """certificate: what a PDF reader's signature panel shows; without one the manifest alone speaks."""
    if certificate:
        manifest = {**manifest, "certificates": certificate.fingerprints()}
    stamp, length = secrets.token_hex(16).encode(), room_for(manifest)
    with path.open("r+b") as file:
        before = file.seek(0, 2)
        writer = IncrementalPdfFileWriter(file)
        _attach(writer, stamp.ljust(length))
        gaps: list[Gap] = []
        if certificate:
            gaps = [_write_for_signing(writer, certificate, manifest)]
        else:
            writer.write_in_place()
        gaps.insert(0, (_place_of(file, stamp, before), length))
        whole = seal(file, manifest, gaps, key)
        if certificate:
            certificate.sign_into(file, gaps[1])
        return whole


def _attach(writer: IncrementalPdfFileWriter, content: bytes) -> None:
    """One more embedded file, kept as it is: its place in the file is known and may be filled in later."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    parameters = generic.DictionaryObject(
        {pdf_name("/Size"): generic.NumberObject(len(content)), pdf_name("/ModDate"): pdf_date(now)}
    )
    stream = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/EmbeddedFile"),
            pdf_name("/Subtype"): pdf_name("/application/json"),
            pdf_name("/Params"): parameters,
        },
        stream_data=content,
    )
    place = writer.add_object(stream)
    specification = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Filespec"),
                pdf_name("/F"): pdf_string(NAME),
                pdf_name("/UF"): pdf_string(NAME),
                pdf_name("/Desc"): pdf_string(ABOUT),
                pdf_name("/AFRelationship"): pdf_name("/Data"),
                pdf_name("/EF"): generic.DictionaryObject({pdf_name("/F"): place}),
            }
        )
    )
    _list(writer, specification)


def _list(writer: IncrementalPdfFileWriter, specification: generic.IndirectObject) -> None:
    """Behind all others: their names begin with digits, and lists of names are kept in order."""
    root = writer.root
    names = root.setdefault(pdf_name("/Names"), generic.DictionaryObject()).get_object()
    tree = names.setdefault(pdf_name("/EmbeddedFiles"), generic.DictionaryObject()).get_object()
    listed = tree.setdefault(pdf_name("/Names"), generic.ArrayObject()).get_object()
    listed.extend([pdf_string(NAME), specification])
    associated = root.setdefault(pdf_name("/AF"), generic.ArrayObject()).get_object()
    associated.append(specification)
    for changed in (names, tree, listed, associated):
        writer.update_container(changed)
    writer.update_root()


def _write_for_signing(writer: IncrementalPdfFileWriter, certificate: Certificate, manifest: Manifest) -> Gap:
    """Write all but the signature itself; answers the place that is kept for it."""
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(FIELD, writer)
    next(steps)
    signature = SignatureObject(
        timestamp=dt.datetime.now(dt.UTC).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        reason=f"Issued as {manifest['serial']}",
        name=certificate.name,
        bytes_reserved=2 * certificate.signature_size(),
    )
    never = SigMDPSetup(certify=True, docmdp_perms=MDPPerm.NO_CHANGES, md_algorithm="sha256")
    steps.send(SigObjSetup(sig_placeholder=signature, mdp_setup=never))
    prepared, _ = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    begins, ends = prepared.reserved_region_start, prepared.reserved_region_end
    return begins, ends - begins


def _place_of(file: IO[bytes], stamp: bytes, after: int) -> int:
    """Where the manifest is to be written, which only the written file tells."""
    file.seek(after)
    appended = file.read()
    return after + appended.index(stamp)
