"""One measure over the periods as a line: where every point, label and rule lies. Numbers in, numbers out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.figures.measures import NPS, Measure, shown
from portfolio.figures.paths import short

WIDTH, HEIGHT = 320, 168
LEFT, RIGHT, TOP, BOTTOM = 34, 304, 22, 136
LABELLED_POINTS = 12
LONGEST_LABEL = 22


@dataclass(frozen=True)
class Point:
    """label: the value beside it; blank where there are too many to read."""

    x: float
    y: float
    label: str
    label_y: float


@dataclass(frozen=True)
class Rule:
    """A line across at a round value."""

    y: float
    label: str
    is_zero: bool


@dataclass(frozen=True)
class Tick:
    x: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """gaps: where a period has no value. lines and areas: paths; a value without neighbours is a stem."""

    title: str
    description: str
    points: Sequence[Point]
    lines: Sequence[str]
    areas: Sequence[str]
    stems: Sequence[Point]
    rules: Sequence[Rule]
    ticks: Sequence[Tick]
    gaps: Sequence[float]
    base: float
    radius: float = 3
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(measure: Measure, names: Sequence[str], values: Sequence[int | None]) -> Chart:
    low = -100 if measure is NPS and any(value is not None and value < 0 for value in values) else 0
    base = _y(0, low)
    xs = [_x(number, len(values)) for number in range(len(values))]
    points = {
        number: _point(measure, number, values, xs[number], low)
        for number, value in enumerate(values)
        if value is not None
    }
    runs = list(_runs([points.get(number) for number in range(len(values))]))
    lines = [_path(run) for run in runs if len(run) > 1]
    return Chart(
        title=f"{measure.name} by period",
        description="; ".join(_said(measure, name, value) for name, value in zip(names, values, strict=True)),
        points=list(points.values()),
        lines=lines,
        areas=[
            f"{_path(run)}L{short(run[-1].x)} {short(base)}L{short(run[0].x)} {short(base)}Z"
            for run in runs
            if len(run) > 1
        ],
        stems=[run[0] for run in runs if len(run) == 1],
        rules=[Rule(_y(at, low), shown(measure, at), at == 0) for at in (low, (low + 100) // 2, 100)],
        ticks=_ticks(names, xs),
        gaps=[x for x, value in zip(xs, values, strict=True) if value is None],
        base=base,
        radius=3 if len(values) <= LABELLED_POINTS else 2,
    )


def _said(measure: Measure, name: str, value: int | None) -> str:
    return f"{name}: {'no figure' if value is None else shown(measure, value)}"


def _x(number: int, count: int) -> float:
    inset = 14
    if count == 1:
        return (LEFT + RIGHT) / 2
    return round(LEFT + inset + number * (RIGHT - LEFT - 2 * inset) / (count - 1), 2)


def _y(value: int, low: int) -> float:
    return round(BOTTOM - (value - low) * (BOTTOM - TOP) / (100 - low), 2)


def _labelled(values: Sequence[int | None]) -> set[int]:
    """All, while there is room; then the ends, the highest and the lowest."""
    given = [number for number, value in enumerate(values) if value is not None]
    if len(values) <= LABELLED_POINTS or not given:
        return set(given)
    by_value = sorted(given, key=lambda number: (values[number], number))
    return {given[0], given[-1], by_value[0], by_value[-1]}


def _point(measure: Measure, number: int, values: Sequence[int | None], x: float, low: int) -> Point:
    """A value lower than its neighbours has its label below, where no line runs."""
    value = values[number] or 0
    y = _y(value, low)
    label = shown(measure, value).removesuffix(measure.unit) if number in _labelled(values) else ""
    around = (*values[max(0, number - 1) : number], *values[number + 1 : number + 2])
    beside = [other for other in around if other is not None]
    is_below = bool(beside) and min(beside) > value and y < BOTTOM - 16
    return Point(x, y, label, round(y + 15 if is_below else y - 7, 2))


def _runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _path(run: Sequence[Point]) -> str:
    return "M" + "L".join(f"{short(point.x)} {short(point.y)}" for point in run)


def _ticks(names: Sequence[str], xs: Sequence[float]) -> list[Tick]:
    """The first and the last period; the table beside has them all."""
    if len(names) == 1:
        return [Tick(xs[0], _short(names[0]), "middle")]
    return [Tick(LEFT, _short(names[0]), "start"), Tick(RIGHT, _short(names[-1]), "end")] if names else []


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"
