"""The readiness page: the answer for each method, the reasons by KSB, and the next best step."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from assessments.readiness import KsbReadiness, MethodReadiness, Readiness, readiness_of
from assessments.requests import next_request_of
from assessments.rules.readiness import NOTHING, KsbAnswer
from assessments.steps import Step, open_pieces, step_for
from portfolio.addresses import addresses
from portfolio.marks import KSB_MARKS
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from standards.models import Ksb, Method

NAMED_IN_FULL = 3


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    url: str
    state: str
    state_label: str
    why_not: str
    met_on: dt.date | None


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

    @property
    def is_ready(self) -> bool:
        return self.met == self.total


@dataclass(frozen=True)
class ReadinessPage:
    apprenticeship: Apprenticeship
    is_own: bool
    met: int
    total: int
    is_ready: bool
    step: Step
    cards: Sequence[MethodCard]
    spared: Sequence[Row]
    provisional: int


def readiness_page(apprenticeship: Apprenticeship, viewer: User) -> ReadinessPage:
    """Four queries beside the one that fetched the apprenticeship `with_next_request`."""
    own = is_own(viewer, apprenticeship)
    found = readiness_of(apprenticeship, with_drafts=own)
    url_of = addresses("portfolio:claims", apprenticeship.pk)
    return ReadinessPage(
        apprenticeship=apprenticeship,
        is_own=own,
        met=found.met,
        total=found.total,
        is_ready=found.is_ready,
        step=_step(apprenticeship, found, own),
        cards=[_card(method, url_of) for method in found.methods],
        spared=[_spared(ksb, url_of) for ksb in found.spared],
        provisional=sum(ksb.is_provisional for ksb in found.ksbs),
    )


def _step(apprenticeship: Apprenticeship, found: Readiness, own: bool) -> Step:
    asked = next_request_of(apprenticeship, timezone.localdate())
    pieces = open_pieces(apprenticeship, is_own=own)
    return step_for(apprenticeship, pieces, found.open, is_own=own, asked=asked)


def _card(method: MethodReadiness, url_of: Callable[[object], str]) -> MethodCard:
    rows = [_row(ksb, url_of) for ksb in method.ksbs]
    return MethodCard(method.method, method.met, method.total, _reasons(rows), rows)


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
    )


def _reasons(rows: Sequence[Row]) -> list[Reason]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row.why_not:
            grouped.setdefault(row.why_not, []).append(row)
    return [Reason(why, ksbs) for why, ksbs in grouped.items()]
