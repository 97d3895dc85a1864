"""A made-up next version of the cohort's standard, for bench/moves.py. Argument: how many apprentices.

Prints, as JSON, the page on which they are moved and whom it offers at once.
"""

import json
import sys
from uuid import uuid4

import django

django.setup()

from django.urls import reverse  # noqa: E402  # Django comes first

from accounts.models import Provider  # noqa: E402
from assessments.changing import MOST_AT_ONCE  # noqa: E402
from portfolio.models import Apprenticeship  # noqa: E402
from standards.models import AssessmentPlan, Ksb, StandardVersion  # noqa: E402

REWORDED, OTHERWISE_NAMED, SPLIT, GONE, MERGED = range(1, 6), range(5, 9), 9, 10, 11


def copied(row, **changes):  # type: ignore[no-untyped-def]  # any row, as a new one
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**fields, "id": uuid4(), **changes})


def next_version(plan: AssessmentPlan) -> AssessmentPlan:
    """The same areas, methods and KSBs, but for those that the constants name by their place."""
    version = copied(plan.version, version="next")
    version.save(force_insert=True)
    areas = {area.pk: copied(area, version_id=version.pk) for area in plan.version.areas.all()}
    type(next(iter(areas.values()))).objects.bulk_create(areas.values())
    made: dict[object, Ksb] = {}
    for ksb in plan.version.ksbs.order_by("position"):
        if ksb.position not in (GONE, MERGED):
            made[ksb.pk] = copied(ksb, **changes_of(ksb, version, areas))
    Ksb.objects.bulk_create(made.values())
    new_plan = copied(plan, version_id=version.pk)
    new_plan.save(force_insert=True)
    for method in plan.methods.all():
        asked = [made[pk].pk for pk in method.ksbs.values_list("pk", flat=True) if pk in made]
        new_method = copied(method, plan_id=new_plan.pk)
        new_method.save(force_insert=True)
        new_method.ksbs.set(asked)
    return new_plan


def changes_of(ksb: Ksb, version: StandardVersion, areas: dict[object, object]) -> dict[str, object]:
    """Reworded with the same identifier, or with another, or what it was."""
    found: dict[str, object] = {"version_id": version.pk, "area_id": areas[ksb.area_id].pk}  # type: ignore[attr-defined]  # an area
    if ksb.position in (*REWORDED, *OTHERWISE_NAMED, SPLIT):
        found["statement"] = f"{ksb.statement} Keep up with it as well."
    if ksb.position in (*OTHERWISE_NAMED, SPLIT):
        found["guid"] = uuid4()
    return found


def main(number: int) -> None:
    provider = Provider.objects.get(name="Bench provider")
    row = Apprenticeship.objects.filter(provider=provider).select_related("plan__version").first()
    assert row is not None
    plan = next_version(row.plan)
    theirs = Apprenticeship.objects.filter(provider=provider).order_by("apprentice__name", "pk")
    who = [str(pk) for pk in theirs.values_list("pk", flat=True)[: min(number, MOST_AT_ONCE)]]
    path = reverse("assessments:version-moving", args=[provider.pk, plan.version_id])
    print(json.dumps({"path": path, "who": who, "plan": str(plan.pk)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
