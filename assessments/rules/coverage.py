"""Whether evidence speaks to a criterion, and how many criteria are still wanted for each grade."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.grades import distinction_needed

FULL, PART, NONE, NOT_ASKED = "full", "part", "none", "not asked"


@dataclass(frozen=True)
class Needed:
    """How many criteria still have no evidence that speaks to them: for a pass, and on top for a distinction.

    wanted: how many distinction criteria the threshold comes to; None where the plan names none.
    """

    for_pass: int
    for_distinction: int | None
    wanted: int | None


def spoken_to(ksbs: Sequence[tuple[int, bool]]) -> str:
    """How evidence stands to a criterion. ksbs: of each, its accepted pieces and whether it is ready.

    All of them ready: in full. Some ready, or accepted but not ready yet: in part.
    """
    if not ksbs:
        return NOT_ASKED
    if all(is_ready for _, is_ready in ksbs):
        return FULL
    return PART if any(is_ready or pieces for pieces, is_ready in ksbs) else NONE


def needed(*, passes: tuple[int, int], distinctions: tuple[int, int], threshold: int | None) -> Needed:
    """passes, distinctions: of so many criteria asked, how many are spoken to: (spoken to, asked).

    threshold: percent of the distinction criteria; the number it comes to is rounded up.
    """
    for_pass = passes[1] - passes[0]
    wanted = distinction_needed(distinctions[1], threshold)
    if wanted is None:
        return Needed(for_pass, None, None)
    return Needed(for_pass, max(wanted - distinctions[0], 0), wanted)
