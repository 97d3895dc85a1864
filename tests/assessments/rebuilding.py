"""Whether what the actions keep up equals what follows from the decisions alone."""

from assessments.progress import rebuild
from portfolio import accepted
from portfolio.models import AcceptedWord, Claim, KsbProgress
from tests.assessments.worlds import World


def what_rebuilding_changes(world: World) -> dict[str, tuple[object, object]]:
    """Tables that stand otherwise once they are worked out again from the decisions alone."""
    maintained = standing()
    rebuild(world.apprenticeship)
    accepted.rebuild(world.provider, world.apprenticeship.version)
    rebuilt = standing()
    nothing = ("not-started", 0, 0, 0, 0, None)
    for rows in (maintained["KsbProgress"], rebuilt["KsbProgress"]):
        for ksb in world.ksbs:
            rows.setdefault((world.apprenticeship.pk, ksb), nothing)
    return {table: (rows, rebuilt[table]) for table, rows in maintained.items() if rows != rebuilt[table]}


def standing() -> dict[str, dict[object, object]]:
    counts = ("state", "drafted", "submitted", "not_yet", "met", "met_on")
    return {
        "KsbProgress": {
            (row[0], row[1]): row[2:]
            for row in KsbProgress.objects.values_list("apprenticeship", "ksb", *counts)
        },
        "Claim": {row[0]: row[1:] for row in Claim.objects.values_list("pk", "outcome", "decided_on")},
        "AcceptedWord": {
            row[:3]: row[3]
            for row in AcceptedWord.objects.values_list("provider", "version", "word", "counts")
        },
    }
