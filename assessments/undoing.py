"""What was built on a version since somebody was moved to it, and so stands in the way of undoing."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.models import (
    BehaviourSeen,
    ClaimMove,
    Decision,
    EvidenceRequest,
    PlanMove,
    Reopening,
    Testimony,
    VersionMove,
)
from assessments.rules.carrying import ASKED, COPIED, JOINED, SET_ASIDE
from portfolio.models import Apprenticeship, Claim, Revision, TrainingEntry
from portfolio.rules import counted

OF_PIECE = "revision__evidence__apprenticeship"


def in_the_way(move: VersionMove) -> str:
    """A sentence that names all of it; blank where nothing was built since. Three queries."""
    rows = _built(move)
    counts = {f"number_{place}": _number(found) for place, (_, found) in enumerate(rows)}
    row = Apprenticeship.objects.filter(pk=move.apprenticeship_id).annotate(**counts).values(*counts).get()
    numbers: dict[str, int] = {}
    for name, (noun, _) in zip(counts, rows, strict=True):
        numbers[noun] = numbers.get(noun, 0) + row[name]
    numbers["claim"] = _changed_claims(move)
    named = [counted(number, noun) for noun, number in numbers.items() if number]
    if not named:
        return ""
    return f"Since the move there is something new on this version: {', '.join(named)}."


def _built(move: VersionMove) -> list[tuple[str, QuerySet[Any]]]:
    here, since, joined = OuterRef("pk"), move.at, move.joined.version_id
    later, by_ksb = {"at__gt": since, "apprenticeship": here}, {"ksbs__version": joined}
    return [
        ("later move", VersionMove.objects.standing().filter(**later)),
        ("later move", PlanMove.objects.filter(**later)),
        ("decision", Decision.objects.filter(created_at__gt=since, **{f"claim__{OF_PIECE}": here})),
        (
            "piece opened again",
            Reopening.objects.filter(created_at__gt=since, **{f"marking__{OF_PIECE}": here}),
        ),
        ("piece handed in", Revision.objects.filter(submitted_at__gt=since, evidence__apprenticeship=here)),
        ("request for evidence", EvidenceRequest.objects.filter(created_at__gt=since, apprenticeship=here)),
        ("entry of hours", TrainingEntry.objects.filter(apprenticeship=here, **by_ksb)),
        ("testimony", Testimony.objects.filter(signature__apprenticeship=here, **by_ksb)),
        (
            "behaviour seen",
            BehaviourSeen.objects.filter(signature__apprenticeship=here, ksb__version=joined),
        ),
    ]


def _number(rows: QuerySet[Any]) -> Coalesce:
    grouped = rows.order_by().annotate(all_of_it=Value(1)).values("all_of_it")
    numbers = grouped.annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _changed_claims(move: VersionMove) -> int:
    """Claims that are not as the move left them: made or taken back since. One judged since is a decision."""
    since = Decision.objects.filter(claim=OuterRef("pk"), created_at__gt=move.at)
    of_version = Claim.objects.filter(
        revision__evidence__apprenticeship=move.apprenticeship_id, ksb__version=move.joined.version_id
    ).annotate(is_judged=Exists(since))
    rows = list(of_version.values_list("pk", "ksb", "outcome", "is_judged"))
    now = {(claim, ksb, outcome) for claim, ksb, outcome, _ in rows}
    left = {
        (row.claim, row.joined_id, "" if row.act in (ASKED, COPIED) else row.outcome)
        for row in ClaimMove.objects.filter(move=move).exclude(act__in=(JOINED, SET_ASIDE))
    }
    judged = {claim for claim, *_, is_judged in rows if is_judged} & {claim for claim, *_ in left}
    return len({claim for claim, *_ in now ^ left} - judged)
