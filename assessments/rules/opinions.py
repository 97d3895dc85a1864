"""What countersignatures and second opinions need, and from which state which act leads where."""

import datetime as dt
from collections.abc import Mapping

from assessments.rules.marking import MET, OUTCOMES, REASON_LIMIT, Judgement, Problem

SECOND, STANDARDISATION = "second", "standardisation"
WAITING, AGREED, REFUSED = "waiting", "agreed", "refused"
FURTHEST_DUE = dt.timedelta(days=365)

# (state, act) -> state of a countersignature. A refusal takes the decisions back; marking starts again.
COUNTERSIGN_STATES: dict[tuple[str, str], str] = {
    (WAITING, "agree"): AGREED,
    (WAITING, "refuse"): REFUSED,
    (WAITING, "name another"): WAITING,
}

# (state, act) -> state of an opinion, and of the exercise around it.
OPINION_STATES: dict[tuple[str, str], str] = {
    ("asked", "save"): "asked",
    ("asked", "give"): "given",
    ("asked", "close"): "closed",
    ("given", "close"): "closed",
}


def problems_with_refusal(reason: str) -> list[Problem]:
    if reason.strip():
        return []
    return [Problem("Say why you do not countersign. The trainee and the apprentice read it.", "reason")]


def problems_with_asking(kind: str, asked: int, title: str, due_on: dt.date, today: dt.date) -> list[Problem]:
    """Why this exercise cannot be set, a sentence each. asked: how many assessors were chosen."""
    problems = []
    if kind == SECOND and asked != 1:
        problems.append(Problem("Choose one assessor for a blind second marking.", "assessors"))
    if kind == STANDARDISATION and asked < 2:
        problems.append(Problem("Choose two or more assessors for a standardisation exercise.", "assessors"))
    if not title.strip():
        problems.append(Problem("Give it a title.", "title"))
    if not today <= due_on <= today + FURTHEST_DUE:
        problems.append(Problem("Choose a day between today and a year from now.", "due_on"))
    return problems


def problems_with_opinion(judgements: Mapping[str, Judgement]) -> list[Problem]:
    """What is still missing before an opinion can be given. judgements: by KSB code, one for each claim."""
    problems = [_problem_with(code, judgement) for code, judgement in judgements.items()]
    return [problem for problem in problems if problem]


def _problem_with(code: str, judgement: Judgement) -> Problem | None:
    if judgement.outcome not in OUTCOMES:
        return Problem(f"Judge {code}: met, not yet, or does not belong here.", code)
    if judgement.outcome != MET and not judgement.reason.strip():
        return Problem(f"Give your reason for {code}. Met needs none, anything else does.", code)
    if len(judgement.reason) > REASON_LIMIT:
        return Problem(f"Keep the reason for {code} within {REASON_LIMIT} characters.", code)
    return None
