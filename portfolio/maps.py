"""The KSB map: every KSB asked of an apprentice, by band and area, and where it stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from portfolio.addresses import addresses
from portfolio.marks import KSB_MARKS, shown_state
from portfolio.models import Apprenticeship
from portfolio.reading import Reading, ksbs_of, reading_of
from standards.models import Ksb
from standards.rules import AreaGroup, Band, bands_of

MET, NOT_STARTED, DRAFTED = "met", "not-started", "drafted"


@dataclass(frozen=True, slots=True)
class Tile:
    """has_waiting: another piece for it waits to be marked."""

    code: str
    title: str
    state: str
    state_label: str
    url: str
    has_waiting: bool = False


@dataclass(frozen=True, slots=True)
class MapArea:
    title: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class MapBand:
    label: str
    areas: list[MapArea]

    @property
    def summary(self) -> str:
        states = [tile.state for area in self.areas for tile in area.tiles]
        return f"{states.count(MET)} of {len(states)} met"


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many KSBs stand so; the address lists them."""

    state: str
    label: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class KsbMap:
    """`spared` names the KSBs that this apprentice's way of meeting customers leaves out."""

    bands: list[MapBand]
    counts: list[StateCount]
    spared: list[str]

    @property
    def total(self) -> int:
        return sum(count.number for count in self.counts)

    @property
    def met(self) -> int:
        return next(count.number for count in self.counts if count.state == MET)


def ksb_map(apprenticeship: Apprenticeship, viewer: User) -> KsbMap:
    """One query. Drafts are told to nobody but the apprentice."""
    reading = reading_of(apprenticeship, viewer)
    ksbs = ksbs_of(apprenticeship)
    states = states_of(reading, ksbs.asked)
    url_of = addresses("portfolio:claims", apprenticeship.pk)
    return KsbMap(
        bands=[_band(band, states, url_of) for band in bands_of(ksbs.asked)],
        counts=count_states(reading, states.values()),
        spared=[ksb.code for ksb in ksbs.spared],
    )


def states_of(reading: Reading, ksbs: Iterable[Ksb]) -> dict[UUID, str]:
    """KSB id -> where it stands, as far as this reader may know. The KSBs must come `with_progress`."""
    return {ksb.pk: state_of(ksb, is_own=reading.is_own) for ksb in ksbs}


def state_of(ksb: Ksb, *, is_own: bool) -> str:
    return shown_state(vars(ksb)["progress_state"] or NOT_STARTED, is_own=is_own)


def count_states(reading: Reading, states: Iterable[str]) -> list[StateCount]:
    numbers = Counter(states)
    url = reverse("portfolio:progress", args=[reading.apprenticeship.pk])
    return [
        StateCount(mark.key, mark.label, numbers[mark.key], f"{url}?state={mark.key}")
        for mark in KSB_MARKS.values()
        if reading.is_own or mark.key != DRAFTED
    ]


def _band(band: Band, states: Mapping[UUID, str], url_of: Callable[[object], str]) -> MapBand:
    return MapBand(band.label, [_area(group, states, url_of) for group in band.areas])


def _area(group: AreaGroup, states: Mapping[UUID, str], url_of: Callable[[object], str]) -> MapArea:
    return MapArea(group.area.title, [_tile(ksb, states[ksb.pk], url_of(ksb.pk)) for ksb in group.ksbs])


def _tile(ksb: Ksb, state: str, url: str) -> Tile:
    has_waiting = bool(vars(ksb).get("progress_submitted"))
    return Tile(ksb.code, ksb.title, state, KSB_MARKS[state].label, url, has_waiting)
