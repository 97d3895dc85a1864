"""Keeping the answer to whether an apprentice is ready: the one that stands, and every earlier one."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assessments.models import ReadinessAnswer, ReadinessStanding
from assessments.readiness import Readiness, inputs_of, methods_of, readiness_of
from assessments.rules import Stage, next_step
from assessments.rules.readiness import digest_of, kept_answer, kept_asked, kept_inputs
from assessments.verified import keep_verified
from portfolio.models import Apprenticeship
from standards.models import AssessmentPlan, Ksb, Method
from standards.words import Words

MOST_AT_ONCE = 500
ENDED = (Apprenticeship.Status.COMPLETED, Apprenticeship.Status.WITHDRAWN)


@transaction.atomic(savepoint=False)
def refresh_standing(apprenticeship_id: UUID) -> ReadinessStanding:
    """Work out again whether somebody is ready. Call it whenever what was decided may have changed.

    The answer is kept beside its inputs when it is not what it was.
    """
    Apprenticeship.objects.select_for_update(no_key=True).only("pk").get(pk=apprenticeship_id)
    apprenticeship = Apprenticeship.objects.select_related("plan", "line_manager", "readiness__answer").get(
        pk=apprenticeship_id
    )
    now = timezone.now()
    found = readiness_of(apprenticeship)
    before = getattr(apprenticeship, "readiness", None)
    kept = _kept(apprenticeship, found, before, now)
    standing = ReadinessStanding(
        apprenticeship=apprenticeship,
        answer=kept,
        refreshed_at=now,
        **_figures(found, apprenticeship.plan.words),
    )
    standing.save(force_insert=before is None, force_update=before is not None)
    return standing


@transaction.atomic(savepoint=False)
def refresh_verified(apprenticeship_id: UUID) -> None:
    """The same, after what the employer has verified, or what is theirs to verify, may have changed."""
    around = Apprenticeship.objects.select_related("plan", "line_manager")
    keep_verified(around.get(pk=apprenticeship_id))
    refresh_standing(apprenticeship_id)


def _kept(
    apprenticeship: Apprenticeship, found: Readiness, before: ReadinessStanding | None, now: dt.datetime
) -> ReadinessAnswer:
    """The answer that stood, where it still does; else a new row."""
    answer = kept_answer(found.found)
    if before is not None and before.answer.answer == answer:
        return before.answer
    inputs = kept_inputs(found.inputs)
    return ReadinessAnswer.objects.create(
        apprenticeship=apprenticeship,
        answered_on=found.inputs.on,
        answered_at=now,
        inputs=inputs,
        answer=answer,
        digest=digest_of([inputs, answer]),
    )


def _figures(found: Readiness, words: Words) -> dict[str, object]:
    step = next_step([], found.open, stage=Stage(words=words))
    missing: dict[str, list[str]] = {}
    for ksb in found.missing:
        missing.setdefault(ksb.found.cause, []).append(ksb.ksb.code)
    return {
        "asked": found.total,
        "ready": found.met,
        "methods": len(found.methods),
        "methods_ready": sum(method.is_ready for method in found.methods),
        "is_ready": found.is_ready,
        "missing": missing,
        "next_step": step.title,
        "next_why": step.why[:300],
        "next_code": str(step.subject or ""),
        "as_of": found.inputs.on,
        "turns_on": found.found.turns_on,
        "asked_digest": digest_of(kept_asked(found.inputs)),
    }


def sweep_standings(now: dt.datetime, *, dry_run: bool = False, most: int = MOST_AT_ONCE) -> int:
    """Work out again those that time, the plan, or something handed in has overtaken; answers how many."""
    ids = list(overtaken(timezone.localdate(now)).values_list("pk", flat=True)[:most])
    if not dry_run:
        for pk in ids:
            refresh_standing(pk)
    return len(ids)


def overtaken(today: dt.date) -> QuerySet[Apprenticeship]:
    """Those whose answer may be another by now. What has ended keeps its last answer."""
    old = (
        Q(readiness__isnull=True)
        | Q(readiness__turns_on__lte=today)
        | Q(progress_at__gt=F("readiness__refreshed_at"))
    )
    for plan_id, channel, digest in _asked_now():
        old |= Q(plan=plan_id, contact_channel=channel) & ~Q(readiness__asked_digest=digest)
    return (
        Apprenticeship.objects.filter(old)
        .exclude(Q(readiness__isnull=False) & Q(status__in=ENDED))
        .order_by("created_at", "pk")
    )


def _asked_now() -> Iterator[tuple[UUID, str, str]]:
    """What every plan asks today, by how customers are met."""
    pairs = Apprenticeship.objects.order_by("plan", "contact_channel").values_list("plan", "contact_channel")
    used = list(pairs.distinct())
    plans = AssessmentPlan.objects.in_bulk({plan for plan, _ in used})
    today = timezone.localdate()
    known: dict[UUID, tuple[list[Ksb], list[tuple[Method, set[object]]]]] = {}
    for plan_id, channel in used:
        plan = plans[plan_id]
        if plan_id not in known:
            known[plan_id] = (list(plan.version.ksbs.all()), methods_of(plan_id))
        ksbs, methods = known[plan_id]
        row = Apprenticeship(plan=plan, contact_channel=channel)
        yield plan_id, channel, digest_of(kept_asked(inputs_of(row, ksbs, methods, {}, today)))
