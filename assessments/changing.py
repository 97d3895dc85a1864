"""Apprenticeships that may move to another version, and what would become of each; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.permissions import Permission
from assessments.carried_requests import CarriedRequest, carried_requests, open_requests
from assessments.carrying import Carrying, as_claimed, carrying
from assessments.models import (
    Countersignature,
    Exercise,
    MarkingDraft,
    Remark,
    SignRequest,
)
from assessments.moves import for_moving
from assessments.readiness import Readiness, Told, WhatIsAsked, claims_told, methods_of, readiness_from
from assessments.rules.carrying import ASKED, COPIED, DECIDED, Carried, Choice, carried
from assessments.verified import Seen, seen_by_employers
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from standards.models import AssessmentPlan, Ksb
from standards.said import verified_codes

# One confirmed request stays well under ten seconds, and holds the pieces of no more people meanwhile.
MOST_AT_ONCE = 50


def for_changing(apprenticeships: ApprenticeshipQuerySet) -> QuerySet[Apprenticeship]:
    """With what stands in the way of a move between versions."""
    here = OuterRef("pk")
    by_marking = {"marking__revision__evidence__apprenticeship": here}
    by_piece = {"revision__evidence__apprenticeship": here}
    return (
        for_moving(apprenticeships)
        .annotate(
            is_being_marked=Exists(MarkingDraft.objects.filter(revision__shown_of__isnull=False, **by_piece)),
            is_countersigned=Exists(Countersignature.objects.waiting().filter(**by_marking)),
            is_asking=Exists(Remark.objects.open_asks().filter(**by_marking)),
            is_opinion_open=Exists(Exercise.objects.open().filter(**by_piece)),
            is_being_signed=Exists(SignRequest.objects.open(timezone.now()).filter(apprenticeship=here)),
        )
        .select_related("apprentice", "assessor", "line_manager", "plan__version", "version__standard")
    )


@dataclass(frozen=True)
class Person:
    """One apprenticeship before and after."""

    apprenticeship: Apprenticeship
    may: Permission
    before: Readiness
    after: Readiness
    carried: Sequence[Carried]
    requests: Sequence[CarriedRequest]

    @property
    def figures(self) -> dict[str, list[int]]:
        return {
            "before": [self.before.met, self.before.total],
            "after": [self.after.met, self.after.total],
        }

    @cached_property
    def acts(self) -> Counter[str]:
        return Counter(one.act for one in self.carried)

    @property
    def judged_again(self) -> int:
        """What nobody has decided yet is not judged again but for the first time."""
        return sum(one.act in (ASKED, COPIED) and one.was.outcome in DECIDED for one in self.carried)


@dataclass(frozen=True)
class Verified:
    """Codes of behaviours that employers signed for: counted by the plan joined, and counted no more.

    is_asked: a plan that is left or joined has the employer verify some.
    """

    stay: Sequence[str]
    end: Sequence[str]
    is_asked: bool


class Change:
    """A move of some apprenticeships, all on one version, to a plan of another; worked out, not made."""

    def __init__(self, rows: Sequence[Apprenticeship], plan: AssessmentPlan) -> None:
        """The rows must come from `for_changing`. Four queries, and one for each plan left.

        One more where the employer verifies some.
        """
        self.rows, self.plan = rows, plan
        plans = {one.pk: one for one in (plan, *(row.plan for row in rows))}
        self.told = claims_told([row.pk for row in rows])
        self.requests = open_requests(rows)
        self.wanted = _asked_by_plan(plans)
        self.joined = self.wanted[plan.pk]
        self.seen = _seen_for(plans.values(), rows)
        self.old = self.wanted[rows[0].plan_id].ksbs if rows else []

    @cached_property
    def carrying(self) -> Carrying:
        return carrying(self.old, self.joined.ksbs, self.told)

    @cached_property
    def verified(self) -> Verified:
        """Of everybody who would move. A behaviour is the same in both versions by its GUID."""
        signed = {guid for days in self.seen.values() for guid in days}
        wanted = verified_codes(self.plan.evidence_rules)
        before = {code for row in self.rows for code in verified_codes(row.plan.evidence_rules)}
        stay = [ksb for ksb in self.joined.ksbs if ksb.code in wanted and ksb.guid in signed]
        lost = signed - {ksb.guid for ksb in stay}
        end = [ksb.code for ksb in self.old if ksb.code in before and ksb.guid in lost]
        return Verified([ksb.code for ksb in stay], end, is_asked=bool(wanted or before))

    def people(self, choices: Mapping[UUID, Choice], may: Mapping[UUID, Permission]) -> list[Person]:
        return [self._person(row, choices, may[row.pk]) for row in self.rows]

    def _person(self, row: Apprenticeship, choices: Mapping[UUID, Choice], may: Permission) -> Person:
        told = self.told.get(row.pk, [])
        position = {ksb.pk: ksb.position for ksb in self.old}
        found = carried(as_claimed(told, position), choices, timezone.localdate())
        there = copy(row)
        there.plan, there.version = self.plan, self.plan.version
        seen = self.seen.get(row.pk, {})
        before = readiness_from(row, self.wanted[row.plan_id], told, seen=seen)
        after = readiness_from(there, self.joined, told_after(told, found, self.joined.ksbs), seen=seen)
        requests = carried_requests(self.requests.get(row.pk, []), choices)
        return Person(row, may, before, after, found, requests)

    def digest(self, choices: Mapping[UUID, Choice]) -> str:
        """Of everything that a preview rests on: it is stale when this is another."""
        parts = [
            sorted((row.pk, row.plan_id, sorted(map(repr, self.told.get(row.pk, [])))) for row in self.rows),
            sorted((whose, sorted(map(repr, asked))) for whose, asked in self.requests.items()),
            sorted((whose, sorted(days.items())) for whose, days in self.seen.items()),
            [self.plan.pk, [(ksb.pk, ksb.statement) for ksb in (*self.old, *self.joined.ksbs)]],
            sorted((old, choice.to, choice.stands) for old, choice in choices.items()),
        ]
        return sha256(repr(parts).encode()).hexdigest()


def _seen_for(plans: Iterable[AssessmentPlan], rows: Sequence[Apprenticeship]) -> dict[UUID, Seen]:
    """No query where none of the plans has the employer verify anything."""
    if not any(verified_codes(plan.evidence_rules) for plan in plans):
        return {}
    return seen_by_employers([row.pk for row in rows])


def _asked_by_plan(plans: Mapping[UUID, AssessmentPlan]) -> dict[UUID, WhatIsAsked]:
    """One query, and one for each plan."""
    ksbs: dict[UUID, list[Ksb]] = {}
    for ksb in Ksb.objects.filter(version__in={plan.version_id for plan in plans.values()}):
        ksbs.setdefault(ksb.version_id, []).append(ksb)
    return {pk: WhatIsAsked(ksbs.get(plan.version_id, []), methods_of(pk)) for pk, plan in plans.items()}


def told_after(told: Sequence[Told], found: Sequence[Carried], ksbs: Sequence[Ksb]) -> list[Told]:
    """The claims as they would stand."""
    by_claim = {one.claim: one for one in told}
    code_of = {ksb.pk: ksb.code for ksb in ksbs}
    after = []
    for one in found:
        ksb = one.goes_on_for
        if ksb is None:
            continue
        was = by_claim[one.was.claim]
        fact = replace(was.fact, outcome=one.outcome, decided_on=one.decided_on)
        after.append(replace(was, ksb=ksb, code=code_of[ksb], fact=fact))
    return after
