"""Moves the cohort of bench/moves.py as many at once as the page takes, and undoes it one by one.

Prints milliseconds as JSON: each preview as a page, each move of so many, and each undoing.
"""

import json
import time
from uuid import uuid4

import django

django.setup()

from django.test import Client  # noqa: E402  # Django comes first
from django.urls import reverse  # noqa: E402

from accounts.models import Provider, User  # noqa: E402
from assessments.actions.version_moves import Order, move_to_version, undo_move  # noqa: E402
from assessments.changing import MOST_AT_ONCE, Change, for_changing  # noqa: E402
from assessments.models import VersionMove  # noqa: E402
from portfolio.models import Apprenticeship  # noqa: E402
from standards.models import AssessmentPlan  # noqa: E402

PREVIEWS, MOST_UNDONE = 12, 60


def timed(act, *args, **named):  # type: ignore[no-untyped-def]  # whatever is timed
    began = time.perf_counter()
    found = act(*args, **named)
    return (time.perf_counter() - began) * 1000, found


def previews(plan: AssessmentPlan, provider: Provider, admin: User, who: list[object]) -> list[float]:
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    address = reverse("assessments:version-moving", args=[provider.pk, plan.version_id])
    took = []
    for _ in range(PREVIEWS):
        milliseconds, answer = timed(
            client.post, address, {"who": who, "act": "preview", "reason": "In force"}
        )
        assert answer.status_code == 200  # or nothing was measured
        took.append(milliseconds)
    return took[2:]


def moved(plan: AssessmentPlan, provider: Provider, admin: User, who: list[object]) -> float:
    change = Change(list(for_changing(Apprenticeship.objects.filter(pk__in=who)).order_by("pk")), plan)
    choices = change.carrying.usual
    order = Order(who, choices, "The new version is in force", change.digest(choices), uuid4())  # type: ignore[arg-type]  # ids
    took, number = timed(move_to_version, provider=provider, plan=plan, order=order, by=admin)
    assert number == len(who)  # or nothing was measured
    return float(took)


def main() -> None:
    provider = Provider.objects.get(name="Bench provider")
    admin = User.objects.get(email="admin@demo.waymark.example")
    plan = AssessmentPlan.objects.select_related("version__standard").get(version__version="next")
    theirs = Apprenticeship.objects.filter(provider=provider).order_by("apprentice__name", "pk")
    everybody = list(theirs.values_list("pk", flat=True))
    groups = [everybody[start : start + MOST_AT_ONCE] for start in range(0, len(everybody), MOST_AT_ONCE)]
    pages = previews(plan, provider, admin, groups[0])
    moves = [moved(plan, provider, admin, group) for group in groups]
    undone = [
        timed(undo_move, move=move, reason="Too early", by=admin)[0]
        for move in VersionMove.objects.order_by("pk")[:MOST_UNDONE]
    ]
    print(json.dumps({"previews": pages, "moves": moves, "moved": len(everybody), "undone": undone}))


if __name__ == "__main__":
    main()
