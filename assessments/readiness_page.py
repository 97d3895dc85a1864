"""The readiness page: the answer for each method, the reasons by KSB, and the next best step."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import User
from assessments.forecast import ForecastCard, forecast_card
from assessments.models import PlanMove, ReadinessAnswer
from assessments.readiness import KsbReadiness, MethodReadiness, Readiness, readiness_of
from assessments.requests import next_request_of, with_next_request
from assessments.rules.readiness import NOTHING, KsbAnswer, answer, changes, kept_answer
from assessments.steps import Step, open_pieces, stage_of, step_for, with_stage
from portfolio.addresses import addresses
from portfolio.marks import KSB_MARKS
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.permissions import is_own
from portfolio.plan_checks import is_checked
from standards.models import Ksb, Method
from standards.said import verified_codes

NAMED_IN_FULL = 3
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    url: str
    state: str
    state_label: str
    why_not: str
    met_on: dt.date | None
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and every KSB that it holds for."""

    why: str
    ksbs: Sequence[Row]

    @property
    def is_short(self) -> bool:
        """Few enough to be named in full."""
        return len(self.ksbs) <= NAMED_IN_FULL


@dataclass(frozen=True, slots=True)
class MethodCard:
    method: Method
    met: int
    total: int
    reasons: Sequence[Reason]
    rows: Sequence[Row]
    why: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What became of the answer that stood a week ago. on: the day that one was given.

    methods_lost: with what each wants beside its KSBs, or blank.
    """

    on: dt.date
    gained: Sequence[Row]
    lost: Sequence[Row]
    asked: Sequence[str]
    spared: Sequence[str]
    methods_gained: Sequence[Method]
    methods_lost: Sequence[tuple[Method, str]]
    is_same: bool


@dataclass(frozen=True)
class ReadinessPage:
    apprenticeship: Apprenticeship
    is_own: bool
    met: int
    total: int
    is_ready: bool
    step: Step
    cards: Sequence[MethodCard]
    verified: Sequence[Row]
    spared: Sequence[Row]
    provisional: int
    last_week: LastWeek | None
    move: PlanMove | None
    too_old_by_gateway: Sequence[Row]
    forecast: ForecastCard
    is_plan_checked: bool

    @property
    def methods_ready(self) -> int:
        return sum(card.is_ready for card in self.cards)


def readiness_page(apprenticeship: Apprenticeship, viewer: User) -> ReadinessPage:
    """Five queries beside the one that fetched the apprenticeship, by `for_readiness_page`.

    One more for somebody who was moved to another plan.
    """
    own = is_own(viewer, apprenticeship)
    found = readiness_of(apprenticeship, with_drafts=own)
    url_of = addresses("portfolio:claims", apprenticeship.pk)
    rows = {row.ksb.code: _row(row, url_of) for row in found.ksbs}
    return ReadinessPage(
        apprenticeship=apprenticeship,
        is_own=own,
        met=found.met,
        total=found.total,
        is_ready=found.is_ready,
        step=_step(apprenticeship, found, viewer),
        cards=[_card(method, url_of) for method in found.methods],
        verified=[rows[code] for code in verified_codes(apprenticeship.plan.evidence_rules) if code in rows],
        spared=[_spared(ksb, url_of) for ksb in found.spared],
        provisional=sum(ksb.is_provisional for ksb in found.ksbs),
        last_week=_last_week(apprenticeship, found, rows),
        move=_last_move(apprenticeship, viewer),
        too_old_by_gateway=_too_old_by_gateway(apprenticeship, found, rows),
        forecast=_forecast(apprenticeship, found),
        is_plan_checked=is_checked(apprenticeship),
    )


def _forecast(apprenticeship: Apprenticeship, found: Readiness) -> ForecastCard:
    met_on = [ksb.met_on for ksb in found.ksbs if ksb.is_ready and ksb.met_on is not None]
    return forecast_card(apprenticeship, found.total, met_on, timezone.localdate())


def for_readiness_page(apprenticeships: ApprenticeshipQuerySet, today: dt.date) -> QuerySet[Apprenticeship]:
    """With what is asked for next, the answer that stood a week ago, and the last move between plans."""
    then = ReadinessAnswer.objects.filter(apprenticeship=OuterRef("pk")).in_force_on(today - WEEK)
    told = JSONObject(on="answered_on", ksbs="answer__ksbs", methods="answer__methods")
    last_week = Subquery(then.values_list(told)[:1])
    moves = PlanMove.objects.filter(apprenticeship=OuterRef("pk")).order_by("-at", "-pk")
    return with_stage(with_next_request(apprenticeships.for_page())).annotate(
        last_week=last_week, last_move=Subquery(moves.values("pk")[:1])
    )


def _last_move(apprenticeship: Apprenticeship, viewer: User) -> PlanMove | None:
    """Why they are on another plan now: for whoever works with the portfolio."""
    moved = getattr(apprenticeship, "last_move", None)
    if moved is None:
        return None
    return PlanMove.objects.visible_to(viewer).for_list().filter(pk=moved).first()


def _last_week(apprenticeship: Apprenticeship, found: Readiness, rows: dict[str, Row]) -> LastWeek | None:
    told: Any = getattr(apprenticeship, "last_week", None)
    if not told:
        return None
    told = _read(told)
    before = {name: _read(told[name]) for name in ("ksbs", "methods")}
    now = changes(before, kept_answer(found.found))
    methods = {each.method.key: each.method for each in found.methods}
    return LastWeek(
        on=dt.date.fromisoformat(told["on"]),
        gained=[rows[code] for code in now.gained],
        lost=[rows[code] for code, _ in now.lost],
        asked=now.asked,
        spared=now.spared,
        methods_gained=[methods[key] for key in now.methods_gained],
        methods_lost=[(methods[key], why) for key, why in now.methods_lost],
        is_same=not now,
    )


def _read(kept: Any) -> Any:
    """SQLite hands JSON on as text."""
    return json.loads(kept) if isinstance(kept, str) else kept


def _too_old_by_gateway(apprenticeship: Apprenticeship, found: Readiness, rows: dict[str, Row]) -> list[Row]:
    """What is ready today and, if nothing is added, will not be on the day planned for the gateway."""
    gateway = apprenticeship.gateway_planned_on
    if gateway <= found.inputs.on:
        return []
    then = answer(found.inputs.on_day(gateway))
    lost = changes(kept_answer(found.found), kept_answer(then)).lost
    return [rows[code] for code, _ in lost]


def _step(apprenticeship: Apprenticeship, found: Readiness, viewer: User) -> Step:
    own, today = is_own(viewer, apprenticeship), timezone.localdate()
    asked = next_request_of(apprenticeship, today) if apprenticeship.is_on_programme else None
    pieces = open_pieces(apprenticeship, is_own=own)
    return step_for(
        apprenticeship, pieces, found.open, is_own=own, asked=asked, stage=stage_of(apprenticeship, viewer)
    )


def _card(method: MethodReadiness, url_of: Callable[[object], str]) -> MethodCard:
    rows = [_row(ksb, url_of) for ksb in method.ksbs]
    return MethodCard(
        method=method.method,
        met=method.met,
        total=method.total,
        reasons=_reasons(rows),
        rows=rows,
        why=method.found.why,
        is_ready=method.is_ready,
    )


def _spared(ksb: Ksb, url_of: Callable[[object], str]) -> Row:
    return _row(KsbReadiness(ksb, KsbAnswer(ksb.code, NOTHING)), url_of)


def _row(ksb: KsbReadiness, url_of: Callable[[object], str]) -> Row:
    return Row(
        code=ksb.ksb.code,
        title=ksb.ksb.title,
        url=url_of(ksb.ksb.pk),
        state=ksb.state,
        state_label=KSB_MARKS[ksb.state].label,
        why_not=ksb.why_not,
        met_on=ksb.met_on,
        pieces=ksb.pieces,
    )


def _reasons(rows: Sequence[Row]) -> list[Reason]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row.why_not:
            grouped.setdefault(row.why_not, []).append(row)
    return [Reason(why, ksbs) for why, ksbs in grouped.items()]
