"""Claims carried to the KSBs of another version, and put back: every row that follows from them as well."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from assessments.models import ClaimMove, VersionMove
from assessments.rules.carrying import COPIED, Carried
from portfolio import progress
from portfolio.accepted import Met, count_moved
from portfolio.models import Apprenticeship, Claim, KsbProgress
from portfolio.search import index_revisions

ANCHOR = ("anchor_kind", "anchor_attachment_id", "anchor_prompt", "anchor_at")
SAID = ("revision_id", "justification", *ANCHOR)


def carry(move: VersionMove, found: Sequence[Carried]) -> None:
    """The apprenticeship must be on the new version already."""
    before = _met(move.apprenticeship)
    copies = _copy([one for one in found if one.act == COPIED], move)
    _set((one.was.claim, one.goes_on_for, one.outcome, one.decided_on) for one in found if one.act != COPIED)
    ClaimMove.objects.bulk_create(
        ClaimMove(
            move=move,
            claim=copies.get((one.was.claim, one.joined), one.was.claim),
            act=one.act,
            left_id=one.was.ksb,
            joined_id=one.joined,
            outcome=one.was.outcome,
            decided_on=one.was.decided_on,
        )
        for one in found
    )
    _follow(move, before, move.left.version_id, move.joined.version_id)


def put_back(move: VersionMove) -> None:
    """Exactly as it was. The apprenticeship must be on the version that it left already."""
    before = _met(move.apprenticeship)
    rows = list(move.claims.all())
    Claim.every.filter(pk__in=[row.claim for row in rows if row.act == COPIED]).delete()
    _set((row.claim, row.left_id, row.outcome, row.decided_on) for row in rows if row.act != COPIED)
    _follow(move, before, move.joined.version_id, move.left.version_id)


def _copy(copied: Sequence[Carried], move: VersionMove) -> dict[tuple[UUID, UUID | None], UUID]:
    """The new claims by the one that each was made from and its KSB."""
    sources = Claim.every.in_bulk([one.was.claim for one in copied])
    made = {}
    for one in copied:
        source = sources[one.was.claim]
        said = {name: getattr(source, name) for name in SAID} | {"ksb_id": one.joined}
        made[one.was.claim, one.joined] = Claim(**said, added_by=move.by)
    Claim.objects.bulk_create(made.values())
    return {key: claim.pk for key, claim in made.items()}


def _set(wanted: Iterable[tuple[UUID, UUID | None, str, object]]) -> None:
    """Many claims by few queries: those that become the same at once. A KSB of None is left as it is."""
    rows = sorted(wanted, key=lambda row: (str(row[1]), row[2], str(row[3])))
    for (ksb, outcome, day), same in groupby(rows, lambda row: row[1:]):
        ids = [claim for claim, *_ in same]
        where = {"ksb_id": ksb} if ksb else {}
        Claim.every.filter(pk__in=ids).update(outcome=outcome, decided_on=day, **where)


def _follow(move: VersionMove, before: Met, left_id: UUID, joined_id: UUID) -> None:
    """Progress, counted words and index, in line with the claims as they stand now."""
    row = move.apprenticeship
    KsbProgress.objects.filter(apprenticeship=row).exclude(ksb__version=joined_id).delete()
    claims = Claim.objects.filter(revision__evidence__apprenticeship=row)
    progress.refresh(row.pk, claims.values_list("ksb_id", flat=True))
    count_moved(row.provider_id, {left_id: before}, {joined_id: _met(row)})
    changed = Claim.every.filter(pk__in=move.claims.values("claim"))
    index_revisions(changed.values_list("revision", flat=True).distinct())


def _met(row: Apprenticeship) -> Mapping[UUID, Sequence[UUID]]:
    """The KSBs that are met, by version of a piece."""
    claims = Claim.objects.filter(revision__evidence__apprenticeship=row, outcome=Claim.Outcome.MET)
    found: dict[UUID, list[UUID]] = {}
    for revision, ksb in claims.values_list("revision", "ksb"):
        found.setdefault(revision, []).append(ksb)
    return found
