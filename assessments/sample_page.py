"""The page of a sample: the frozen state, findings, what its reader may do; and the table of all samples."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils import timezone

from accounts.models import User
from assessments.forms.sampling import FindingForm, SummaryForm
from assessments.frozen import frozen_of
from assessments.models import Sample, SampleFinding
from assessments.permissions.sampling import can_find, can_plan, can_take_over, is_deserted
from portfolio.figures.table import BYTE_ORDER_MARK, guarded
from portfolio.forms import as_uuid
from portfolio.models import Revision
from portfolio.piece import files_of

HEADINGS = [
    "Taken",
    "Stage",
    "State",
    "Assessor",
    "Quality assurer",
    "Now with",
    "Apprentice",
    "Piece",
    "Version",
    "What the sample shows",
    "Finding",
    "About",
    "What was found",
    "Due",
    "Answers",
    "Agreed",
    "Snapshot SHA-256",
]


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


def samples_csv(samples: Iterable[Sample]) -> str:
    """A line for each finding, one for a sample without any; never a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADINGS)
    for sample in samples:
        findings: list[SampleFinding | None] = [*sample.findings.all()]
        for finding in findings or [None]:
            writer.writerow([guarded(cell) for cell in [*_of_sample(sample), *_of_finding(sample, finding)]])
    return BYTE_ORDER_MARK + written.getvalue()


def _of_sample(sample: Sample) -> Iterator[str]:
    yield timezone.localtime(sample.taken_at).strftime("%Y-%m-%d %H:%M")
    yield sample.get_stage_display()
    yield sample.get_state_display()
    yield str(sample.assessor)
    yield str(sample.iqa)
    yield str(sample.taken_over_by or "")
    yield str(sample.apprenticeship.apprentice)
    yield str(sample.snapshot["revision"]["title"])
    yield str(sample.snapshot["revision"]["number"])
    yield sample.summary


def _of_finding(sample: Sample, finding: SampleFinding | None) -> Iterator[str]:
    if finding is None:
        yield from [""] * 6
    else:
        codes = {claim["claim"]: claim["code"] for claim in sample.snapshot["revision"]["claims"]}
        yield finding.get_kind_display()
        yield codes.get(str(finding.claim_id), "the whole")
        yield finding.text
        yield finding.due_on.isoformat() if finding.due_on else ""
        yield "\n".join(f"{each.get_kind_display()}: {each.text}" for each in finding.answers.all())
        yield timezone.localdate(finding.agreed_at).isoformat() if finding.agreed_at else ""
    yield sample.snapshot_hash
