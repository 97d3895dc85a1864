"""The gap analysis as a drawing: how far each method is, and what is missing, by reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.rules import counted
from reports.gaps import SORTS, Gap, GapAnalysis
from reports.pictures.words import fitted, lines_of

BAR = 640
BLOCK, ROW = 214, 44
TALLEST = 750
LIST_WIDTH, MOST_REASONS = 820, 6
SMALLEST = 0.4


@dataclass(frozen=True, slots=True)
class Bar:
    """number: what is there of what is asked; filled: how much of the bar, in the drawing's units."""

    y: float
    label: str
    number: str
    filled: float


@dataclass(frozen=True, slots=True)
class Part:
    """One method."""

    y: float
    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, the KSBs for which it holds, and what to do about it."""

    y: float
    mark: str
    codes: str
    why: Sequence[str]
    step: str


@dataclass(frozen=True, slots=True)
class GapPicture:
    """scale: how much smaller the methods are drawn where there are many. more: what the list leaves out."""

    parts: Sequence[Part]
    reasons: Sequence[Reason]
    more: str
    scale: float


def gap_picture(found: GapAnalysis) -> GapPicture:
    names = list(dict.fromkeys(gap.methods for gap in found.criteria)) or _methods_of(found)
    scale = max(min(1.0, TALLEST / (len(names) * BLOCK or 1)), SMALLEST)
    grouped = _by_reason(found.open)
    left_out = sum(len(ksbs) for ksbs in grouped[MOST_REASONS:])
    return GapPicture(
        parts=[_part(name, place, found) for place, name in enumerate(names)],
        reasons=[_reason(ksbs, place) for place, ksbs in enumerate(grouped[:MOST_REASONS])],
        more=f"and {counted(left_out, 'KSB')} more for other reasons" if left_out else "",
        scale=round(scale, 2),
    )


def _methods_of(found: GapAnalysis) -> list[str]:
    return list(dict.fromkeys(name for gap in found.asked for name in gap.methods.split(", ") if name))


def _part(name: str, place: int, found: GapAnalysis) -> Part:
    y = place * BLOCK
    ksbs = [gap for gap in found.asked if name in gap.methods.split(", ")]
    rows = [("KSBs ready", ksbs)]
    for label in SORTS.values():
        criteria = [gap for gap in found.criteria if gap.methods == name and gap.sort == label]
        rows.append(
            (f"{label.replace('criterion', 'criteria')} spoken to", [g for g in criteria if g.is_asked])
        )
    shown = [(label, gaps) for label, gaps in rows if gaps]
    return Part(y, fitted(name, 30, BAR), [_bar(*row, y + 60 + ROW * at) for at, row in enumerate(shown)])


def _bar(label: str, gaps: Sequence[Gap], y: float) -> Bar:
    ready = sum(gap.is_ready for gap in gaps)
    return Bar(y, label, f"{ready} of {len(gaps)}", round(300 * ready / len(gaps), 1))


def _by_reason(gaps: Sequence[Gap]) -> list[list[Gap]]:
    """Those with the most KSBs first."""
    grouped: dict[str, list[Gap]] = {}
    for gap in gaps:
        grouped.setdefault(gap.missing, []).append(gap)
    return sorted(grouped.values(), key=len, reverse=True)


def _reason(gaps: Sequence[Gap], place: int) -> Reason:
    return Reason(
        y=place * 118,
        mark=gaps[0].mark,
        codes=fitted(", ".join(gap.code for gap in gaps), 26, LIST_WIDTH - 40),
        why=lines_of(gaps[0].missing, 22, LIST_WIDTH - 40, most=1),
        step=fitted(gaps[0].step, 22, LIST_WIDTH - 40),
    )


def lines(found: GapPicture) -> Iterator[str]:
    """What is drawn, for people who do not see it."""
    for part in found.parts:
        yield f"{part.title}: " + ", ".join(f"{bar.label} {bar.number}" for bar in part.bars)
    for reason in found.reasons:
        yield f"{reason.codes}: {' '.join(reason.why)}"
