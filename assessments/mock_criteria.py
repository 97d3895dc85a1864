"""Which criteria a mock is judged by: those of its method, or those that its scenario card names."""

from assessments.models import MockAssessment
from portfolio.models import Apprenticeship
from standards.models import Criterion, Ksb, Method, ScenarioCard
from standards.rules import is_asked


def criteria_of(mock: MockAssessment) -> list[Criterion]:
    """In the order of the plan, without those that are only about KSBs this job spares. Two queries."""
    rows = Criterion.objects.filter(method__plan=mock.apprenticeship.plan_id)
    if mock.method_id:
        rows = rows.filter(method=mock.method_id)
    found = rows.select_related("area").prefetch_related("ksbs").order_by("position", "pk")
    wanted = set(mock.scenario.criteria) if mock.scenario else None
    channel = mock.apprenticeship.contact_channel
    return [
        criterion
        for criterion in found
        if (wanted is None or name_of(criterion) in wanted) and _concerns(criterion, channel)
    ]


def name_of(criterion: Criterion) -> str:
    """As scenario cards name it."""
    return f"{criterion.area.key} {criterion.code}" if criterion.area else criterion.code


def method_for(apprenticeship: Apprenticeship, kind: str) -> Method | None:
    """The plan's method of that kind; None for a role-play, which is none."""
    methods = Method.objects.filter(plan=apprenticeship.plan_id, kind=kind)
    return methods.order_by("position", "pk").first()


def methods_by_kind(apprenticeship: Apprenticeship) -> dict[str, Method]:
    """The plan's method of each kind that it has, as `method_for` gives it. One query."""
    methods = Method.objects.filter(plan=apprenticeship.plan_id).order_by("-position", "-pk")
    return {method.kind: method for method in methods}


def suits(card: ScenarioCard, channel: str) -> bool:
    """Whether the card is about the way in which this job meets its customers."""
    return "both" in (card.channel, channel) or card.channel == channel


def asked_of(criterion: Criterion, channel: str) -> list[Ksb]:
    """The KSBs of the criterion that are asked of somebody who meets customers in that way."""
    return [ksb for ksb in criterion.ksbs.all() if is_asked(ksb.alternative_channel, channel)]


def _concerns(criterion: Criterion, channel: str) -> bool:
    return not criterion.ksbs.all() or bool(asked_of(criterion, channel))
