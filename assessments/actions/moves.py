"""Moving apprenticeships from one assessment plan to another, deliberately and with a reason."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.models import NoticeKind, Provider, User
from accounts.permissions import Refused
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.models import PlanMove
from assessments.moves import for_moving
from assessments.permissions.moves import can_move
from assessments.rules import REASON_LIMIT, Problem
from assessments.standing import refresh_verified
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text
from standards.models import AssessmentPlan

NOBODY = "Tick whom to move."
NO_REASON = "Say why they are moved. They and their assessor can read it."


@transaction.atomic
def move_to_plan(
    *,
    provider: Provider,
    plan: AssessmentPlan,
    chosen: Mapping[UUID, UUID],
    reason: str,
    by: User,
) -> int:
    """All of them or none; answers how many moved. Whoever is there already stays, so twice is once.

    chosen: each apprenticeship with the plan it was shown to be on. Raises Incomplete.
    """
    reason = clean_text(reason).strip()[:REASON_LIMIT]
    problems = [*([] if chosen else [Problem(NOBODY, "chosen")])]
    problems += [] if reason else [Problem(NO_REASON, "reason")]
    if problems:
        raise Incomplete(problems)
    wanted = Apprenticeship.objects.filter(pk__in=chosen, provider=provider).order_by("pk")
    held = [row.pk for row in wanted.select_for_update(no_key=True).only("pk")]
    if len(held) < len(chosen):
        raise Apprenticeship.DoesNotExist
    rows = (
        for_moving(Apprenticeship.objects.filter(pk__in=held))
        .select_related("apprentice", "assessor")
        .order_by("pk")
    )
    moving = [row for row in rows if row.plan_id != plan.pk]
    for row in moving:
        _check(row, plan, chosen[row.pk], by)
    for row in moving:
        _move(row, plan, reason, by)
    return len(moving)


def _check(row: Apprenticeship, plan: AssessmentPlan, seen: UUID, by: User) -> None:
    may = can_move(by, row, plan)
    if not may:
        raise Refused(f"{row.apprentice}: {may.reason} Nobody was moved.", may.status)
    if row.plan_id != seen:
        raise Refused(
            f"Somebody moved {row.apprentice} to another plan meanwhile. Nobody was moved.",
            HTTPStatus.CONFLICT,
        )


def _move(row: Apprenticeship, plan: AssessmentPlan, reason: str, by: User) -> None:
    """Readiness is worked out anew, since other figures may make another answer."""
    left = row.plan_id
    row.plan = plan
    row.save(update_fields=["plan"])
    move = PlanMove.objects.create(apprenticeship=row, left_id=left, joined=plan, reason=reason, by=by)
    refresh_verified(row.pk)
    _tell([row.apprentice], "You are", move)
    _tell([row.assessor], f"{row.apprentice} is", move)
    record(row, "moved to plan", provider_id=row.provider_id, by=by, left=str(left), joined=str(plan.pk))


def _tell(people: Sequence[User | None], who_is: str, move: PlanMove) -> None:
    row = move.apprenticeship
    tell(
        people,
        NoticeKind.GATEWAY,
        f"{who_is} on another assessment plan now: {move.joined}. See why, and what readiness says by it.",
        url=reverse("assessments:readiness", args=[row.pk]),
        provider_id=row.provider_id,
        subject_id=move.pk,
    )
