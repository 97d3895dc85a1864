"""The pieces that wait to be marked, oldest first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import User
from assessments.models import MarkingDraft
from assessments.rules import Wait, wait
from portfolio.models import Apprenticeship, Claim, Evidence


@dataclass(frozen=True, slots=True)
class Waiting:
    """One piece in the queue. attempt: 1 for the first submission. is_half_done: by its reader."""

    title: str
    url: str
    apprentice: str
    apprentice_url: str
    assessor: str
    codes: Sequence[str]
    attempt: int
    submitted_on: dt.date
    wait: Wait
    is_half_done: bool = False


def waiting_for(user: User) -> QuerySet[Evidence]:
    """What this assessor has to mark; `is_half_done` says which they have begun."""
    drafts = MarkingDraft.objects.filter(revision=OuterRef("shown"), assessor=user.pk)
    return _in_order(Apprenticeship.objects.assessed_by(user)).annotate(is_half_done=Exists(drafts))


def waiting_at_providers_of(user: User) -> QuerySet[Evidence]:
    """What waits anywhere at the providers that this person administers."""
    return _in_order(Apprenticeship.objects.administered_by(user))


def _in_order(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Evidence]:
    pieces = Evidence.objects.awaiting_marking().filter(apprenticeship__in=apprenticeships.values("pk"))
    return pieces.select_related(
        "shown", "apprenticeship__apprentice", "apprenticeship__assessor", "apprenticeship__provider"
    ).order_by("shown__submitted_at", "pk")


def queue_rows(
    pieces: Iterable[Evidence], today: dt.date, *, to_mark: bool, with_codes: bool = True
) -> list[Waiting]:
    """to_mark: whether a row leads to the marking page or, for those who only look on, to the piece."""
    pieces = list(pieces)
    codes = _codes({piece.shown_id for piece in pieces if piece.shown_id}) if with_codes else {}
    name = "assessments:mark" if to_mark else "portfolio:evidence"
    return [_row(piece, reverse(name, args=[piece.pk]), codes, today) for piece in pieces]


def _row(piece: Evidence, url: str, codes: dict[UUID, list[str]], today: dt.date) -> Waiting:
    shown, apprenticeship = piece.shown, piece.apprenticeship
    submitted_on = timezone.localdate(shown.submitted_at) if shown and shown.submitted_at else today
    return Waiting(
        title=shown.title if shown else "",
        url=url,
        apprentice=str(apprenticeship.apprentice),
        apprentice_url=apprenticeship.get_absolute_url(),
        assessor=str(apprenticeship.assessor) if apprenticeship.assessor else "",
        codes=codes.get(shown.pk, []) if shown else [],
        attempt=shown.number if shown else 1,
        submitted_on=submitted_on,
        wait=wait(submitted_on, today, bank_holidays(apprenticeship.provider.nation)),
        is_half_done=getattr(piece, "is_half_done", False),
    )


def _codes(revisions: set[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    claims = Claim.objects.filter(revision__in=revisions).order_by("ksb__position")
    for revision, code in claims.values_list("revision", "ksb__code"):
        found.setdefault(revision, []).append(code)
    return found


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """One claim that a move to another version of the standard asks its assessor about once more."""

    title: str
    code: str
    ksb: str
    apprentice: str
    url: str


def with_asked_again(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """Adds `again`: how many claims are to be judged again. It costs no query of its own."""
    counts = (
        Claim.objects.asked_again()
        .order_by()
        .filter(revision__evidence__apprenticeship=OuterRef("pk"))
        .values("revision__evidence__apprenticeship")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return apprenticeships.annotate(again=Coalesce(Subquery(counts, output_field=IntegerField()), 0))


def asked_again_of(user: User) -> list[JudgedAgain]:
    """One query."""
    assessed = Apprenticeship.objects.assessed_by(user).values("pk")
    claims = Claim.objects.asked_again().filter(revision__evidence__apprenticeship__in=assessed)
    names = (
        "revision__title",
        "ksb__code",
        "ksb__title",
        "revision__evidence__apprenticeship__apprentice__name",
    )
    rows = claims.order_by("revision__submitted_at", "revision", "ksb__position").values_list("pk", *names)
    return [
        JudgedAgain(title, code, ksb, apprentice, reverse("assessments:claim-judge", args=[pk]))
        for pk, title, code, ksb, apprentice in rows
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a piece stands in the queue. next_url: the piece after it, or "" when there is no other."""

    position: int
    total: int
    next_url: str


def turn_of(user: User, piece: Evidence) -> Turn | None:
    """One query. None for a piece that is not in this assessor's queue."""
    queue = list(waiting_for(user).values_list("pk", flat=True))
    if piece.pk not in queue:
        return None
    place = queue.index(piece.pk)
    following = queue[(place + 1) % len(queue)]
    next_url = reverse("assessments:mark", args=[following]) if len(queue) > 1 else ""
    return Turn(place + 1, len(queue), next_url)


def next_after(user: User, marked: Evidence) -> str:
    """Where to go when this piece is marked: on down the queue, then round to those that were skipped."""
    waiting = waiting_for(user).filter(~Q(pk=marked.pk))
    at = marked.shown.submitted_at if marked.shown else None
    later = (
        waiting.filter(Q(shown__submitted_at__gt=at) | Q(shown__submitted_at=at, pk__gt=marked.pk))
        if at
        else waiting
    )
    following = later.values_list("pk", flat=True).first() or waiting.values_list("pk", flat=True).first()
    return reverse("assessments:mark", args=[following]) if following else reverse("assessments:queue")
