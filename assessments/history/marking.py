"""Versions handed in, markings with their decisions, corrections, and pieces opened again."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from assessments.history.entry import Entry, Past, Point
from assessments.models import Decision, Marking, Reopening
from portfolio.marks import OUTCOME_MARKS, Mark
from portfolio.models import Revision


def versions(past: Past) -> Iterator[Entry]:
    """No query: every version comes with the past."""
    name = str(past.evidence.apprenticeship.apprentice)
    for revision in past.revisions:
        url = f"{past.evidence.get_absolute_url()}?revision={revision.number}"
        version = f"Version {revision.number}"
        if revision.submitted_at is None:
            yield Entry(revision.created_at, name, f"{version} started", kind="started", url=url)
        else:
            yield Entry(revision.submitted_at, name, f"{version} handed in", kind="handed-in", url=url)


def judgements(past: Past) -> Iterator[Entry]:
    """One query, however many markings and decisions."""
    decisions = _decisions(past)
    for revision in past.revisions:
        marking = getattr(revision, "marking", None)
        if marking is None:
            continue
        reopening = getattr(marking, "reopening", None)
        yield _marked(revision, marking, decisions[marking.pk], is_superseded=reopening is not None)
        yield from (_corrected(decision) for decision in decisions[marking.pk] if decision.supersedes)
        if reopening is not None:
            yield _reopened(reopening)


def _decisions(past: Past) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = defaultdict(list)
    rows = Decision.objects.filter(claim__revision__in=[revision.pk for revision in past.revisions])
    rows = rows.select_related("assessor", "claim__ksb", "supersedes")
    for decision in rows.order_by("claim__ksb__position", "created_at"):
        found[decision.marking_id].append(decision)
    return found


def _marked(revision: Revision, marking: Marking, decisions: list[Decision], *, is_superseded: bool) -> Entry:
    later = {decision.supersedes_id for decision in decisions}
    return Entry(
        marking.created_at,
        str(marking.assessor),
        f"Version {revision.number} {marking.get_outcome_display().lower()}",
        detail=marking.feedback,
        kind="marked",
        points=[
            _point(decision, is_superseded=decision.pk in later or is_superseded)
            for decision in decisions
            if decision.supersedes_id is None
        ],
        is_superseded=is_superseded,
    )


def _point(decision: Decision, *, is_superseded: bool) -> Point:
    return Point(decision.claim.ksb.code, mark_of(decision), decision.reason, is_superseded)


def mark_of(decision: Decision) -> Mark:
    return OUTCOME_MARKS.get(decision.outcome) or Mark("not-yet", decision.get_outcome_display())


def _corrected(decision: Decision) -> Entry:
    before = decision.supersedes.get_outcome_display() if decision.supersedes else ""
    after = decision.get_outcome_display()
    words = f"stays {after}, for another reason" if before == after else f"corrected from {before} to {after}"
    return Entry(
        decision.created_at,
        str(decision.assessor),
        f"Decision on {decision.claim.ksb.code} {words}",
        detail=decision.reason,
        kind="corrected",
    )


def _reopened(reopening: Reopening) -> Entry:
    return Entry(
        reopening.created_at,
        str(reopening.by),
        "Opened again; its decisions no longer count",
        detail=reopening.reason,
        kind="reopened",
    )
