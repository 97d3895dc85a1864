"""Open requests for evidence when an apprenticeship moves to another version: what each asks for there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from assessments.models import EvidenceRequest, RequestMove, VersionMove
from assessments.rules.carrying import Choice, asked_afterwards
from portfolio.models import Apprenticeship


@dataclass(frozen=True)
class AskedFor:
    """An open request, with the KSBs that it names."""

    request: UUID
    title: str
    ksbs: tuple[UUID, ...]


@dataclass(frozen=True)
class CarriedRequest:
    """joined: the KSBs that it names afterwards; none where the version joined has nothing like them."""

    was: AskedFor
    joined: Sequence[UUID]


def open_requests(rows: Sequence[Apprenticeship]) -> dict[UUID, list[AskedFor]]:
    """By apprenticeship, what is due first before the others. One query."""
    asked = EvidenceRequest.objects.open().filter(apprenticeship__in=[row.pk for row in rows])
    asked = asked.order_by("due_on", "created_at", "pk", "ksbs__position")
    named = asked.values_list("apprenticeship", "pk", "title", "ksbs")
    found: dict[UUID, list[AskedFor]] = {}
    for (whose, request, title), same in groupby(named, itemgetter(0, 1, 2)):
        ksbs = tuple(ksb for *_, ksb in same if ksb)
        found.setdefault(whose, []).append(AskedFor(request, title, ksbs))
    return found


def carried_requests(asked: Iterable[AskedFor], choices: Mapping[UUID, Choice]) -> list[CarriedRequest]:
    return [CarriedRequest(one, asked_afterwards(one.ksbs, choices)) for one in asked]


def carry_requests(move: VersionMove, found: Sequence[CarriedRequest]) -> None:
    _name({one.was.request: one.joined for one in found})
    RequestMove.objects.bulk_create(
        RequestMove(
            move=move,
            request_id=one.was.request,
            left=[str(ksb) for ksb in one.was.ksbs],
            joined=[str(ksb) for ksb in one.joined],
        )
        for one in found
    )


def put_back_requests(move: VersionMove) -> None:
    _name({row.request_id: [UUID(ksb) for ksb in row.left] for row in move.requests.all()})


def _name(ksbs: Mapping[UUID, Sequence[UUID]]) -> None:
    """Let each request name these KSBs and no others."""
    named = EvidenceRequest.ksbs.through
    named.objects.filter(evidencerequest__in=ksbs).delete()
    named.objects.bulk_create(
        named(evidencerequest_id=request, ksb_id=ksb) for request, wanted in ksbs.items() for ksb in wanted
    )
