"""Keeping a marking that is not done yet, for the one who makes it and for nobody else."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete, lock, require_markable
from assessments.models import MarkingDraft
from assessments.rules import Problem
from portfolio.models import Revision

MOST_KEPT = 400_000  # characters of JSON: a dozen long reasons, feedback and a page full of marks


class StaleMarking(Refused):
    """Another window saved this half-done marking meanwhile; `kept` is that one. Nothing was overwritten."""

    def __init__(self, kept: MarkingDraft) -> None:
        at = f"{timezone.localtime(kept.saved_at):%H:%M}"
        super().__init__(
            f"Another window or device saved this marking at {at}. Both are kept: that one here, "
            "and this one on this page.",
            HTTPStatus.CONFLICT,
        )
        self.kept = kept


@transaction.atomic
def keep_marking_draft(
    *, revision: Revision, content: Mapping[str, object], saves: int, by: User
) -> MarkingDraft:
    """Save what was typed so far over what had been saved `saves` times.

    Writes no audit event, as it judges nothing yet.

    Raises StaleMarking when it was saved from elsewhere meanwhile, AlreadyMarked when it is too late.
    """
    evidence, revision = lock(revision)
    require_markable(evidence, revision, by)
    if len(json.dumps(content)) > MOST_KEPT:
        raise Incomplete(
            [Problem("That is more than one marking can hold. Shorten it a little.", "feedback")]
        )
    draft = MarkingDraft.objects.filter(revision=revision, assessor=by).first()
    if draft is None:
        return MarkingDraft.objects.create(revision=revision, assessor=by, content=content, saves=1)
    if draft.content == content:
        return draft
    if draft.saves != saves:
        raise StaleMarking(draft)
    draft.content, draft.saves, draft.saved_at = content, saves + 1, timezone.now()
    draft.save(update_fields=["content", "saves", "saved_at"])
    return draft
