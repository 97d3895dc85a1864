"""What each person finds when they come in: rows made ready, so that the pages only print."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from assessments.asks import with_asks
from assessments.caseload import Case, cases
from assessments.exercises import Asked, wanted_of
from assessments.feedback_times import TimeOf, own_time, times_in
from assessments.gateway.waiting import GatewayTask, gateway_tasks
from assessments.models import Decision, Marking, ReadinessStanding, SampleFinding
from assessments.queue import Waiting, queue_rows, waiting_for, with_asked_again
from assessments.requests import Row as RequestRow
from assessments.requests import next_request_of, open_requests_of, with_next_request
from assessments.rules import FeedbackTime, OpenKsb, gateway_words
from assessments.rules.readiness import UNSIGNED, UNVERIFIED
from assessments.sign_requests import Task, manager_tasks
from assessments.steps import Step, open_pieces, stage_of, step_for, with_stage
from portfolio.maps import KsbMap, StateCount, Tile, ksb_map
from portfolio.marks import OUTCOME_MARKS, PIECE_MARKS
from portfolio.models import Apprenticeship, Evidence, KsbProgress, Revision, Visitor
from portfolio.permissions import can_add_evidence
from portfolio.programme import Hours, hours_so_far, with_hours
from portfolio.wording import status_of

QUEUE_TOP, LATEST, RECENT = 5, 3, 10
ENDED = [Apprenticeship.Status.COMPLETED, Apprenticeship.Status.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece its owner is working on."""

    title: str
    url: str
    state: str
    state_label: str
    saved_at: dt.datetime
    claims: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an assessor said about a piece."""

    title: str
    url: str
    outcome: str
    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class ApprenticeHome:
    apprenticeship: Apprenticeship
    step: Step
    map: KsbMap
    gateway_in: str
    status: str
    feedback: Sequence[Feedback]
    pieces: Sequence[Piece]
    add_url: str
    hours: Hours
    requests: Sequence[RequestRow] = ()

    @property
    def is_new(self) -> bool:
        """Nothing was marked yet, and at most one piece is begun."""
        return bool(self.add_url) and not self.feedback and len(self.pieces) <= 1

    @property
    def open_counts(self) -> list[StateCount]:
        """How many KSBs stand how, those that are met left out."""
        return [count for count in self.map.counts if count.number and count.state != "met"]


def newest_apprenticeship(user: User) -> Apprenticeship | None:
    own = Apprenticeship.objects.belonging_to(user).for_page().select_related("readiness").with_inbox()
    return with_stage(with_next_request(with_hours(own))).order_by("-started_on").first()


def apprentice_home(apprenticeship: Apprenticeship, user: User, today: dt.date) -> ApprenticeHome:
    """Four queries beside those of `newest_apprenticeship`; five when something is asked for.

    Three more while the gateway is open.
    """
    chart = ksb_map(apprenticeship, user)
    pieces = open_pieces(apprenticeship, is_own=True)
    may_add = can_add_evidence(user, apprenticeship).allowed
    asked = next_request_of(apprenticeship, today) if may_add else None
    return ApprenticeHome(
        apprenticeship=apprenticeship,
        step=step_for(
            apprenticeship,
            pieces,
            list(_open_ksbs(chart, apprenticeship)),
            is_own=True,
            asked=asked,
            stage=stage_of(apprenticeship, user),
        ),
        map=chart,
        gateway_in=gateway_words(apprenticeship.gateway_planned_on, today),
        status=status_of(apprenticeship),
        feedback=[_feedback(marking) for marking in _latest_markings(apprenticeship)],
        pieces=[_piece(piece, piece.latest) for piece in pieces if piece.latest],
        add_url=reverse("portfolio:evidence-new", args=[apprenticeship.pk]) if may_add else "",
        hours=hours_so_far(apprenticeship),
        requests=open_requests_of(apprenticeship, today) if asked else [],
    )


def line_manager_tasks(user: User, now: dt.datetime) -> list[Task | GatewayTask]:
    """What is asked of a line manager, oldest first. Two queries, four when a gateway is open."""
    asked: list[Task | GatewayTask] = [*manager_tasks(user, now)]
    asked += gateway_tasks(Apprenticeship.objects.managed_by(user), user)
    return sorted(asked, key=lambda task: task.at)


def _open_ksbs(chart: KsbMap, apprenticeship: Apprenticeship) -> Iterator[OpenKsb]:
    """What is not met yet, and what is met by evidence that does not count by the rules of the plan."""
    standing: ReadinessStanding | None = getattr(apprenticeship, "readiness", None)
    causes = standing.cause_of if standing else {}
    for tile in (tile for band in chart.bands for area in band.areas for tile in area.tiles):
        if causes.get(tile.code) == UNVERIFIED:
            yield OpenKsb(tile.code, tile.code, tile.title, UNVERIFIED)
        elif tile.state != "met":
            yield OpenKsb(tile.code, tile.code, tile.title, tile.state)
        elif standing and tile.code in {*causes, standing.next_code}:
            state = _open_state(tile, causes.get(tile.code, ""))
            why = standing.next_why if tile.code == standing.next_code else ""
            yield OpenKsb(tile.code, tile.code, tile.title, state, why)


def _open_state(tile: Tile, cause: str) -> str:
    """As `KsbReadiness.as_open` says it: what only waits is nothing that the apprentice can do."""
    if cause == UNSIGNED:
        return UNSIGNED
    return KsbProgress.State.SUBMITTED if cause and tile.has_waiting else tile.state


def _latest_markings(apprenticeship: Apprenticeship) -> QuerySet[Marking]:
    markings = Marking.objects.filter(revision__evidence__apprenticeship=apprenticeship)
    return markings.select_related("assessor", "revision__evidence").order_by("-created_at")[:LATEST]


def _feedback(marking: Marking) -> Feedback:
    return Feedback(
        title=marking.revision.title,
        url=marking.revision.evidence.get_absolute_url(),
        outcome=marking.outcome,
        text=marking.feedback,
        by=str(marking.assessor),
        at=marking.created_at,
    )


def _piece(piece: Evidence, latest: Revision) -> Piece:
    name = "portfolio:evidence-edit" if latest.state == Revision.State.DRAFT else "portfolio:evidence"
    return Piece(
        title=latest.title or "Untitled",
        url=reverse(name, args=[piece.pk]),
        state=PIECE_MARKS[latest.state].key,
        state_label=PIECE_MARKS[latest.state].label,
        saved_at=latest.saved_at,
        claims=getattr(piece, "claim_count", 0),
    )


@dataclass(frozen=True)
class AssessorHome:
    """time: how long pieces waited for this assessor's feedback lately; None when nothing was marked."""

    top: Sequence[Waiting]
    cases: Sequence[Case]
    findings: Sequence[SampleFinding]
    time: FeedbackTime | None
    opinions: Sequence[Asked] = ()

    @property
    def waiting(self) -> int:
        return sum(case.waiting for case in self.cases)

    @property
    def asks(self) -> int:
        """How many ask for another look."""
        return sum(case.asks for case in self.cases)

    @property
    def again(self) -> int:
        """How many claims a move to another version asks about once more."""
        return sum(case.again for case in self.cases)


def assessor_home(user: User, today: dt.date) -> AssessorHome:
    """Six queries: the top of the queue, caseload, what quality assurance and others ask for, the times."""
    theirs = Apprenticeship.objects.assessed_by(user).exclude(status__in=ENDED)
    return AssessorHome(
        top=queue_rows(waiting_for(user)[:QUEUE_TOP], today, to_mark=True, with_codes=False),
        cases=cases(with_asked_again(with_asks(theirs)), today),
        findings=list(SampleFinding.objects.waiting_for(user)[:QUEUE_TOP]),
        time=own_time(user),
        opinions=wanted_of(user, today),
    )


def line_manager_cases(user: User, today: dt.date) -> list[Case]:
    return cases(Apprenticeship.objects.managed_by(user).exclude(status__in=ENDED), today)


@dataclass(frozen=True, slots=True)
class RecentDecision:
    code: str
    state: str
    outcome: str
    reason: str
    title: str
    url: str
    apprentice: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class IqaHome:
    cases: Sequence[Case]
    times: Sequence[TimeOf]
    decisions: Sequence[RecentDecision]


def iqa_home(user: User, today: dt.date) -> IqaHome:
    assured = Apprenticeship.objects.quality_assured_by(user)
    recent = (
        Decision.objects.in_force()
        .filter(claim__revision__evidence__apprenticeship__in=assured.values("pk"))
        .for_page()
        .order_by("-created_at")[:RECENT]
    )
    return IqaHome(
        cases=cases(assured.exclude(status__in=ENDED), today),
        times=times_in(assured),
        decisions=[_recent(decision) for decision in recent],
    )


def _recent(decision: Decision) -> RecentDecision:
    revision = decision.claim.revision
    return RecentDecision(
        code=decision.claim.ksb.code,
        state=OUTCOME_MARKS[decision.outcome].key,
        outcome=decision.get_outcome_display(),
        reason=decision.reason,
        title=revision.title,
        url=revision.evidence.get_absolute_url(),
        apprentice=str(revision.evidence.apprenticeship.apprentice),
        by=str(decision.assessor),
        at=decision.created_at,
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A showcase, or a whole portfolio, that somebody may read, and until when."""

    apprentice: str
    standard: str
    url: str
    until: dt.date
    reads: str


def visits_of(user: User, today: dt.date) -> list[Visit]:
    visits = (
        Visitor.objects.current(today)
        .filter(user=user, apprenticeship__in=Apprenticeship.objects.visible_to(user).values("pk"))
        .select_related(
            "apprenticeship__apprentice", "apprenticeship__plan", "apprenticeship__version__standard"
        )
        .order_by("until")
    )
    return [
        Visit(
            apprentice=str(visit.apprenticeship.apprentice),
            standard=visit.apprenticeship.version.standard.title,
            url=_visit_url(visit),
            until=visit.until,
            reads=visit.apprenticeship.plan.words.say(visit.get_reads_display()),
        )
        for visit in visits
    ]


def _visit_url(visit: Visitor) -> str:
    """The reading room belongs to the app above; only its address is known here."""
    reads_all = visit.reads == Visitor.Reads.PORTFOLIO
    name = "portfolio:apprenticeship" if reads_all else "reports:showcase"
    return reverse(name, args=[visit.apprenticeship_id])
