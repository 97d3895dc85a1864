"""What a marking needs before it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.rules import DECLINED, trimmed

MET, NOT_YET = "met", "not_yet"
OUTCOMES = (MET, NOT_YET, DECLINED)
ACCEPTED, RETURNED = "accepted", "returned"
ACTS = {ACCEPTED: "accept", RETURNED: "return"}
# (outcome, act) -> outcome of a claim. A correction may keep the outcome and better the reason; a move to
# another version sets aside what that does not ask, and undoing it brings it back as it stood.
UNDECIDED, ASIDE = "undecided", "aside"
CLAIM_STATES: dict[tuple[str, str], str] = {
    **{(UNDECIDED, f"decide {outcome}"): outcome for outcome in OUTCOMES},
    **{(before, f"correct to {after}"): after for before in OUTCOMES for after in OUTCOMES},
    **{(outcome, "open again"): UNDECIDED for outcome in OUTCOMES},
    **{(outcome, "ask again for a new version"): UNDECIDED for outcome in (MET, NOT_YET)},
    **{(outcome, "set aside"): ASIDE for outcome in (UNDECIDED, *OUTCOMES)},
    **{(ASIDE, f"bring back {outcome}"): outcome for outcome in (UNDECIDED, *OUTCOMES)},
}
NOTHING_LEFT = "This is the only KSB this piece is accepted for. Open the piece again to return it."
REASON_LIMIT = 4000
FEEDBACK_LIMIT = 20_000


@dataclass(frozen=True)
class Judgement:
    """An assessor's word on one claim: "met", "not_yet", "declined" or "" for none yet, and why."""

    outcome: str
    reason: str = ""

    @property
    def cleaned(self) -> "Judgement":
        return Judgement(self.outcome, trimmed(self.reason))


@dataclass(frozen=True)
class Problem:
    """Why something cannot be recorded. about: "outcome", "feedback", "reason" or a KSB's code."""

    sentence: str
    about: str

    def __str__(self) -> str:
        return self.sentence


def problems_with_marking(
    outcome: str,
    feedback: str,
    codes: Iterable[str],
    judgements: Mapping[str, Judgement],
    added: Mapping[str, str] | None = None,
) -> list[Problem]:
    """One sentence for each thing that keeps this marking from being recorded; empty when it can be.

    codes: the KSB codes that the revision claims. judgements: by KSB code. added: why a KSB that the
    apprentice did not claim is met here, by its code.
    """
    if outcome not in ACTS:
        return [Problem("Choose whether to accept this piece or return it.", "outcome")]
    codes = list(codes)
    given = {code: judgements.get(code, Judgement("")) for code in codes}
    problems = [_problem_with(code, judgement, outcome) for code, judgement in given.items()]
    problems += [_problem_with_added(code, why, codes) for code, why in (added or {}).items()]
    if outcome == RETURNED and not feedback.strip():
        problems.append(
            Problem("Say what the apprentice should do before handing this in again.", "feedback")
        )
    found = [problem for problem in problems if problem]
    if outcome == ACCEPTED and given and not found and not added and not _any_met(given.values()):
        sentence = "Nothing here is met, so it cannot be accepted. Return it with feedback instead."
        found.append(Problem(sentence, next(iter(given))))
    return found


def problem_with_correction(outcome: str, reason: str, *, is_only_met: bool = False) -> Problem | None:
    """What keeps a decision from being corrected to this; None when it can be.

    is_only_met: whether the piece is accepted, and this is all that is met in it.
    """
    if not reason.strip():
        return Problem("Say why you are correcting this decision.", "reason")
    if outcome not in OUTCOMES:
        return Problem("Choose met, not yet, or does not belong here.", "outcome")
    return Problem(NOTHING_LEFT, "outcome") if is_only_met and outcome != MET else None


def problem_with_judgement(judgement: Judgement) -> Problem | None:
    """What keeps one claim from being judged like this; None when it can be."""
    if judgement.outcome not in OUTCOMES:
        return Problem("Choose met, not yet, or does not belong here.", "outcome")
    if judgement.outcome != MET and not judgement.reason.strip():
        return Problem("Give a reason, so that the apprentice knows what is missing.", "reason")
    return None


def _problem_with(code: str, judgement: Judgement, outcome: str) -> Problem | None:
    undecided = judgement.outcome not in OUTCOMES
    if undecided and (judgement.outcome or outcome == ACCEPTED):
        return Problem(f"Decide {code}: met, not yet, or does not belong here.", code)
    if judgement.reason.strip():
        return None
    if judgement.outcome == NOT_YET:
        return Problem(f"Give a reason why {code} is not yet met.", code)
    if judgement.outcome == DECLINED:
        return Problem(f"Give a reason why {code} does not belong here.", code)
    return None


def _problem_with_added(code: str, why: str, claimed: Iterable[str]) -> Problem | None:
    if code in claimed:
        return Problem(f"{code} is claimed already: decide it among the claims.", code)
    return None if why.strip() else Problem(f"Say in a word how this piece shows {code}.", code)


def _any_met(judgements: Iterable[Judgement]) -> bool:
    return any(judgement.outcome == MET for judgement in judgements)
