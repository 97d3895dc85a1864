"""Moves between versions as an archive tells them: rows of here in the shape of those made elsewhere."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Model

from assessments.models import ClaimMove, ClaimMoveElsewhere, Decision, MoveElsewhere, VersionMove
from portfolio.models import Apprenticeship, Claim
from reports.archive.naming import plain

GOES_ON_NO_MORE = (ClaimMove.Act.ASIDE, ClaimMove.Act.JOINED)


def made_here(model: type[Model], apprenticeship: Apprenticeship, *, is_own: bool) -> list[Model]:
    """Unsaved rows of the model, for moves that this site made; nothing for any other model."""
    if model is MoveElsewhere:
        moves = VersionMove.objects.filter(apprenticeship=apprenticeship).for_list().order_by("at", "pk")
        return [_told(move) for move in moves]
    if model is ClaimMoveElsewhere:
        return list(_claims_told(apprenticeship, is_own=is_own))
    return []


def _told(move: VersionMove) -> MoveElsewhere:
    undone = move.undone
    return MoveElsewhere(
        pk=move.pk,
        apprenticeship_id=move.apprenticeship_id,
        provider=move.apprenticeship.provider.name,
        left=move.left.version.version,
        left_plan=move.left.name,
        joined=move.joined.version.version,
        joined_plan=move.joined.name,
        choices=move.choices,
        readiness=move.readiness,
        reason=move.reason,
        by=move.by,
        at=move.at,
        undone_at=undone.at if undone else None,
        undone_by=undone.by if undone else None,
        undone_because=undone.reason if undone else "",
    )


def _claims_told(apprenticeship: Apprenticeship, *, is_own: bool) -> Iterator[ClaimMoveElsewhere]:
    """Of drafts only for their owner. What does not go on is told with its sentence and its decisions."""
    rows = ClaimMove.objects.filter(move__apprenticeship=apprenticeship).select_related("left", "joined")
    moves = list(rows.order_by("pk"))
    wanted = [row.claim for row in moves]
    claims = {claim.pk: claim for claim in Claim.every.filter(pk__in=wanted).select_related("revision")}
    decisions = _decisions([row.claim for row in moves if row.act in GOES_ON_NO_MORE])
    for row in moves:
        claim = claims.get(row.claim)
        if not is_own and (claim is None or claim.revision.submitted_at is None):
            continue
        is_over = row.act in GOES_ON_NO_MORE
        yield ClaimMoveElsewhere(
            move_id=row.move_id,
            claim_id=row.claim,
            revision=claim.revision if claim else None,
            act=row.act,
            left=row.left.code,
            title=row.left.title,
            joined=row.joined.code if row.joined else "",
            outcome=row.outcome,
            decided_on=row.decided_on,
            justification=claim.justification if claim and is_over else "",
            decisions=decisions.get(row.claim, []) if is_over else [],
        )


def _decisions(claims: list[UUID]) -> dict[UUID, list[dict[str, object]]]:
    found: dict[UUID, list[dict[str, object]]] = {}
    rows = Decision.objects.filter(claim__in=claims).select_related("assessor").order_by("created_at", "pk")
    for row in rows:
        told = {"outcome": row.get_outcome_display(), "reason": row.reason, "by": str(row.assessor)}
        found.setdefault(row.claim_id, []).append({**told, "at": plain(row.created_at)})
    return found
