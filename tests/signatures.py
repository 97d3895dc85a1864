"""Signatures and requests to sign, as the tests need them: made by the product's own actions."""

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.actions.asking import ask_about_piece
from assessments.actions.signing import sign_piece
from assessments.links import secret_of
from assessments.models import Signature, SignRequest
from assessments.rules.signing import TESTIMONY, Invited, Signing
from portfolio.models import Evidence, StoredFile

SOUND = b"RIFF" + (36).to_bytes(4, "little") + b"WAVEfmt " + b"\x00" * 60
WITNESS = Invited(
    "Hanna Lindqvist", "hanna@elsewhere.example", "Shift leader", "You stood beside me that day."
)


def testimony(evidence: Evidence) -> Signature:
    """Spoken and written by the line manager, about what was handed in."""
    codes = [claim.ksb.code for claim in evidence.shown.claims.for_list()]
    signing = Signing(TESTIMONY, "", "Shop manager", "Line manager", text="I stood beside them.", codes=codes)
    recording = SimpleUploadedFile("said.wav", SOUND)
    signature = sign_piece(
        evidence=evidence,
        revision=evidence.shown,
        signing=signing,
        source=recording,
        by=evidence.apprenticeship.line_manager,
    )
    StoredFile.objects.filter(testimonies__signature=signature).update(state="safe", seconds=9)
    return Signature.objects.get(pk=signature.pk)


testimony.__test__ = False


def asked(evidence: Evidence, kind: str = TESTIMONY, invited: Invited = WITNESS, by=None) -> SignRequest:
    by = by or evidence.apprenticeship.apprentice
    return ask_about_piece(evidence=evidence, kind=kind, invited=invited, by=by)


def secret(request: SignRequest) -> str:
    return secret_of(SignRequest.objects.get(pk=request.pk))
