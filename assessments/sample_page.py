"""The page of a sample: the frozen state, findings, what its reader may do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form

from accounts.models import User
from assessments.forms.sampling import FindingForm, SummaryForm
from assessments.frozen import frozen_of
from assessments.models import Sample
from assessments.permissions.sampling import can_find, can_plan, can_take_over, is_deserted
from portfolio.forms import as_uuid
from portfolio.models import Revision
from portfolio.piece import files_of


def sample_page(sample: Sample, user: User, forms: Mapping[str, Form]) -> dict[str, object]:
    """forms: those that came back with problems, "finding" or "summary"."""
    permission = can_find(user, sample)
    reads_piece = Revision.objects.visible_to(user).filter(pk=sample.marking.revision_id).exists()
    found = list(sample.findings.select_related("claim__ksb").prefetch_related("answers__by"))
    frozen = frozen_of(sample)
    choices = claim_choices(sample)
    return {
        "sample": sample,
        "frozen": frozen,
        "files": files_of(sample.marking.revision) if reads_piece else [],
        "reads_piece": reads_piece,
        "assures": bool(can_plan(user, sample.provider_id)),
        "panels": [(claim, [f for f in found if str(f.claim_id) == claim.id]) for claim in frozen.claims],
        "on_the_whole": [f for f in found if f.claim_id is None],
        "finding_count": len(found),
        "permission": permission,
        **taking_over(sample, user),
        "form": forms.get("finding") or FindingForm(claims=choices),
        "summary_form": forms.get("summary") or SummaryForm(initial={"summary": sample.summary}),
    }


def taking_over(sample: Sample, user: User) -> dict[str, object]:
    """Whether whoever had it has left, and whether this person may go on with it. No query for who has it."""
    is_left = sample.holder_id != user.pk and is_deserted(sample)
    return {"is_deserted": is_left, "take_over": is_left and can_take_over(user, sample)}


def claim_choices(sample: Sample) -> list[tuple[str, str]]:
    """What a finding can be about, as it stood when the sample was taken."""
    claims = sample.snapshot["revision"]["claims"]
    return [(claim["claim"], f"{claim['code']} {claim['title']}") for claim in claims]


def finding_given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """A form's fields as the actions want them."""
    about: UUID | None = as_uuid(cleaned["about"])
    return {
        "kind": cleaned["kind"],
        "text": cleaned["text"],
        "claim_id": about,
        "due_on": cleaned["due_on"],
    }
