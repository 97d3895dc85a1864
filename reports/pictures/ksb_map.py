"""The KSB map as a drawing: three bands side by side, an area a block, a tile for each KSB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from portfolio.marks import KSB_MARKS
from reports.gaps import Gap
from reports.pictures.words import fitted

WIDTH, HEIGHT, EDGE = 1920, 1080, 72
TOP, FOOT = 206, 96
BETWEEN, GAP = 48, 12
TILE_WIDTH, TILE_HEIGHT = 128, 58
HEADING, LABEL, BELOW = 64, 32, 20
SMALLEST = 0.4
BANDS = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}


@dataclass(frozen=True, slots=True)
class Tile:
    x: float
    y: float
    code: str
    mark: str
    word: str


@dataclass(frozen=True, slots=True)
class Block:
    """An area: its name, and where its base line is."""

    y: float
    title: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Band:
    x: float
    width: float
    title: str
    summary: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Count:
    x: float
    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class KsbMap:
    """scale: how much smaller the bands are drawn where a standard asks for many KSBs."""

    bands: Sequence[Band]
    counts: Sequence[Count]
    scale: float


def ksb_map(ksbs: Sequence[Gap]) -> KsbMap:
    """ksbs: those asked, in the order of the standard."""
    scale = 1.0
    while scale > SMALLEST and _tallest(ksbs, scale) > (HEIGHT - TOP - FOOT) / scale:
        scale -= 0.04
    return KsbMap(_bands(ksbs, scale), _counts(ksbs), round(scale, 2))


def _by_band(ksbs: Sequence[Gap]) -> list[tuple[str, list[Gap]]]:
    kept = {kind: [ksb for ksb in ksbs if ksb.code.startswith(kind)] for kind in BANDS}
    return [(BANDS[kind], found) for kind, found in kept.items() if found]


def _across(width: float) -> int:
    return max(int((width + GAP) // (TILE_WIDTH + GAP)), 1)


def _band_width(number: int, scale: float) -> float:
    return ((WIDTH - 2 * EDGE) / scale - BETWEEN * (number - 1)) / number


def _tallest(ksbs: Sequence[Gap], scale: float) -> float:
    found = _by_band(ksbs)
    across = _across(_band_width(len(found) or 1, scale))
    heights = [sum(_block_height(area, across) for area in _areas(band)) for _, band in found]
    return HEADING + max(heights, default=0)


def _areas(ksbs: Sequence[Gap]) -> list[list[Gap]]:
    return [list(same) for _, same in groupby(ksbs, attrgetter("area"))]


def _block_height(area: Sequence[Gap], across: int) -> float:
    rows = -(-len(area) // across)
    return LABEL + rows * TILE_HEIGHT + (rows - 1) * GAP + BELOW


def _bands(ksbs: Sequence[Gap], scale: float) -> list[Band]:
    found = _by_band(ksbs)
    width = _band_width(len(found) or 1, scale)
    return [
        Band(
            x=place * (width + BETWEEN),
            width=width,
            title=title,
            summary=f"{sum(ksb.mark == 'met' for ksb in band)} of {len(band)} met",
            blocks=list(_blocks(band, width)),
        )
        for place, (title, band) in enumerate(found)
    ]


def _blocks(band: Sequence[Gap], width: float) -> Iterator[Block]:
    across, y = _across(width), float(HEADING)
    for area in _areas(band):
        tiles = [_tile(place, ksb, across, y + LABEL) for place, ksb in enumerate(area)]
        yield Block(y + LABEL - 10, fitted(area[0].area, 20, width), tiles)
        y += _block_height(area, across)


def _tile(place: int, ksb: Gap, across: int, top: float) -> Tile:
    row, column = divmod(place, across)
    return Tile(
        x=column * (TILE_WIDTH + GAP),
        y=top + row * (TILE_HEIGHT + GAP),
        code=ksb.code,
        mark=ksb.mark,
        word=ksb.word,
    )


def _counts(ksbs: Sequence[Gap]) -> list[Count]:
    """What the marks mean, with how many stand so; a state in which nothing is drafted is left out."""
    numbers = {mark.key: sum(ksb.mark == mark.key for ksb in ksbs) for mark in KSB_MARKS.values()}
    shown = [mark for mark in KSB_MARKS.values() if mark.key != "drafted" or numbers["drafted"]]
    return [
        Count(place * 260, mark.key, f"{mark.label}: {numbers[mark.key]}") for place, mark in enumerate(shown)
    ]
