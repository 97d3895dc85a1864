"""Who is on a plan, and who could be moved to it: what would change for them, and why some stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Provider, User
from accounts.permissions import Permission
from assessments.models import Gateway, MockAssessment, PlanMove
from assessments.permissions.moves import can_move
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from standards.figures import Difference, Sheet, differences
from standards.models import AssessmentPlan

MOST_SHOWN = 100
MOST_MOVES = 50


@dataclass(frozen=True)
class Candidate:
    apprenticeship: Apprenticeship
    may: Permission

    @property
    def value(self) -> str:
        """Whom to move, and the plan they were shown to be on."""
        return f"{self.apprenticeship.pk}.{self.apprenticeship.plan_id}"


@dataclass(frozen=True)
class Leaving:
    """One other plan of the same version: who is on it, and what would change for them."""

    plan: AssessmentPlan
    differences: Sequence[Difference]
    rows: Sequence[Candidate]


@dataclass(frozen=True)
class MovesPage:
    provider: Provider
    plan: AssessmentPlan
    here: Sequence[Apprenticeship]
    here_count: int
    leaving: Sequence[Leaving]
    elsewhere_count: int
    moves: Sequence[PlanMove]
    name: str

    @property
    def is_short(self) -> bool:
        """Whether somebody is left out, so that a name has to be given to find them."""
        shown = sum(len(each.rows) for each in self.leaving)
        return shown < self.elsewhere_count or len(self.here) < self.here_count

    @property
    def can_move_anybody(self) -> bool:
        return any(row.may for each in self.leaving for row in each.rows)


def for_moving(apprenticeships: ApprenticeshipQuerySet) -> QuerySet[Apprenticeship]:
    """With what stands in the way of a move."""
    attempts = Gateway.objects.filter(apprenticeship=OuterRef("pk"), withdrawn_at__isnull=True)
    practice = MockAssessment.objects.open().filter(apprenticeship=OuterRef("pk"))
    return apprenticeships.annotate(is_gateway_open=Exists(attempts), is_practising=Exists(practice))


def moves_page(provider: Provider, plans: Sequence[AssessmentPlan], user: User, name: str = "") -> MovesPage:
    """plans: the one the page is about, then the others of its version, all `for_figures`. Four queries."""
    plan = plans[0]
    theirs = Apprenticeship.objects.administered_by(user).filter(provider=provider, version=plan.version_id)
    theirs = theirs.named(name)
    elsewhere = for_moving(theirs.exclude(plan=plan).for_list())
    rows = [Candidate(each, can_move(user, each, plan)) for each in elsewhere[:MOST_SHOWN]]
    counts = theirs.aggregate(here=Count("pk", filter=Q(plan=plan)), every=Count("pk"))
    moves = PlanMove.objects.visible_to(user).filter(apprenticeship__provider=provider).about(plan)
    return MovesPage(
        provider=provider,
        plan=plan,
        here=list(theirs.filter(plan=plan).for_list()[:MOST_SHOWN]),
        here_count=counts["here"],
        leaving=_leaving(plans, rows),
        elsewhere_count=counts["every"] - counts["here"],
        moves=list(moves.for_list()[:MOST_MOVES]),
        name=name,
    )


def _leaving(plans: Sequence[AssessmentPlan], rows: Sequence[Candidate]) -> list[Leaving]:
    by_plan: dict[UUID, list[Candidate]] = {}
    for row in rows:
        by_plan.setdefault(row.apprenticeship.plan_id, []).append(row)
    here, *others = map(Sheet, plans)
    return [
        Leaving(sheet.plan, differences(sheet, here), by_plan[sheet.plan.pk])
        for sheet in others
        if sheet.plan.pk in by_plan
    ]
