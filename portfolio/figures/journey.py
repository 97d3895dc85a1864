"""A customer journey as it is drawn: stages from left to right, and the feeling as a curve through them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.figures.columns import FEELINGS, JOURNEY_SHAPE, Row
from portfolio.figures.paths import short
from portfolio.figures.reading import name_of

# One stage is drawn in a box of its own; the boxes stand side by side without a gap, so the curve goes on.
WIDTH = 144
PER_STRIP = 4
TOP, STEP = 18, 24


@dataclass(frozen=True)
class Stage:
    """level: 1 to 5, or None. curve: the part of the line within this box; y: where the face stands.

    rail: the same part running from top to bottom, for a narrow page."""

    number: int
    name: str
    touch_point: str
    level: int | None
    feeling: str
    feels: str
    improvement: str
    y: float
    curve: str
    rail: str


@dataclass(frozen=True)
class Journey:
    """strips: the stages as paper has them, a few side by side, the last strip filled up with nothing."""

    stages: Sequence[Stage]
    summary: str
    strips: Sequence[Sequence[Stage | None]]


def journey_of(rows: Sequence[Row]) -> Journey:
    levels = [level_of(row) for row in rows]
    stages = [_stage(row, number, levels) for number, row in enumerate(rows)]
    strips = [_strip(stages[start : start + PER_STRIP]) for start in range(0, len(stages), PER_STRIP)]
    return Journey(stages, summary_of(stages), strips)


def _strip(stages: Sequence[Stage]) -> list[Stage | None]:
    return [*stages, *[None] * (PER_STRIP - len(stages))]


def level_of(row: Row) -> int | None:
    level = row.get("feeling")
    return level if isinstance(level, int) and level in FEELINGS else None


def _stage(row: Row, number: int, levels: Sequence[int | None]) -> Stage:
    level = levels[number]
    before = levels[number - 1] if number else None
    after = levels[number + 1] if number + 1 < len(levels) else None
    return Stage(
        number=number + 1,
        name=name_of(JOURNEY_SHAPE, row, number),
        touch_point=str(row.get("touch_point", "")),
        level=level,
        feeling=FEELINGS[level] if level else "",
        feels=str(row.get("feels", "")),
        improvement=str(row.get("improvement", "")),
        y=height_of(level) if level else 0,
        curve=curve_through(before, level, after),
        rail=rail_through(before, level, after),
    )


def height_of(level: float) -> float:
    """From the top: the happier, the higher."""
    return TOP + STEP * (max(FEELINGS) - level)


def curve_through(before: int | None, level: int | None, after: int | None) -> str:
    """From left to right through the box, as a path."""
    return _path((WIDTH * at, height_of(felt)) for at, felt in _bends(before, level, after))


def rail_through(before: int | None, level: int | None, after: int | None) -> str:
    """From top to bottom through a box of a hundred; the happier, the further to the right."""
    return _path((10 * felt, 100 * at) for at, felt in _bends(before, level, after))


def _bends(before: int | None, level: int | None, after: int | None) -> list[tuple[float, float]]:
    """How far along the box, and how high: the half that comes in, then the half that goes out.

    Between two stages runs one smooth line, level at both; each box draws its half up to the border.
    """
    if level is None:
        return []
    came = (
        []
        if before is None
        else [(0, (before + level) / 2), (1 / 8, (before + 3 * level) / 4), (1 / 4, level)]
    )
    goes = (
        [] if after is None else [(3 / 4, level), (7 / 8, (after + 3 * level) / 4), (1, (after + level) / 2)]
    )
    return [*came, (1 / 2, level), *goes] if came or goes else []


def _path(points: Iterable[tuple[float, float]]) -> str:
    first, *rest = [f"{short(x)} {short(y)}" for x, y in points] or [""]
    return f"M{first}C{' '.join(rest)}" if rest else ""


def summary_of(stages: Sequence[Stage]) -> str:
    """The whole journey in two or three sentences, for those who do not see the curve or are in a hurry."""
    felt = [stage for stage in stages if stage.level]
    count = f"{len(stages)} stage{'' if len(stages) == 1 else 's'}."
    if not felt:
        return count
    best = max(felt, key=lambda stage: stage.level or 0)
    worst = min(felt, key=lambda stage: stage.level or 0)
    if best.level == worst.level:
        return f"{count} The customer feels the same all the way: {best.feeling.lower()}."
    return (
        f"{count} Best at “{best.name}” ({best.feeling.lower()}), worst at “{worst.name}” "
        f"({worst.feeling.lower()}). It begins {felt[0].feeling.lower()} and ends {felt[-1].feeling.lower()}."
    )
