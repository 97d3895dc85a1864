"""The certificate with which a provider's PDFs are signed, as PAdES asks, and reading such a signature.

A signature is taken apart and put together again in the one way in which we write it, so that a change to any
of its bytes is noticed: what the cryptography does not cover, the comparison does.
"""

import asyncio
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from asn1crypto import algos, cms, keys, x509  # type: ignore[import-untyped]  # no types
from cryptography import x509 as certificates
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.seals.keys import KeyProblemError
from reports.seals.manifests import Gap, digest_outside

TRIES = 64
SELF_MADE_FOR = dt.timedelta(days=3 * 365)


@dataclass(frozen=True)
class Certificate:
    """A private key with its certificate, and those that vouch for it."""

    signer: SimpleSigner
    name: str

    def _signature(self, digest: bytes) -> bytes:
        signed = self.signer.async_sign(digest, "sha256", use_pades=True)
        return bytes(asyncio.run(signed).dump())

    def _example(self) -> bytes:
        return self._signature(bytes(32))

    def signature_size(self) -> int:
        """To the byte, so that nothing is left over that no signature covers."""
        return len(self._example())

    def fingerprints(self) -> list[str]:
        """SHA-256 of each certificate that travels with a signature, in that order."""
        signed = cms.ContentInfo.load(self._example())["content"]
        return [fingerprint_of(one.chosen) for one in signed["certificates"]]

    def sign_into(self, file: IO[bytes], gap: Gap) -> None:
        """Elliptic curves write shorter and longer signatures; the one that fits is not long in coming."""
        begins, length = gap
        digest = bytes.fromhex(digest_outside(file, [gap]))
        for _ in range(TRIES):
            signed = f"<{self._signature(digest).hex()}>".encode()
            if len(signed) == length:
                file.seek(begins)
                file.write(signed)
                return
        raise KeyProblemError("The certificate's signatures never have the same length twice.")


def fingerprint_of(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def read_certificate(path: Path, password: str = "") -> Certificate:  # nosec B107  # none is usual
    """From a PKCS #12 file, or from a PEM file that holds a private key and its certificates."""
    try:
        content = path.read_bytes()
        key, found = _from_pem(content) if b"-----BEGIN" in content else _from_pkcs12(content, password)
    except (OSError, ValueError, TypeError) as error:
        raise KeyProblemError(f"The certificate {path} cannot be read.") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyProblemError(f"The certificate {path} needs an RSA key or one of an elliptic curve.")
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own, *others = [x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in found]
    signer = SimpleSigner(
        signing_cert=own,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs(others),
    )
    return Certificate(signer, str(own.subject.native.get("common_name", "")))


def _from_pem(content: bytes) -> tuple[Any, list[certificates.Certificate]]:
    key = serialization.load_pem_private_key(content, password=None)
    return key, certificates.load_pem_x509_certificates(content)


def _from_pkcs12(content: bytes, password: str) -> tuple[Any, list[certificates.Certificate]]:
    key, own, others = serialization.pkcs12.load_key_and_certificates(content, password.encode() or None)
    if own is None:
        raise ValueError("no certificate")
    return key, [own, *others]


def self_made(name: str, now: dt.datetime) -> bytes:
    """A key and a certificate that nobody vouches for, as PEM: for demonstrations and trials."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    made = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + SELF_MADE_FOR)
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_only_to_sign(), critical=True)
        .add_extension(certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def _only_to_sign() -> certificates.KeyUsage:
    others = (
        "key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    )
    return certificates.KeyUsage(
        digital_signature=True, content_commitment=True, **dict.fromkeys(others.split(), False)
    )


def is_signature_whole(signed: bytes, digest: bytes, fingerprints: list[str]) -> bool:
    """signed: what lies in the gap. digest: of all outside it. fingerprints: as the manifest lists them."""
    if signed[:1] != b"<" or signed[-1:] != b">":
        return False
    try:
        der = bytes.fromhex(signed[1:-1].decode("ascii"))
        found = cms.ContentInfo.load(der, strict=True)["content"]
        known = [one.chosen for one in found["certificates"]]
        info = found["signer_infos"][0]
        attributes = info["signed_attrs"]
        said = {one["type"].native: one["values"][0].native for one in attributes}
        is_whole = (
            f"<{der.hex()}>".encode() == signed
            and [fingerprint_of(one) for one in known] == fingerprints
            and said["message_digest"] == digest
            and _rebuilt(found, known, info).dump() == der
        )
        return is_whole and _is_signed(known, info)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return False


def _rebuilt(found: Any, known: list[x509.Certificate], info: Any) -> cms.ContentInfo:
    """As we write it: only certificates, what was signed and the signature itself are taken over."""
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    by = _signer_of(known, info)
    rebuilt = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": by.issuer, "serial_number": by.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": info["signed_attrs"],
            "signature_algorithm": _mechanism_of(by),
            "signature": info["signature"].native,
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": found["certificates"],
            "signer_infos": [rebuilt],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": content})


def _mechanism_of(by: x509.Certificate) -> algos.SignedDigestAlgorithm:
    name = "sha256_rsa" if by.public_key.algorithm == "rsa" else "sha256_ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": name})


def _signer_of(known: list[x509.Certificate], info: Any) -> x509.Certificate:
    serial = info["sid"].chosen["serial_number"].native
    (signer,) = [one for one in known if one.serial_number == serial]
    return signer


def _is_signed(known: list[x509.Certificate], info: Any) -> bool:
    certificate = certificates.load_der_x509_certificate(_signer_of(known, info).dump())
    key, signature = certificate.public_key(), info["signature"].native
    signed = info["signed_attrs"].untag().dump(force=True)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
