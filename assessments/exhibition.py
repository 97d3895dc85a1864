"""A revision as somebody reads it who has only the loan of it: answers, files and where claims are shown.

No name, no history, no link to the piece: nothing that says what anybody decided.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from portfolio.models import Claim, Revision
from portfolio.piece import Answer, FileEntry, answer_to, file_entry
from portfolio.spots import RevisionPlaces, Spot, spot_of
from standards.models import Prompt


@dataclass(frozen=True)
class Exhibition:
    revision: Revision
    kind: str
    answers: Sequence[Answer]
    files: Sequence[FileEntry]
    spot_in: Callable[[Claim], Spot | None]


def exhibition_of(revision: Revision) -> Exhibition:
    """Two queries: the files and the prompts. Needs `revision.evidence` at hand."""
    attachments = list(revision.attachments.for_list())
    prompts = list(Prompt.objects.filter(template=revision.evidence.template_id).order_by("position"))
    places = RevisionPlaces(prompts, attachments, revision.answers)
    return Exhibition(
        revision=revision,
        kind=revision.evidence.get_kind_display(),
        answers=[_without_download(answer_to(prompt.label, prompt.key, revision)) for prompt in prompts],
        files=[file_entry(attachment) for attachment in attachments],
        spot_in=lambda claim: spot_of(claim.anchor, places.place_of(claim.anchor)),
    )


def claims_made_in(revision: Revision) -> list[Claim]:
    """Those of the apprentice. What an assessor added tells what they decided."""
    return list(Claim.objects.filter(revision=revision, added_by__isnull=True).for_list())


def _without_download(answer: Answer) -> Answer:
    """The table of a figure is downloaded from the piece, which a borrower does not see."""
    return replace(answer, figure=replace(answer.figure, table_url="")) if answer.figure else answer
