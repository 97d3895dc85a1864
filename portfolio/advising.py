"""Advice on a draft, from what the page for writing has read anyway."""

from __future__ import annotations

from django.utils import timezone

from portfolio import rules, strength
from portfolio.answering import saved_answer
from portfolio.forms import DraftShape


def advice_in(shape: DraftShape, evidence_kind: str) -> list[rules.Gap]:
    """What would make the saved draft stronger; none of it stands in the way of submitting."""
    revision = shape.revision
    parts = [
        strength.Part(
            prompt.key, prompt.label, saved_answer(prompt, revision.answers), prompt.rows, prompt.is_required
        )
        for prompt in shape.prompts
    ]
    claims = {ksb.code: shape.claims[pk] for pk, ksb in shape.ksbs.items() if pk in shape.claims}
    account = strength.Account(
        parts=parts,
        sentences={code: claim.sentence for code, claim in claims.items()},
        happened_on=revision.happened_on,
        evidence_kind=evidence_kind,
        files=len(shape.attachments),
    )
    return strength.advice(account, today=timezone.localdate())


def anchor_of(gap: rules.Gap) -> str:
    """Where on the writing page the gap is filled."""
    is_place = gap.field in {"claims", "files"} or gap.field.startswith("claim-")
    return gap.field if is_place else f"id_{gap.field}"
