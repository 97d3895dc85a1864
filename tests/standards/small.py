"""A small version of a standard with everything that can be published with it."""

from standards.models import Criterion, GatewayRequirement, StandardVersion
from tests.factories import AreaFactory, KsbFactory, MethodFactory, PlanFactory


def small_version() -> StandardVersion:
    """Two areas of knowledge with two KSBs each and one of skills; a method for each band; a gateway."""
    plan = PlanFactory(vocabulary={"gateway": "gateway"})
    version, number = plan.version, 0
    for key, kind in (("one", "K"), ("two", "K"), ("three", "S")):
        area = AreaFactory(version=version, key=key, title=key.title(), kind=kind, position=number + 1)
        for _ in range(2):
            number += 1
            code = f"K{number}" if kind == "K" else f"S{number - 4}"
            KsbFactory(area=area, position=number, code=code, title=code)
    for place, kind in enumerate("KS", start=1):
        method = MethodFactory(plan=plan, key=f"of-{kind}".lower(), name=f"For {kind}", position=place)
        for each in version.ksbs.filter(kind=kind).select_related("area"):
            method.ksbs.add(each)
            criterion = Criterion.objects.create(
                method=method,
                area=each.area,
                code=f"P{each.position}",
                grade="pass",
                text="Shows it",
                position=each.position,
            )
            criterion.ksbs.add(each)
    GatewayRequirement.objects.create(
        plan=plan,
        rule="minimum-time",
        title="Time",
        explanation="Twelve months.",
        position=1,
        parameters={"plan_months": 12, "funding_months": 8},
    )
    return version
