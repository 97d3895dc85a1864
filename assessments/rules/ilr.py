"""What an apprenticeship is reported as in the Individualised Learner Record: completion status and outcome.

Domain: continuing 1; training finished and awaiting the assessment 1 with outcome 8; passed 2 with 1; failed
2 with 3; withdrawn 3 with 3; break in learning 6 with 3.
"""

from dataclasses import dataclass

from assessments.rules.results import FAIL, PASSED

PASS_OR_FAIL = {**dict.fromkeys(PASSED, 1), FAIL: 3}


@dataclass(frozen=True, slots=True)
class Reported:
    """completion, outcome: the codes; None where there is none to report. words: what they say."""

    completion: int | None
    outcome: int | None
    words: str


NOT_ENDED = {
    "on_programme": Reported(1, None, "Continuing"),
    "in_gateway": Reported(1, 8, "Training finished, awaiting the assessment"),
    "withdrawn": Reported(3, 3, "Withdrawn"),
    "break": Reported(6, 3, "Break in learning"),
}


def reported(status: str, grade: str) -> Reported:
    """status: as `Apprenticeship` says it. grade: of the whole, blank while there is none."""
    if status in NOT_ENDED:
        return NOT_ENDED[status]
    if grade not in PASS_OR_FAIL:
        return Reported(2, None, "Completed, no final result entered")
    return Reported(2, PASS_OR_FAIL[grade], "Failed" if grade == FAIL else "Passed")
