"""Finished practice as bars: how many of the criteria were shown each time. Numbers in, numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.practice import Run

MOST_BARS = 6
WIDTH, HEIGHT = 320, 168
LEFT, RIGHT, TOP, BOTTOM = 12, 308, 24, 132
WIDEST = 44.0


@dataclass(frozen=True, slots=True)
class Bar:
    """x and width: of bar and outline. y and height: of what was shown. top: where the outline begins."""

    x: float
    width: float
    y: float
    height: float
    top: float
    outline: float
    middle: float
    count: str
    day: str
    is_self_marked: bool


@dataclass(frozen=True, slots=True)
class Bars:
    bars: Sequence[Bar]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BOTTOM


def bars_of(runs: Sequence[Run]) -> Bars | None:
    """The newest few, oldest first; None for fewer than two, of which nothing can be compared."""
    shown = runs[-MOST_BARS:]
    if len(shown) < 2:  # one bar is no trend
        return None
    most = max(_asked(run) for run in shown) or 1
    room = (RIGHT - LEFT) / len(shown)
    bars = [
        _bar(run, LEFT + (number + 0.5) * room, min(WIDEST, room - 8), most)
        for number, run in enumerate(shown)
    ]
    return Bars(bars, "; ".join(_said(run) for run in shown))


def _bar(run: Run, middle: float, width: float, most: int) -> Bar:
    height = _height(_shown(run), most)
    outline = _height(_asked(run), most)
    return Bar(
        x=round(middle - width / 2, 2),
        width=round(width, 2),
        y=round(BOTTOM - height, 2),
        height=height,
        top=round(BOTTOM - outline, 2),
        outline=outline,
        middle=round(middle, 2),
        count=f"{_shown(run)} of {_asked(run)}",
        day=f"{run.day.day} {run.day:%b}",
        is_self_marked=run.is_self_marked,
    )


def _said(run: Run) -> str:
    by = ", marked by oneself" if run.is_self_marked else ""
    return f"{run.day.day} {run.day:%b %Y}: {_shown(run)} of {_asked(run)} criteria{by}"


def _height(number: int, most: int) -> float:
    return round((BOTTOM - TOP) * number / most, 2)


def _shown(run: Run) -> int:
    return run.tally.pass_shown + run.tally.distinction_shown


def _asked(run: Run) -> int:
    return run.tally.pass_asked + run.tally.distinction_asked
