"""Choosing the showcase: which accepted pieces, in which order, and what that covers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from uuid import UUID

from django.http import QueryDict

from accounts.permissions import Refused
from portfolio.forms import as_uuid
from portfolio.lists import EvidenceRow, evidence_rows
from portfolio.maps import MET
from portfolio.models import Evidence
from portfolio.reading import Reading
from standards.models import Method
from standards.rules import is_asked

LAST = 10**6
PLACE = "place-"
UNKNOWN_PIECE = "One of the pieces is not yours to choose. Nothing was changed."


@dataclass(frozen=True, slots=True)
class ShowcaseRow:
    """An accepted piece. `place` counts from 1; None while it is left out."""

    piece: EvidenceRow
    place: int | None


@dataclass(frozen=True, slots=True)
class KsbLink:
    code: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The KSBs that one method asks for, split by whether a chosen piece was found to meet them."""

    method: str
    covered: list[KsbLink]
    missing: list[KsbLink]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ids of the accepted pieces: those chosen, in their order, and those left out, newest first."""

    chosen: list[UUID]
    left_out: list[UUID]


def accepted_in(reading: Reading) -> Accepted:
    """Only the owner is told what was left out. One query."""
    pieces = Evidence.objects.filter(apprenticeship=reading.apprenticeship).accepted()
    if not reading.is_own:
        pieces = pieces.filter(showcase_item__isnull=False)
    accepted = Accepted([], [])
    for pk, item in pieces.in_showcase_order().values_list("pk", "showcase_item"):
        (accepted.left_out if item is None else accepted.chosen).append(pk)
    return accepted


def showcase_rows(reading: Reading, chosen: Sequence[UUID], offered: Iterable[UUID]) -> list[ShowcaseRow]:
    """Two queries."""
    places = dict(zip(chosen, count(1), strict=False))
    rows = evidence_rows(reading, [*chosen, *offered])
    return [ShowcaseRow(row, places.get(row.id)) for row in rows]


def coverage_of(
    reading: Reading, rows: Iterable[ShowcaseRow], url_of: Callable[[object], str]
) -> list[Coverage]:
    """For each method that reads the showcase; where none does, for those after the gateway. One query."""
    groups = [group for row in rows if row.place for group in row.piece.claims]
    met = {code for group in groups if group.state == MET for code in group.codes}
    methods = Method.objects.filter(plan=reading.apprenticeship.plan_id)
    fields = ("kind", "moment", "name", "ksbs", "ksbs__code", "ksbs__title", "ksbs__alternative_channel")
    coverage: dict[str, Coverage] = {}
    asked = list(methods.order_by("position", "ksbs__position").values_list(*fields))
    reading_it = [row for row in asked if row[0] == Method.Kind.SHOWCASE]
    starting_from_it = [row for row in asked if row[1] == Method.Moment.AFTER_GATEWAY]
    for _, _, name, pk, code, title, channel in reading_it or starting_from_it:
        if is_asked(channel or "", reading.apprenticeship.contact_channel):
            split = coverage.setdefault(name, Coverage(name, [], []))
            (split.covered if code in met else split.missing).append(KsbLink(code, title, url_of(pk)))
    return list(coverage.values())


def chosen_in_order(sent: QueryDict) -> list[UUID]:
    """The ticked pieces by their place, no place last. Who moved gets the place that another had before.

    The boxes arrive in the order of the page, so the first held 1, the second 2 and so on.
    """
    ticked = [_uuid(value) for value in sent.getlist("piece")]
    boxes = [name for name in sent if name.startswith(PLACE)]
    old = dict(zip(boxes, count(1), strict=False))
    new = {pk: _place(sent.get(f"{PLACE}{pk}", "")) for pk in ticked}
    return sorted(ticked, key=lambda pk: (new[pk], _direction(old.get(f"{PLACE}{pk}", LAST), new[pk])))


def _direction(old: int, new: int) -> int:
    """Up: ahead of those who stay. Down: behind them, as they all move up by one."""
    return 0 if new == LAST else (new > old) - (new < old)


def _uuid(value: str) -> UUID:
    pk = as_uuid(value)
    if pk is None:
        raise Refused(UNKNOWN_PIECE, HTTPStatus.CONFLICT)
    return pk


def _place(value: object) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else LAST
