"""How far several people agree: in percent, and as kappa, which leaves out what chance would explain.

Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20, 37-46) is for two people, Fleiss'
kappa (Fleiss 1971, Psychological Bulletin 76, 378-382) for more. Judgements are words without an order. A
figure that cannot be worked out says why; it is never "not a number".
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

FEW = 5  # claims: what rests on fewer says nothing beyond itself
NOBODY = "fewer than two people have judged it"
NOTHING = "nothing was judged by all of them"
ALL_THE_SAME = (
    "everybody gave the same judgement throughout, so that nothing sets agreement apart from chance"
)
# Landis and Koch 1977, Biometrics 33, 159-174: from which kappa on which word is usual.
STRENGTHS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or in words why there is none. number: of how many decisions, all people's together."""

    value: float | None
    why_not: str = ""
    number: int = 0


def percent_agreement(rows: Sequence[Sequence[str]]) -> Figure:
    """Of all pairs of judgements on the same thing, how many per hundred say the same.

    rows: for each thing judged, what each person said of it; rows with fewer than two do not count.
    """
    pairs = [pair for row in rows for pair in combinations(row, 2)]
    if not pairs:
        return Figure(None, NOBODY)
    same = sum(first == second for first, second in pairs)
    return Figure(100 * same / len(pairs), number=_judgements(rows))


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> Figure:
    """Of two people who judged the same things, in the same order."""
    number = len(first)
    if not number:
        return Figure(None, NOTHING)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / number
    shares, others = Counter(first), Counter(second)
    expected = sum(shares[word] * others[word] for word in shares) / number**2
    return _beyond_chance(observed, expected, 2 * number)


def fleiss_kappa(rows: Sequence[Sequence[str]]) -> Figure:
    """Of several people. rows: for each thing judged, what each said; all rows are equally long."""
    if not rows:
        return Figure(None, NOTHING)
    raters = len(rows[0])
    if raters < 2:
        return Figure(None, NOBODY)
    if any(len(row) != raters for row in rows):
        raise ValueError("Everything must have been judged by the same number of people.")
    counts = [Counter(row) for row in rows]
    alike = [sum(n * (n - 1) for n in count.values()) / (raters * (raters - 1)) for count in counts]
    total = Counter(word for row in rows for word in row)
    expected = sum((n / (len(rows) * raters)) ** 2 for n in total.values())
    return _beyond_chance(sum(alike) / len(rows), expected, len(rows) * raters)


def kappa(rows: Sequence[Sequence[str]]) -> Figure:
    """Cohen's for two people and Fleiss' for more. rows: what each said, in the same order of people.

    What not everybody has judged does not count.
    """
    raters = max(map(len, rows), default=0)
    if raters < 2:
        return Figure(None, NOBODY)
    judged = [row for row in rows if len(row) == raters and all(row)]
    if raters == 2:
        return cohen_kappa([row[0] for row in judged], [row[1] for row in judged])
    return fleiss_kappa(judged)


def strength(value: float) -> str:
    """The usual word for a kappa."""
    return next((word for least, word in STRENGTHS if value >= least), "less than chance")


def _beyond_chance(observed: float, expected: float, number: int) -> Figure:
    if expected >= 1:
        return Figure(None, ALL_THE_SAME, number)
    return Figure((observed - expected) / (1 - expected), number=number)


def _judgements(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) for row in rows if len(row) > 1)
