"""What the tests of drafts and files share: a form as a browser sends it, an upload."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolio.anchors import number_typed
from portfolio.claim_fields import where_typed
from portfolio.models import Evidence


def typed(piece: Evidence, **changes) -> dict[str, str]:
    """The edit form as it stands, with some fields typed over; a field set to None is left out."""
    draft = Evidence.objects.get(pk=piece.pk).latest
    fields = {
        "title": draft.title,
        "happened_on": str(draft.happened_on or ""),
        "saves": str(draft.saves),
        **{f"answer-{key}": answer for key, answer in draft.answers.items()},
        **{f"claim-{claim.ksb_id}": claim.justification for claim in draft.claims.all()},
        **{f"where-{claim.ksb_id}": where_typed(claim.anchor) for claim in draft.claims.all()},
        **{f"at-{claim.ksb_id}": number_typed(claim.anchor) for claim in draft.claims.all()},
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def page(name: str, piece: object) -> str:
    return reverse(f"portfolio:{name}", args=[piece.pk])


def upload(content: bytes = b"A note about a call.", name: str = "note.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
