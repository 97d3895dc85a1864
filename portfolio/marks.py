"""The status mark, and the word beside it, that each state is shown with."""

from dataclasses import dataclass

from portfolio.models import Claim, KsbProgress, Revision


@dataclass(frozen=True, slots=True)
class Mark:
    """`key` names the drawing (and the CSS class `is-<key>`); `label` is the word."""

    key: str
    label: str


PIECE_MARKS = {
    Revision.State.DRAFT.value: Mark("drafted", "Draft"),
    Revision.State.SUBMITTED.value: Mark("submitted", "Submitted"),
    Revision.State.RETURNED.value: Mark("not-yet", "Returned"),
    Revision.State.ACCEPTED.value: Mark("met", "Accepted"),
}
KSB_MARKS = {state.value: Mark(state.value, str(state.label)) for state in KsbProgress.State}
# A claim that was declined counts as if it had not been made, so it is drawn like that.
OUTCOME_MARKS = {
    Claim.Outcome.MET.value: KSB_MARKS["met"],
    Claim.Outcome.NOT_YET.value: KSB_MARKS["not-yet"],
    Claim.Outcome.DECLINED.value: Mark("not-started", str(Claim.Outcome.DECLINED.label)),
}
_UNDECIDED = {
    Revision.State.DRAFT.value: "drafted",
    Revision.State.SUBMITTED.value: "submitted",
    Revision.State.ACCEPTED.value: "submitted",
}


def claim_mark(revision_state: str, outcome: str) -> Mark:
    """A claim that was returned or opened again without a decision in force is not yet shown.

    One on an accepted piece waits for its assessor, whom a move to another version asks again.
    """
    return OUTCOME_MARKS.get(outcome) or KSB_MARKS[_UNDECIDED.get(revision_state, "not-yet")]


def employers_mark(mark: Mark) -> Mark:
    """Of a KSB that only the employer verifies: evidence that is there, or is not, says nothing of it."""
    return Mark("met", "Verified") if mark == KSB_MARKS["met"] else Mark("not-started", "Not verified yet")


def shown_state(state: str, *, is_own: bool) -> str:
    """Drafts are the apprentice's alone: to anybody else a drafted KSB is not started."""
    if state == KsbProgress.State.DRAFTED and not is_own:
        return KsbProgress.State.NOT_STARTED.value
    return state
