"""Portfolios ready to be shown: accepted pieces with decisions, files and pictures."""

import datetime as dt
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from assessments.models import Decision, Marking
from portfolio.models import Apprenticeship, Attachment, Evidence, Revision
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence

DECIDED_AT = dt.datetime(2026, 10, 9, 12, 0, tzinfo=dt.UTC)


def accepted(apprenticeship: Apprenticeship | None = None, **fields: Any) -> Evidence:
    """An accepted piece, each of its claims met, decided on 9 October 2026."""
    piece = evidence(apprenticeship or ApprenticeshipFactory(), Revision.State.ACCEPTED, **fields)
    Revision.objects.filter(pk=piece.shown_id).update(submitted_at=dt.datetime(2026, 10, 6, tzinfo=dt.UTC))
    assessor = piece.apprenticeship.assessor
    marking = Marking.objects.create(
        revision=piece.shown,
        assessor=assessor,
        outcome=Marking.Outcome.ACCEPTED,
        feedback="Well told.",
        created_at=DECIDED_AT,
    )
    for claim in piece.shown.claims.all():
        Decision.objects.create(
            claim=claim,
            marking=marking,
            assessor=assessor,
            outcome=Decision.Outcome.MET,
            reason="You say what you did.",
            created_at=DECIDED_AT,
        )
    return piece


def photo(piece: Evidence, shade: int = 90, **fields: Any) -> Attachment:
    """An attached JPEG with its safe copy."""
    body = jpeg(shade)
    attached = attachment(piece.shown, body, name=fields.pop("name", "desk.jpg"), **fields)
    attached.file.media_type, attached.file.has_picture = "image/jpeg", True
    attached.file.save(update_fields=["media_type", "has_picture"])
    if not default_storage.exists(attached.file.picture_key):
        default_storage.save(attached.file.picture_key, ContentFile(jpeg(shade)))
    return attached


def jpeg(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, 120)).save(out, "JPEG")
    return out.getvalue()


def small_portfolio(pieces: int = 1, **fields: Any) -> Apprenticeship:
    """With this many chosen pieces, each with a photo and a letter."""
    apprenticeship = ApprenticeshipFactory(**fields)
    for number in range(1, pieces + 1):
        piece = accepted(apprenticeship, title=f"Piece {number}")
        photo(piece, shade=number, caption="The desk")
        attachment(piece.shown, b"letter %d" % number, name="letter.pdf", position=1)
        chosen(piece, number)
    return apprenticeship


def today() -> dt.date:
    return timezone.localdate()
