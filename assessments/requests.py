"""Requests for evidence as lists and homes show them."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from assessments.models import EvidenceRequest
from assessments.models.talking import EvidenceRequestQuerySet
from assessments.permissions.requests import is_open, state_of
from assessments.rules import OpenRequest
from assessments.rules.requests import due_words
from portfolio.models import Apprenticeship

SHOWN = {"open": "Open", "overdue": "Overdue", "answered": "Answered", "withdrawn": "Withdrawn"}


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a list."""

    title: str
    url: str
    apprentice: str
    codes: Sequence[str]
    state: str
    due_on: dt.date
    due: str
    is_overdue: bool
    handed_in_at: dt.datetime | None
    piece_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """How many requests stand so; the address lists them."""

    key: str
    label: str
    number: int


def narrowed(requests: EvidenceRequestQuerySet, shown: str, today: dt.date) -> EvidenceRequestQuerySet:
    """Those of one tab: what is open by due date, what is over newest first."""
    condition = _conditions(today)[shown]
    order = ["due_on", "created_at", "pk"] if shown in {"open", "overdue"} else ["-created_at", "pk"]
    return requests.filter(condition).order_by(*order)


def _conditions(today: dt.date) -> dict[str, Q]:
    is_open = Q(withdrawn_at__isnull=True) & Q(evidence__shown__isnull=True)
    return {
        "open": is_open,
        "overdue": is_open & Q(due_on__lt=today),
        "answered": Q(withdrawn_at__isnull=True, evidence__shown__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }


def tabs(requests: EvidenceRequestQuerySet, today: dt.date) -> list[Tab]:
    """One query."""
    counts = requests.order_by().aggregate(
        **{key: Count("pk", filter=condition) for key, condition in _conditions(today).items()}
    )
    return [Tab(key, label, counts[key]) for key, label in SHOWN.items()]


def request_rows(requests: Iterable[EvidenceRequest], today: dt.date) -> list[Row]:
    return [_row(request, today, [ksb.code for ksb in request.ksbs.all()]) for request in requests]


def _row(request: EvidenceRequest, today: dt.date, codes: Sequence[str] = ()) -> Row:
    piece = request.evidence if request.evidence and request.evidence.shown_id else None
    return Row(
        title=request.title,
        url=request.get_absolute_url(),
        apprentice=str(request.apprenticeship.apprentice),
        codes=codes,
        state=state_of(request),
        due_on=request.due_on,
        due=due_words(request.due_on, today),
        is_overdue=is_open(request) and request.due_on < today,
        handed_in_at=getattr(request, "handed_in_at", None),
        piece_url=piece.get_absolute_url() if piece else "",
    )


def open_requests_of(apprenticeship: Apprenticeship, today: dt.date) -> list[Row]:
    """For the apprentice's home, the first due first, without their KSBs. One query."""
    rows = EvidenceRequest.objects.filter(apprenticeship=apprenticeship).open().for_page()
    return [_row(request, today) for request in rows.order_by("due_on", "created_at", "pk")]


def with_next_request(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """Adds `next_request`: the open request that is due first, at no query of its own."""
    due_first = EvidenceRequest.objects.open().filter(apprenticeship=OuterRef("pk"))
    told = JSONObject(id="pk", title="title", due_on="due_on", evidence="evidence", who="by__name")
    first = due_first.order_by("due_on", "created_at", "pk").values_list(told)[:1]
    return apprenticeships.annotate(next_request=Subquery(first))


def next_request_of(apprenticeship: Apprenticeship, today: dt.date) -> OpenRequest | None:
    """From an apprenticeship fetched `with_next_request`; None also when it was not."""
    told: Any = getattr(apprenticeship, "next_request", None)
    if not told:
        return None
    told = json.loads(told) if isinstance(told, str) else told
    due_on = dt.date.fromisoformat(told["due_on"])
    return OpenRequest(
        subject=address_of(told["id"], told["evidence"]),
        title=told["title"],
        who=told["who"],
        due=f"{due_words(due_on, today)}, {due_on:%a %-d %b %Y}",
        is_started=bool(told["evidence"]),
    )


def address_of(request_id: str, evidence_id: str | None) -> str:
    """Where it is gone on with: the draft, or the request itself."""
    if evidence_id:
        return reverse("portfolio:evidence-edit", args=[UUID(str(evidence_id))])
    return reverse("assessments:request", args=[UUID(str(request_id))])


def asked_already(code: str, apprenticeships: Any) -> list[str]:
    """Who was asked for this KSB and has not handed anything in for it, by name. One query."""
    asked = EvidenceRequest.objects.open().filter(apprenticeship__in=apprenticeships, ksbs__code=code)
    rows = asked.order_by("apprenticeship__apprentice__name", "apprenticeship")
    named = rows.values_list("apprenticeship", "apprenticeship__apprentice__name").distinct()
    return [name for _, name in named]
