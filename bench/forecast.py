"""How often the range of a forecast holds the day on which the last KSB really was met.

    python -m bench.forecast            4,000 simulated portfolios
    python -m bench.forecast --quick    600

Each portfolio is simulated by itself, with nothing of the rule in it: an apprentice of one of six manners
(steady, slow to start, in bursts before reviews, tiring, finding their feet, with a break) hands in pieces
that claim one to four KSBs, some of them met before; an assessor marks once or twice a week and sends some
back. The forecast is asked for after 12, 20, 28, 36 and 44 weeks, from what was known then. The true day may
lie up to three years on; of those who have not finished then, no range holds the day. Ends with 1 when fewer
than four in five ranges hold it, or when a forecast is told so seldom, or so widely, that it says nothing.
The last line holds the figures as JSON.
"""

import argparse
import datetime as dt
import os
import random
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

os.environ.setdefault("WAYMARK_DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from assessments.rules.forecast import Forecast, Pace, forecast  # noqa: E402  # Django comes first
from bench.shared import Figure, finish  # noqa: E402
from portfolio.spans import Break  # noqa: E402

SEED, PORTFOLIOS, QUICK = 20261122, 4_000, 600
KSBS, LONGEST_DAYS = 34, 3 * 365
ASKED_AFTER_WEEKS = (12, 20, 28, 36, 44)
START = dt.date(2026, 1, 5)
MANNERS = ("steady", "slow start", "bursts", "tiring", "finding feet", "break")
LEAST_HELD, LEAST_TOLD, WIDEST = 80.0, 70.0, 3.0


@dataclass
class Course:
    """What became of one simulated apprentice. met: for each KSB the day on which it became met."""

    manner: str
    met: list[dt.date] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)

    @property
    def true_day(self) -> dt.date | None:
        return max(self.met) if len(self.met) == KSBS else None


def simulate(manner: str, chance: random.Random) -> Course:
    course, left = Course(manner), set(range(KSBS))
    a_week = chance.gammavariate(6, 0.7 / 6)
    aim, returned = chance.uniform(0.35, 0.95), chance.uniform(0.05, 0.3)
    if manner == "break":
        began = START + dt.timedelta(days=chance.randint(60, 240))
        course.breaks.append(Break(began, began + dt.timedelta(days=chance.randint(21, 120))))
    waiting: list[set[int]] = []
    marks_on = chance.sample(range(5), chance.randint(1, 2))
    for number in range(LONGEST_DAYS):
        day = START + dt.timedelta(days=number)
        if any(each.holds(day) for each in course.breaks) or not left:
            continue
        if day.weekday() < 5 and chance.random() < a_week / 5 * _mood(manner, number):
            waiting.append(_claims(left, aim, chance))
        if day.weekday() in marks_on:
            waiting = _mark(waiting, left, course, day, returned, chance)
    return course


def _mood(manner: str, day: int) -> float:
    """How much busier than usual, by the manner and the day since the start."""
    if manner == "slow start":
        return min(1.2, 0.3 + day / 150)
    if manner == "bursts":
        return 2.2 if day % 84 > 56 else 0.4
    if manner == "tiring":
        return max(0.5, 1.3 - day / 500)
    return min(1.4, 0.7 + day / 400) if manner == "finding feet" else 1.0


def _claims(left: set[int], aim: float, chance: random.Random) -> set[int]:
    """Each claim aims at something open, or happens to show any KSB."""
    number = chance.choice((1, 2, 2, 3, 3, 4))
    wanted = [
        chance.choice(sorted(left)) if chance.random() < aim else chance.randrange(KSBS)
        for _ in range(number)
    ]
    return set(wanted)


def _mark(
    waiting: list[set[int]],
    left: set[int],
    course: Course,
    day: dt.date,
    returned: float,
    chance: random.Random,
) -> list[set[int]]:
    """Some pieces come back, and are handed in again; what is met is met once."""
    again = []
    for piece in waiting:
        if chance.random() < returned:
            again.append(piece)
            continue
        course.met += [day] * len(piece & left)
        left -= piece
    return again


def asked(course: Course) -> Iterator[tuple[int, Forecast, dt.date | None]]:
    """Every forecast asked for before the end: after how many weeks, what was told, the true day or never."""
    for weeks in ASKED_AFTER_WEEKS:
        today = START + dt.timedelta(weeks=weeks)
        if course.true_day is not None and course.true_day <= today:
            continue
        known = [each for each in course.breaks if each.began_on <= today]
        breaks = [each if each.back_on and each.back_on <= today else Break(each.began_on) for each in known]
        met = [day for day in course.met if day <= today]
        yield weeks, forecast(Pace(START, KSBS, met, breaks), today), course.true_day


@dataclass
class Score:
    told: int = 0
    silent: int = 0
    held: int = 0
    early: int = 0
    late: int = 0
    widths: list[float] = field(default_factory=list)
    off_by: list[float] = field(default_factory=list)

    def add(self, weeks: int, found: Forecast, true_day: dt.date | None) -> None:
        if found.low is None or found.high is None or found.likely is None:
            self.silent += 1
            return
        today = START + dt.timedelta(weeks=weeks)
        self.told += 1
        self.widths.append((found.high - found.low).days / (found.likely - today).days)
        if true_day is None:
            self.late += 1
            return
        self.held += found.low <= true_day <= found.high
        self.early += true_day < found.low
        self.late += true_day > found.high
        self.off_by.append(abs((found.likely - true_day).days) / 7)

    @property
    def held_percent(self) -> float:
        return 100 * self.held / self.told if self.told else 0.0


def main(portfolios: int) -> None:
    chance = random.Random(SEED)
    by: dict[str, Score] = defaultdict(Score)
    finished = 0
    for number in range(portfolios):
        course = simulate(MANNERS[number % len(MANNERS)], chance)
        finished += course.true_day is not None
        for weeks, found, true_day in asked(course):
            for key in ("all", course.manner, f"after {weeks} weeks"):
                by[key].add(weeks, found, true_day)
    whole = by["all"]
    print(f"{portfolios} portfolios of {KSBS} KSBs, {finished} finished within three years, seed {SEED}")
    for key, score in by.items():
        print(
            f"  {key:<16}{score.told:>7} told{score.silent:>7} silent{score.held_percent:>7.1f} % held"
            f"{100 * score.early / max(1, score.told):>6.1f} % earlier"
            f"{100 * score.late / max(1, score.told):>6.1f} % later"
        )
    figures = [
        Figure("ranges that hold the true day", whole.held_percent, "%", LEAST_HELD, most=False),
        Figure("asked and told", 100 * whole.told / (whole.told + whole.silent), "%", LEAST_TOLD, most=False),
        Figure("range as a multiple of the time left, median", statistics.median(whole.widths), "", WIDEST),
        Figure("likely day off by, median", statistics.median(whole.off_by), "weeks"),
    ]
    for figure in figures:
        print(f"  {figure}")
    told = {
        "portfolios": portfolios,
        **{figure.name: round(figure.value, 1) for figure in figures},
        "held_by": {key: round(score.held_percent, 1) for key, score in by.items()},
    }
    finish(told, missed=[figure.name for figure in figures if not figure.is_met])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer portfolios")
    main(QUICK if parser.parse_args().quick else PORTFOLIOS)
