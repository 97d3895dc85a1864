"""Whether a plan is checked against the official document, for one provider: asked here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.expressions import Combinable

from accounts.models import Provider, User
from accounts.people import providers_held
from standards.models import AssessmentPlan, PlanCheck


def is_plan_checked(plan: AssessmentPlan, provider_id: UUID) -> bool:
    """While it is not, its figures are not confirmed and every grade that rests on them is indicative.

    One query, or none for a plan that was checked by whoever ships it.
    """
    if plan.is_checked_for_all:
        return True
    return PlanCheck.objects.standing().filter(plan=plan, provider=provider_id).exists()


def plan_checked(plan: str = "plan", provider: str = "provider") -> ExpressionWrapper[Combinable]:
    """The same, for rows that know their plan and their provider by these paths."""
    stamps = PlanCheck.objects.standing().filter(plan=OuterRef(plan), provider=OuterRef(provider))
    shipped = Q(**{f"{plan}__checked_on__isnull": False})
    return ExpressionWrapper(shipped | Exists(stamps), output_field=BooleanField())


@dataclass(frozen=True)
class Stamp:
    """What one provider's people read above a plan. check: its stamp, None while there is none."""

    provider: Provider
    check: PlanCheck | None


@dataclass(frozen=True)
class Stamps:
    """What one reader is told about a plan: a line for each provider they belong to."""

    plan: AssessmentPlan
    lines: list[Stamp]

    @property
    def is_checked(self) -> bool:
        """For everybody they read it with."""
        return self.plan.is_checked_for_all or (bool(self.lines) and all(line.check for line in self.lines))

    @property
    def given(self) -> list[Stamp]:
        return [line for line in self.lines if line.check]

    @property
    def missing(self) -> list[Stamp]:
        return [] if self.plan.is_checked_for_all else [line for line in self.lines if not line.check]


def stamps_for(
    user: User, plans: Iterable[AssessmentPlan], providers: Sequence[Provider] | None = None
) -> Mapping[UUID, Stamps]:
    """For each plan, by its id; of all the providers of this person, or of the given ones. One query."""
    plans, providers = list(plans), providers_held(user) if providers is None else providers
    rows = PlanCheck.objects.standing().filter(plan__in=plans, provider__in=providers)
    found = {(row.plan_id, row.provider_id): row for row in rows.select_related("by")}
    return {
        plan.pk: Stamps(plan, [Stamp(each, found.get((plan.pk, each.pk))) for each in providers])
        for plan in plans
    }
