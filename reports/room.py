"""The reading room: a showcase as an index of pieces and of KSBs; each entry opens the piece itself."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from portfolio.addresses import addresses
from portfolio.maps import state_of
from portfolio.marks import KSB_MARKS
from portfolio.models import Apprenticeship, Claim, Evidence
from portfolio.reading import ksbs_of
from portfolio.spots import anchor_in, place_in, spot_of
from portfolio.versions import shown_of
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
class RoomEntry:
    """One claim in the index: the piece that makes it, opened at the claim, and the spot that shows it.

    spot_words, spot_url: blank when the claim names none that is there; an answer goes without its question.
    """

    piece: RoomPiece
    url: str
    spot_words: str
    spot_url: str


@dataclass(frozen=True)
class RoomKsb:
    code: str
    title: str
    state: str
    label: str
    entries: tuple[RoomEntry, ...]


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
    claims = _claims([piece.shown_id for piece in shown])
    url_of = addresses("portfolio:evidence")
    pieces = tuple(
        _piece(place, piece, claims.get(piece.shown_id, []), url_of(piece.pk))
        for place, piece in enumerate(shown, start=1)
    )
    by_place = [claims.get(piece.shown_id, []) for piece in shown]
    asked = ksbs_of(apprenticeship).asked
    return Room(pieces, tuple(_ksb(ksb, pieces, by_place) for ksb in asked), is_chosen)


def _claims(revisions: Sequence[UUID | None]) -> dict[UUID | None, list[dict[str, Any]]]:
    """By revision, in the order of the standard; a claim with an earlier decision stands there once."""
    rows = Claim.objects.standing().filter(revision__in=revisions).with_decisions()
    found: dict[UUID | None, dict[UUID, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["revision"], {})[row["pk"]] = row
    return {revision: list(claims.values()) for revision, claims in found.items()}


def _piece(place: int, piece: Evidence, claims: Sequence[Mapping[str, Any]], url: str) -> RoomPiece:
    revision = shown_of(piece)
    marking = getattr(revision, "marking", None)
    return RoomPiece(
        place=place,
        title=revision.title,
        kind=piece.get_kind_display(),
        happened_on=revision.happened_on,
        accepted_on=timezone.localdate(marking.created_at) if marking else None,
        assessor=marking.assessor.name if marking else "",
        files=vars(piece)["file_count"],
        codes=tuple(claim["ksb__code"] for claim in claims),
        url=url,
    )


def _ksb(ksb: Ksb, pieces: Sequence[RoomPiece], claims: Sequence[Sequence[Mapping[str, Any]]]) -> RoomKsb:
    mark = KSB_MARKS[state_of(ksb, is_own=False)]
    return RoomKsb(
        code=ksb.code,
        title=ksb.title,
        state=mark.key,
        label=str(mark.label),
        entries=tuple(
            _entry(piece, claim)
            for piece, made in zip(pieces, claims, strict=True)
            for claim in made
            if claim["ksb"] == ksb.pk
        ),
    )


def _entry(piece: RoomPiece, claim: Mapping[str, Any]) -> RoomEntry:
    anchor = anchor_in(claim)
    spot = spot_of(anchor, place_in(claim), piece.url)
    url = spot.url if spot else ""
    words = spot.words if spot and anchor.attachment_id else "in the account"
    return RoomEntry(piece, f"{piece.url}#{claim['ksb__code']}", words if url else "", url)
