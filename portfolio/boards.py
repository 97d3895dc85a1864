"""Apprenticeships at a glance: the rows of the list, and the figures of one page."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from portfolio.lists import EvidenceRow, evidence_rows
from portfolio.marks import PIECE_MARKS, Mark
from portfolio.models import Apprenticeship, Evidence, KsbProgress, Revision
from portfolio.permissions import sees_showcase_only
from portfolio.reading import Reading, reading_of
from portfolio.roles import Roles
from portfolio.rules import weeks_until
from portfolio.wording import status_of
from standards.models import Ksb
from standards.rules import is_asked
from standards.words import Words

LATEST = 5


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the list. `is_visit`: this person reads the showcase only, so no figures are told.

    status: blank while on programme.
    """

    name: str
    url: str
    employer: str
    standard: str
    assessor: str
    status: str
    words: Words
    gateway_on: dt.date
    is_visit: bool
    met: int
    asked: int
    waiting: int
    waiting_url: str


def board_rows(apprenticeships: Iterable[Apprenticeship], roles: Roles) -> list[BoardRow]:
    """Three queries, however many rows."""
    rows = list(apprenticeships)
    ids = [row.pk for row in rows]
    met = KsbProgress.objects.filter(apprenticeship__in=ids, state=KsbProgress.State.MET)
    asked = Ksb.objects.filter(version__in={row.version_id for row in rows})
    waiting = Evidence.objects.filter(apprenticeship__in=ids).awaiting_marking().values("apprenticeship")
    figures = _Figures(
        met=_by_channel(met.values_list("apprenticeship", "ksb__alternative_channel")),
        asked=_by_channel(asked.values_list("version", "alternative_channel")),
        waiting=dict(waiting.annotate(number=Count("pk")).values_list("apprenticeship", "number")),
    )
    return [_board_row(row, figures, is_visit=sees_showcase_only(roles, row)) for row in rows]


Channels = Mapping[UUID, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class _Figures:
    """KSBs are counted by the contact channel that asks for them, as not everybody is asked for all."""

    met: Channels
    asked: Channels
    waiting: Mapping[UUID, int]


def _by_channel(pairs: Iterable[tuple[UUID, str]]) -> Channels:
    counts: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for (key, channel), number in Counter(pairs).items():
        counts[key].append((channel, number))
    return counts


def _board_row(row: Apprenticeship, figures: _Figures, *, is_visit: bool) -> BoardRow:
    name = "portfolio:showcase" if is_visit else "portfolio:apprenticeship"
    return BoardRow(
        name=str(row.apprentice),
        url=reverse(name, args=[row.pk]),
        employer=row.employer.name,
        standard=str(row.version),
        assessor=str(row.assessor or ""),
        status="" if row.is_on_programme else status_of(row),
        words=row.plan.words,
        gateway_on=row.gateway_planned_on,
        is_visit=is_visit,
        met=_sum_asked(row, figures.met.get(row.pk, ())),
        asked=_sum_asked(row, figures.asked.get(row.version_id, ())),
        waiting=figures.waiting.get(row.pk, 0),
        waiting_url=f"{reverse('portfolio:evidence-list', args=[row.pk])}?state=submitted",
    )


def _sum_asked(row: Apprenticeship, counts: Iterable[tuple[str, int]]) -> int:
    return sum(number for channel, number in counts if is_asked(channel, row.contact_channel))


@dataclass(frozen=True, slots=True)
class PieceCount:
    """How many pieces stand so; the address lists them."""

    mark: Mark
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    pieces: list[PieceCount]
    latest: list[EvidenceRow]
    weeks: str

    @property
    def total(self) -> int:
        return sum(count.number for count in self.pieces)


def overview_of(apprenticeship: Apprenticeship, viewer: User) -> Overview:
    """Three queries."""
    reading = reading_of(apprenticeship, viewer)
    newest = reading.pieces.order_by("-created_at", "pk")
    states = newest.values_list("pk", f"{reading.path}__state")
    rows = list(states)
    return Overview(
        pieces=_count_pieces(reading, Counter(state for _, state in rows)),
        latest=evidence_rows(reading, [pk for pk, _ in rows[:LATEST]]),
        weeks=weeks_until(apprenticeship.gateway_planned_on, timezone.localdate()),
    )


def _count_pieces(reading: Reading, numbers: Mapping[str, int]) -> list[PieceCount]:
    url = reverse("portfolio:evidence-list", args=[reading.apprenticeship.pk])
    return [
        PieceCount(mark, numbers.get(state, 0), f"{url}?state={state}")
        for state, mark in PIECE_MARKS.items()
        if reading.is_own or state != Revision.State.DRAFT
    ]
