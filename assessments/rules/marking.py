"""What a marking needs before it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MET, NOT_YET = "met", "not_yet"
ACCEPTED, RETURNED = "accepted", "returned"
ACTS = {ACCEPTED: "accept", RETURNED: "return"}
REASON_LIMIT = 4000
FEEDBACK_LIMIT = 20_000


@dataclass(frozen=True)
class Judgement:
    """An assessor's word on one claim: "met", "not_yet" or "" for none yet, and why."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Problem:
    """Why something cannot be recorded. about: "outcome", "feedback", "reason" or a KSB's code."""

    sentence: str
    about: str

    def __str__(self) -> str:
        return self.sentence


def problems_with_marking(
    outcome: str, feedback: str, codes: Iterable[str], judgements: Mapping[str, Judgement]
) -> list[Problem]:
    """One sentence for each thing that keeps this marking from being recorded; empty when it can be.

    codes: the KSB codes that the revision claims. judgements: by KSB code.
    """
    if outcome not in ACTS:
        return [Problem("Choose whether to accept this piece or return it.", "outcome")]
    given = {code: judgements.get(code, Judgement("")) for code in codes}
    problems = [_problem_with(code, judgement, outcome) for code, judgement in given.items()]
    if outcome == RETURNED and not feedback.strip():
        problems.append(
            Problem("Say what the apprentice should do before handing this in again.", "feedback")
        )
    found = [problem for problem in problems if problem]
    if outcome == ACCEPTED and given and not found and not _any_met(given.values()):
        sentence = "Nothing here is met, so it cannot be accepted. Return it with feedback instead."
        found.append(Problem(sentence, next(iter(given))))
    return found


def _problem_with(code: str, judgement: Judgement, outcome: str) -> Problem | None:
    undecided = judgement.outcome not in {MET, NOT_YET}
    if undecided and (judgement.outcome or outcome == ACCEPTED):
        return Problem(f"Decide {code}: met or not yet.", code)
    if judgement.outcome == NOT_YET and not judgement.reason.strip():
        return Problem(f"Give a reason why {code} is not yet met.", code)
    return None


def _any_met(judgements: Iterable[Judgement]) -> bool:
    return any(judgement.outcome == MET for judgement in judgements)
