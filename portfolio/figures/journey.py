"""A customer journey as it is drawn: stages from left to right, and the feeling as a curve through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.figures.columns import FEELINGS, JOURNEY_SHAPE, Row
from portfolio.figures.reading import name_of

# One stage is drawn in a box of its own; the boxes stand side by side without a gap, so the curve goes on.
# 144 wide and 132 high; its middle is 72, and the curve bends an eighth and a quarter of the way.
TOP, STEP = 18, 24


@dataclass(frozen=True)
class Stage:
    """level: 1 to 5, or None. curve: the part of the line within this box; y: where the face stands."""

    number: int
    name: str
    touch_point: str
    level: int | None
    feeling: str
    feels: str
    improvement: str
    y: float
    curve: str


@dataclass(frozen=True)
class Journey:
    stages: Sequence[Stage]
    summary: str
    strips: Sequence[Sequence[Stage]]


PER_STRIP = 4


def journey_of(rows: Sequence[Row]) -> Journey:
    levels = [level_of(row) for row in rows]
    stages = [_stage(row, number, levels) for number, row in enumerate(rows)]
    strips = [stages[start : start + PER_STRIP] for start in range(0, len(stages), PER_STRIP)]
    return Journey(stages, summary_of(stages), strips)


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
    )


def height_of(level: int) -> float:
    """From the top: the happier, the higher."""
    return TOP + STEP * (max(FEELINGS) - level)


def curve_through(before: int | None, level: int | None, after: int | None) -> str:
    """The half of the curve that comes from the stage before, and the half that goes on to the next.

    Between two stages runs one smooth line, level at both; each box draws its half up to the border.
    """
    if level is None:
        return ""
    y, parts = height_of(level), []
    if before is not None:
        from_y = height_of(before)
        middle, near = (from_y + y) / 2, (from_y + 3 * y) / 4
        parts.append(f"M0 {_n(middle)}C18 {_n(near)} 36 {_n(y)} 72 {_n(y)}")
    if after is not None:
        to_y = height_of(after)
        middle, near = (to_y + y) / 2, (to_y + 3 * y) / 4
        start = "" if parts else f"M72 {_n(y)}"
        parts.append(f"{start}C108 {_n(y)} 126 {_n(near)} 144 {_n(middle)}")
    return "".join(parts)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


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
