"""The reading room: a showcase as an index of pieces and of KSBs; each entry opens the piece itself."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from portfolio.addresses import addresses
from portfolio.maps import state_of
from portfolio.marks import KSB_MARKS
from portfolio.models import Apprenticeship, Claim, Evidence
from portfolio.reading import ksbs_of
from reports import querysets
from standards.models import Ksb


@dataclass(frozen=True)
class RoomPiece:
    """`place` is its number in the room, from 1."""

    place: int
    title: str
    kind: str
    happened_on: dt.date | None
    accepted_on: dt.date | None
    assessor: str
    files: int
    codes: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class RoomKsb:
    code: str
    title: str
    state: str
    label: str
    pieces: tuple[RoomPiece, ...]


@dataclass(frozen=True)
class Room:
    """is_chosen: made of what the apprentice chose; otherwise of every accepted piece, by date."""

    pieces: tuple[RoomPiece, ...]
    ksbs: tuple[RoomKsb, ...]
    is_chosen: bool

    @property
    def met(self) -> int:
        return sum(ksb.state == "met" for ksb in self.ksbs)


def room_of(apprenticeship: Apprenticeship, *, only_chosen: bool) -> Room:
    """Three queries: the pieces, what they claim, and the KSBs with where each stands."""
    found = list(querysets.pieces_for_room(apprenticeship))
    chosen = [piece for piece in found if vars(piece)["place"] is not None]
    is_chosen = only_chosen or bool(chosen)
    shown = chosen if is_chosen else found
    codes = _codes([piece.shown_id for piece in shown])
    url_of = addresses("portfolio:evidence")
    pieces = tuple(
        _piece(place, piece, codes, url_of(piece.pk)) for place, piece in enumerate(shown, start=1)
    )
    asked = ksbs_of(apprenticeship).asked
    return Room(pieces, tuple(_ksb(ksb, pieces) for ksb in asked), is_chosen)


def _codes(revisions: Sequence[UUID | None]) -> dict[UUID, tuple[str, ...]]:
    rows = Claim.objects.filter(revision__in=revisions).order_by("revision", "ksb__position")
    pairs = rows.values_list("revision", "ksb__code")
    return {
        revision: tuple(code for _, code in same) for revision, same in groupby(pairs, lambda pair: pair[0])
    }


def _piece(place: int, piece: Evidence, codes: Mapping[UUID, tuple[str, ...]], url: str) -> RoomPiece:
    revision = querysets.shown_of(piece)
    marking = getattr(revision, "marking", None)
    return RoomPiece(
        place=place,
        title=revision.title,
        kind=piece.get_kind_display(),
        happened_on=revision.happened_on,
        accepted_on=timezone.localdate(marking.created_at) if marking else None,
        assessor=marking.assessor.name if marking else "",
        files=vars(piece)["file_count"],
        codes=codes.get(revision.pk, ()),
        url=url,
    )


def _ksb(ksb: Ksb, pieces: Sequence[RoomPiece]) -> RoomKsb:
    mark = KSB_MARKS[state_of(ksb, is_own=False)]
    return RoomKsb(
        code=ksb.code,
        title=ksb.title,
        state=mark.key,
        label=str(mark.label),
        pieces=tuple(piece for piece in pieces if ksb.code in piece.codes),
    )
