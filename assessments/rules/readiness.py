"""Why a KSB does not count yet, from where it stands."""

from dataclasses import dataclass

PROVISIONAL = "met, but it rests on decisions that wait for a countersignature"


@dataclass(frozen=True)
class Standing:
    """Where one KSB stands: the counts of pieces, as `KsbProgress` keeps them.

    provisional: how many of those met wait for a countersignature.
    """

    code: str
    state: str
    met: int = 0
    submitted: int = 0
    not_yet: int = 0
    drafted: int = 0
    provisional: int = 0


def why_not_yet(standing: Standing, minimum: int = 1) -> str:
    """Why a KSB does not count as shown yet, in words; empty when it does.

    minimum: how many pieces must be met for each KSB, from the plan's evidence rules.
    """
    if standing.met >= minimum:
        return PROVISIONAL if standing.met - standing.provisional < minimum else ""
    if standing.met:
        return f"{standing.met} of {minimum} pieces met"
    if standing.submitted:
        return "waiting to be marked"
    if standing.not_yet:
        return "the assessor asked for more"
    if standing.drafted:
        return "drafted, not submitted"
    return "nothing claimed yet"
