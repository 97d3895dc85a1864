"""Time on programme as its pages show it: the hours asked and entered, the training plan, breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from portfolio.models import Apprenticeship, BreakInLearning, TrainingEntry, TrainingPlan
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.models.programme import TrainingEntryQuerySet, breaks_of
from portfolio.programme_rules import HoursAsked, hours_asked
from portfolio.spans import minutes_in_words
from standards.models import GatewayRequirement

PAGE_LENGTH = 12


@dataclass(frozen=True)
class Hours:
    """What was entered against what is asked for. share: of a hundred, for the bar alone."""

    minutes: int
    entries: int
    struck: int
    asked: HoursAsked

    @property
    def entered(self) -> str:
        return minutes_in_words(self.minutes)

    @property
    def asked_minutes(self) -> int:
        return self.asked.minutes

    @property
    def left(self) -> str:
        return minutes_in_words(max(0, self.asked_minutes - self.minutes))

    @property
    def is_reached(self) -> bool:
        return self.asked.is_reached(self.minutes)


def with_programme(apprenticeships: ApprenticeshipQuerySet) -> ApprenticeshipQuerySet:
    """With the training plan; the breaks come in one query more."""
    breaks = Prefetch("breaks", BreakInLearning.objects.select_related("withdrawn_by"))
    return apprenticeships.select_related("training_plan__changed_by").prefetch_related(breaks)


def with_logged_minutes(apprenticeships: ApprenticeshipQuerySet) -> ApprenticeshipQuerySet:
    """Adds `logged_minutes`: how much training counts."""
    counting = TrainingEntry.objects.counting().filter(apprenticeship=OuterRef("pk")).order_by()
    sums = counting.values("apprenticeship").annotate(sum=Sum("minutes")).values("sum")
    return apprenticeships.annotate(logged_minutes=Coalesce(Subquery(sums), 0))


def last_return() -> Subquery:
    """The first day back from the newest break that is over and counts; NULL where there was none."""
    over = BreakInLearning.objects.filter(
        apprenticeship=OuterRef("pk"), back_on__isnull=False, withdrawn_at__isnull=True
    )
    return Subquery(over.order_by("-back_on").values("back_on")[:1])


def with_hours(apprenticeships: ApprenticeshipQuerySet) -> ApprenticeshipQuerySet:
    """With what `hours_so_far` needs, at one query more: that for the breaks."""
    asked = GatewayRequirement.objects.filter(
        plan=OuterRef("plan"), rule=GatewayRequirement.Rule.OFF_THE_JOB
    ).order_by("position")
    rows = with_logged_minutes(with_programme(apprenticeships))
    return rows.annotate(hours_rule=Subquery(asked.values("parameters")[:1]))


def plan_of(apprenticeship: Apprenticeship) -> TrainingPlan:
    """The one kept, or an empty one where nothing is recorded yet."""
    return getattr(apprenticeship, "training_plan", None) or TrainingPlan(apprenticeship=apprenticeship)


def asked_hours(apprenticeship: Apprenticeship, requirements: Sequence[GatewayRequirement]) -> HoursAsked:
    """From the plan's rule among its requirements. Needs `with_programme`."""
    plan = plan_of(apprenticeship)
    rules = [each for each in requirements if each.rule == GatewayRequirement.Rule.OFF_THE_JOB]
    return hours_asked(
        rules[0].parameters if rules else {},
        started_on=apprenticeship.started_on,
        ends_on=apprenticeship.gateway_planned_on,
        breaks=breaks_of(apprenticeship),
        weekly_hours=float(plan.weekly_hours) if plan.weekly_hours is not None else None,
        prior_hours=plan.prior_learning_hours,
    )


def hours_so_far(apprenticeship: Apprenticeship) -> Hours:
    """What counts against what is asked for, without its entries. Needs `with_hours`."""
    rule = vars(apprenticeship)["hours_rule"]
    requirement = GatewayRequirement(rule=GatewayRequirement.Rule.OFF_THE_JOB, parameters=rule or {})
    asked = asked_hours(apprenticeship, [requirement])
    return Hours(vars(apprenticeship)["logged_minutes"], entries=0, struck=0, asked=asked)


def hours_of(apprenticeship: Apprenticeship) -> Hours:
    """Two queries. Needs `with_programme`."""
    requirements = GatewayRequirement.objects.filter(plan=apprenticeship.plan_id)
    counting = Q(struck_at__isnull=True)
    found = apprenticeship.training_entries.aggregate(
        minutes=Sum("minutes", filter=counting), entries=Count("pk"), struck=Count("pk", filter=~counting)
    )
    return Hours(
        minutes=found["minutes"] or 0,
        entries=found["entries"],
        struck=found["struck"],
        asked=asked_hours(apprenticeship, list(requirements)),
    )


class KnownPages(Paginator[TrainingEntry]):
    """Pages of rows that were counted already."""

    def __init__(self, rows: TrainingEntryQuerySet, *, count: int) -> None:
        super().__init__(rows, PAGE_LENGTH)
        self.__dict__["count"] = count


def breaks_listed(apprenticeship: Apprenticeship) -> list[BreakInLearning]:
    """The newest first. No query, where they were fetched along."""
    return sorted(apprenticeship.breaks.all(), key=lambda each: each.began_on, reverse=True)
