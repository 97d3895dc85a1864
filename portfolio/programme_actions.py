"""What is entered about time on programme: training, entries struck out, the training plan, breaks."""

import datetime as dt
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship, BreakInLearning, TrainingEntry, TrainingPlan
from portfolio.models.programme import breaks_of
from portfolio.permissions import (
    can_keep_training_plan,
    can_log_training,
    can_record_break,
    can_strike_training,
    can_withdraw_break,
)
from portfolio.programme_rules import (
    LEARNED_LIMIT,
    PLAN_FIELDS,
    REASON_LIMIT,
    Entry,
    Training,
    problem_with_break,
    problem_with_trained,
    problems_with_entry,
    problems_with_plan,
)
from portfolio.rules import FOREIGN_KSB, trimmed
from portfolio.spans import Break, days_off

NOTHING_LASTS = "No break in learning lasts now, so there is none to end."
LASTS = "A break in learning lasts already. End that one first."


STRUCK_SINCE = (
    "This was entered before, and {} struck it out on {}. Nothing was entered. If it counts after all, open "
    "this page anew and enter it once more."
)
OTHER_KSBS = (
    "This was entered already, for other KSBs. Nothing was changed. To give it these, strike that entry out, "
    "open this page anew and enter it once more."
)
CLASH = (
    "{} changed this plan on {}, while you were writing. Nothing of yours is kept yet: it stands in the form "
    "below, beside what the plan says now. Keep it once more to put yours in its place."
)


class Unfit(Refused):
    """It cannot be kept as it was typed; `problems` says why, a sentence for each field."""

    def __init__(self, problems: Mapping[str, str], status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(" ".join(problems.values()), status)
        self.problems = problems


@transaction.atomic
def log_training(
    *, apprenticeship: Apprenticeship, entry_id: UUID, training: Training, by: User
) -> TrainingEntry:
    """Enter training. Sending the same form twice gives the same entry; changed words are another one."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    can_log_training(by, apprenticeship).require()
    learned = trimmed(training.learned, LEARNED_LIMIT)
    typed = (training.trained_on, training.minutes, training.kind, learned)
    entry_id = uuid5(entry_id, f"{apprenticeship.pk} {by.pk} {typed}")
    if known := _entered_by(entry_id, apprenticeship, training):
        return known
    ksbs = list(apprenticeship.version.ksbs.filter(pk__in=training.ksbs))
    problems = _problems(apprenticeship, training, learned)
    if len(ksbs) != len(set(training.ksbs)):
        problems["ksbs"] = FOREIGN_KSB
    if problems:
        raise Unfit(problems)
    entry = TrainingEntry.objects.create(
        pk=entry_id,
        apprenticeship=apprenticeship,
        trained_on=training.trained_on,
        minutes=training.minutes,
        kind=training.kind,
        learned=learned,
        by=by,
    )
    entry.ksbs.set(ksbs)
    record(
        entry,
        "entered training",
        provider_id=apprenticeship.provider_id,
        by=by,
        minutes=training.minutes,
        day=f"{training.trained_on}",
    )
    return entry


def _entered_by(entry_id: UUID, apprenticeship: Apprenticeship, training: Training) -> TrainingEntry | None:
    """What this form entered before. Refused where it would now mean something else."""
    entered = TrainingEntry.objects.filter(apprenticeship=apprenticeship).select_related("struck_by")
    known = entered.filter(pk=entry_id).first()
    if known is None:
        return None
    if known.struck_at:
        day = f"{timezone.localdate(known.struck_at):%-d %b %Y}"
        raise Unfit({"": STRUCK_SINCE.format(known.struck_by, day)}, HTTPStatus.CONFLICT)
    if {ksb.pk for ksb in known.ksbs.all()} != set(training.ksbs):
        raise Unfit({"ksbs": OTHER_KSBS}, HTTPStatus.CONFLICT)
    return known


def _problems(apprenticeship: Apprenticeship, training: Training, learned: str) -> dict[str, str]:
    that_day = TrainingEntry.objects.filter(apprenticeship=apprenticeship, trained_on=training.trained_on)
    return problems_with_entry(
        Entry(training.trained_on, training.minutes, learned, that_day.minutes()),
        started_on=apprenticeship.started_on,
        breaks=breaks_of(apprenticeship),
        today=timezone.localdate(),
    )


@transaction.atomic
def strike_training(*, entry: TrainingEntry, reason: str, by: User) -> None:
    """The entry stays to be seen, and no longer counts."""
    apprenticeship = hold_apprenticeship(entry.apprenticeship_id)
    entry = TrainingEntry.objects.get(pk=entry.pk)
    entry.apprenticeship = apprenticeship
    can_strike_training(by, entry).require()
    reason = trimmed(reason, REASON_LIMIT)
    if not reason:
        raise Unfit({"reason": "Say why this entry does not count."})
    entry.struck_at, entry.struck_by, entry.struck_because = timezone.now(), by, reason
    entry.save(update_fields=["struck_at", "struck_by", "struck_because"])
    record(entry, "struck training out", provider_id=apprenticeship.provider_id, by=by)


@transaction.atomic
def keep_training_plan(
    *, apprenticeship: Apprenticeship, typed: Mapping[str, Any], seen: str, by: User
) -> TrainingPlan:
    """typed: the fields of `PLAN_FIELDS`. seen: the `version` of the plan that this person was shown."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    can_keep_training_plan(by, apprenticeship).require()
    problems = problems_with_plan(
        age_at_start=typed["age_at_start"],
        prior_hours=typed["prior_learning_hours"],
        prior_evidence=typed["prior_learning_evidence"],
        weekly_hours=typed["weekly_hours"],
    )
    if problems:
        raise Unfit(problems)
    plan = TrainingPlan.objects.filter(apprenticeship=apprenticeship).select_related("changed_by").first()
    before = {name: getattr(plan, name, None) for name in PLAN_FIELDS}
    if plan and before == {name: typed[name] for name in PLAN_FIELDS}:
        return plan
    if plan and seen != plan.version:
        when = f"{timezone.localtime(plan.changed_at):%-d %b %Y at %H:%M}"
        raise Unfit({"": CLASH.format(plan.changed_by, when)}, HTTPStatus.CONFLICT)
    plan = plan or TrainingPlan(apprenticeship=apprenticeship)
    for name in PLAN_FIELDS:
        setattr(plan, name, typed[name])
    plan.changed_by, plan.changed_at = by, timezone.now()
    plan.save()
    changed = [name for name in PLAN_FIELDS if before[name] != typed[name]]
    record(
        apprenticeship, "kept training plan", provider_id=apprenticeship.provider_id, by=by, fields=changed
    )
    return plan


@transaction.atomic
def record_break(*, apprenticeship: Apprenticeship, wanted: Break, reason: str, by: User) -> BreakInLearning:
    """A break that is over, or one that lasts: then the apprenticeship is on a break from now on."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    can_record_break(by, apprenticeship).require()
    reason = trimmed(reason, REASON_LIMIT)
    problems = {} if reason else {"reason": "Say why there is a break."}
    others = breaks_of(apprenticeship)
    if wanted.back_on is None and any(other.back_on is None for other in others):
        problems["began_on"] = LASTS
    elif sentence := _why_no_break(apprenticeship, wanted, others):
        problems["began_on"] = sentence
    if problems:
        raise Unfit(problems)
    made = BreakInLearning.objects.create(
        apprenticeship=apprenticeship,
        began_on=wanted.began_on,
        back_on=wanted.back_on,
        reason=reason,
        recorded_by=by,
    )
    if wanted.back_on is None:
        _set_status(apprenticeship, Apprenticeship.Status.BREAK)
    else:
        _move_gateway(apprenticeship, wanted)
    record(made, "recorded a break", provider_id=apprenticeship.provider_id, by=by)
    return made


@transaction.atomic
def end_break(*, apprenticeship: Apprenticeship, back_on: dt.date, by: User) -> BreakInLearning:
    """Back on programme. The planned gateway moves by as many days as the break took."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    can_record_break(by, apprenticeship).require()
    lasting = BreakInLearning.objects.filter(apprenticeship=apprenticeship).lasting().first()
    if lasting is None:
        raise Unfit({"back_on": NOTHING_LASTS}, HTTPStatus.CONFLICT)
    others = [each for each in breaks_of(apprenticeship) if each != lasting.span]
    over = Break(lasting.began_on, back_on)
    sentence = problem_with_break(
        over, others, started_on=apprenticeship.started_on, today=timezone.localdate()
    )
    if sentence:
        raise Unfit({"back_on": sentence})
    lasting.back_on = back_on
    lasting.save(update_fields=["back_on"])
    _set_status(apprenticeship, Apprenticeship.Status.ON_PROGRAMME)
    _move_gateway(apprenticeship, over)
    record(lasting, "ended a break", provider_id=apprenticeship.provider_id, by=by)
    return lasting


@transaction.atomic
def withdraw_break(*, pause: BreakInLearning, reason: str, by: User) -> None:
    """It was recorded by mistake. It stays to be seen; the planned gateway moves back by its days."""
    apprenticeship = hold_apprenticeship(pause.apprenticeship_id)
    pause = BreakInLearning.objects.get(pk=pause.pk)
    pause.apprenticeship = apprenticeship
    can_withdraw_break(by, pause).require()
    reason = trimmed(reason, REASON_LIMIT)
    if not reason:
        raise Unfit({"reason": "Say why this break does not count."})
    if pause.lasts:
        _set_status(apprenticeship, Apprenticeship.Status.ON_PROGRAMME)
    else:
        _move_gateway(apprenticeship, pause.span, back=True)
    pause.withdrawn_at, pause.withdrawn_by, pause.withdrawn_because = timezone.now(), by, reason
    pause.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(pause, "withdrew a break", provider_id=apprenticeship.provider_id, by=by)


def _why_no_break(apprenticeship: Apprenticeship, wanted: Break, others: Iterable[Break]) -> str:
    started_on, today = apprenticeship.started_on, timezone.localdate()
    entered = TrainingEntry.objects.counting().filter(apprenticeship=apprenticeship)
    return problem_with_break(wanted, others, started_on=started_on, today=today) or problem_with_trained(
        wanted, entered.values_list("trained_on", flat=True)
    )


def _set_status(apprenticeship: Apprenticeship, status: str) -> None:
    apprenticeship.status = status
    apprenticeship.save(update_fields=["status"])


def _move_gateway(apprenticeship: Apprenticeship, over: Break, *, back: bool = False) -> None:
    days = days_off([over], over.began_on, over.back_on or over.began_on)
    apprenticeship.gateway_planned_on += dt.timedelta(days=-days if back else days)
    apprenticeship.save(update_fields=["gateway_planned_on"])
