"""What to sample next: concrete markings, and the reason for each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from assessments.rules.sampling import INTERIM, SUMMATIVE, Line, Marked, Summative

MOST_PROPOSED = 10
OUTCOME_WORDS = {"accepted": "an accepted", "returned": "a returned"}
HOW = (
    "First a kind of evidence of this assessor's that no sample has touched, then an outcome that none has"
    " (accepted or returned), then the KSBs that samples have touched least, then the newest. Nobody is"
    " offered what they decided or countersigned themselves, nor apprentices whom they assess."
)


@dataclass(frozen=True)
class Proposal:
    marking: UUID
    stage: str
    why: str


@dataclass
class Touched:
    """What samples have touched so far, those proposed meanwhile counted in."""

    kinds: set[str] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)


def proposals(
    lines: Sequence[Line],
    summative: Summative,
    markings: Sequence[Marked],
    *,
    kind_labels: Mapping[str, str],
    summative_done: Iterable[UUID] = (),
) -> list[Proposal]:
    """At most ten: missing summative samples, then assessor by assessor, the furthest behind first."""
    found = _summative(summative, markings, set(summative_done))
    taken = {proposal.marking for proposal in found}
    times = Counter(code for m in markings if m.is_sampled for code in m.codes)
    for line in sorted(lines, key=lambda line: -line.missing):
        free = [m for m in markings if _is_free(m, line) and m.id not in taken]
        found += _for_assessor(line, free, markings, times, kind_labels)
    return found[:MOST_PROPOSED]


def _is_free(marking: Marked, line: Line) -> bool:
    is_theirs = marking.assessor == line.assessor and marking.in_period
    return is_theirs and marking.is_free and not marking.is_sampled


def _summative(summative: Summative, markings: Sequence[Marked], done: set[UUID]) -> list[Proposal]:
    """The newest piece of those who come to their gateway first."""
    newest: dict[UUID, Marked] = {}
    for marking in sorted(markings, key=lambda m: m.at):
        if marking.gateway_on and marking.is_free and marking.apprenticeship not in done:
            newest[marking.apprenticeship] = marking
    by_gateway = sorted(newest.values(), key=lambda m: (m.gateway_on or m.at.date(), m.at))
    return [
        Proposal(
            m.id, SUMMATIVE, "The gateway falls into this period, and no summative sample was taken yet."
        )
        for m in by_gateway[: summative.missing]
    ]


def _for_assessor(
    line: Line,
    free: list[Marked],
    markings: Sequence[Marked],
    times: Counter[str],
    kind_labels: Mapping[str, str],
) -> list[Proposal]:
    own = [m for m in markings if m.assessor == line.assessor and m.is_sampled and m.in_period]
    touched = Touched({m.kind for m in own}, {m.outcome for m in own})
    found = []
    for _ in range(min(line.missing, MOST_PROPOSED)):
        if not free:
            break
        best = max(free, key=lambda m: _worth(m, touched, times))
        found.append(Proposal(best.id, INTERIM, _why(best, touched, times, kind_labels)))
        free.remove(best)
        touched.kinds.add(best.kind)
        touched.outcomes.add(best.outcome)
        times.update(best.codes)
    return found


def _worth(marking: Marked, touched: Touched, times: Counter[str]) -> tuple[bool, bool, float, float]:
    rarest = min((times[code] for code in marking.codes), default=0)
    return (
        marking.kind not in touched.kinds,
        marking.outcome not in touched.outcomes,
        -rarest,
        marking.at.timestamp(),
    )


def _why(marking: Marked, touched: Touched, times: Counter[str], kind_labels: Mapping[str, str]) -> str:
    kind = kind_labels.get(marking.kind, marking.kind).lower()
    if marking.kind not in touched.kinds:
        return f"No sample of this assessor’s work was a {kind} yet in this period.".replace(" a a", " an a")
    if marking.outcome not in touched.outcomes:
        words = OUTCOME_WORDS.get(marking.outcome, "such a")
        return f"No sample of this assessor’s work was {words} piece yet in this period."
    rare = [code for code in marking.codes if not times[code]]
    if rare:
        return f"No sample of this period touches {', '.join(rare[:3])} yet."
    return "The newest of those that samples have touched least."
