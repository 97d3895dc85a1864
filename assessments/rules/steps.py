"""The one next best step of an apprentice, with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.readiness import UNSIGNED, UNVERIFIED
from portfolio.rules import counted
from standards.said import named_with_and
from standards.words import USUAL, Words

REVISE, FINISH, ADD, IMPROVE, WAIT_FOR, SHOWCASE = "revise", "finish", "add", "improve", "wait", "showcase"
ANSWER, GO_ON, SIGN, GATEWAY, VERIFY = "answer", "go on", "sign", "gateway", "verify"
REST, COME, RESULT, BOOKED, AGAIN = "rest", "come", "result", "booked", "again"

# `Apprenticeship.status`, where there is no evidence to add.
BREAK, THROUGH, COMPLETED, WITHDRAWN = "break", "in_gateway", "completed", "withdrawn"


@dataclass(frozen=True)
class OpenPiece:
    """A returned piece or a draft. subject: what the page links to. claims: how many KSBs it claims."""

    subject: object
    title: str
    state: str
    claims: int
    is_dated: bool = True


@dataclass(frozen=True)
class OpenKsb:
    """A KSB that does not count yet. state: as `KsbProgress` says it; "unsigned" when only that is missing,
    "unverified" when the employer's word is.

    why: what is still missing though something was accepted.
    """

    subject: object
    code: str
    title: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class OpenRequest:
    """A piece that somebody asked for and that is not handed in. due: in words, with the date."""

    subject: object
    title: str
    who: str
    due: str
    is_started: bool = False


@dataclass(frozen=True)
class Stage:
    """Where somebody stands beside their KSBs. status: as `Apprenticeship` says it.

    booked: the assessment that is next, with its day, in words. failed: the method whose fail is in force.
    words: the plan's own.
    """

    status: str = "on_programme"
    has_showcase: bool = False
    is_signature_wanted: bool = False
    booked: str = ""
    failed: str = ""
    words: Words = USUAL


@dataclass(frozen=True)
class NextStep:
    """One thing to do now. act: one of the words above; subject: what it is done to, None for nothing."""

    act: str
    title: str
    why: str
    subject: object = None


def next_step(
    pieces: Sequence[OpenPiece],
    ksbs: Sequence[OpenKsb],
    asked: OpenRequest | None = None,
    stage: Stage = Stage(),  # frozen
) -> NextStep:
    """What the stage asks for, before all else; then pieces: returned, asked for, nearly ready; then KSBs.

    pieces: in the order in which they should be dealt with. ksbs: those not met yet, in their own order.
    asked: the open request that is due first.
    """
    if stage.is_signature_wanted:
        return NextStep(
            SIGN,
            f"Read and sign your {stage.words.gateway}",
            "everything else is there and it waits for you",
        )
    if stage.status in OFF_PROGRAMME:
        return OFF_PROGRAMME[stage.status](stage)
    returned = next((piece for piece in pieces if piece.state == "returned"), None)
    if returned:
        why = "the assessor looked at it and asked for more"
        return NextStep(REVISE, f"Improve “{returned.title}”", why, returned.subject)
    if asked:
        act, verb = (GO_ON, "Finish") if asked.is_started else (ANSWER, "Start")
        return NextStep(
            act, f"{verb} “{asked.title}”", f"{asked.who} asked for it, {asked.due}", asked.subject
        )
    draft = next((piece for piece in pieces if _is_nearly_ready(piece)), None)
    if draft:
        why = f"it already claims {counted(draft.claims, 'KSB')} and only you can see it until you submit it"
        return NextStep(FINISH, f"Finish and submit “{draft.title}”", why, draft.subject)
    return _next_ksb(ksbs, stage)


def _on_break(_: Stage) -> NextStep:
    why = "this is a break in learning, and nothing is expected until it ends"
    return NextStep(REST, "Nothing to do right now", why)


def _through(stage: Stage) -> NextStep:
    if stage.booked:
        return NextStep(BOOKED, f"Get ready for {stage.booked}", "it is booked")
    if stage.failed:
        why = "its result is a fail, and a resit needs an action plan and the employer’s agreement"
        return NextStep(AGAIN, f"Prepare to take {stage.failed} again", why)
    return NextStep(
        COME,
        "See what comes next",
        f"the {stage.words.gateway} is confirmed, so the assessment is what is left",
    )


def _completed(_: Stage) -> NextStep:
    return NextStep(RESULT, "Read the result", "the assessment is finished")


def _withdrawn(_: Stage) -> NextStep:
    return NextStep(REST, "Nothing to do", "this apprenticeship has ended before the assessment")


OFF_PROGRAMME: Mapping[str, Callable[[Stage], NextStep]] = {
    BREAK: _on_break,
    THROUGH: _through,
    COMPLETED: _completed,
    WITHDRAWN: _withdrawn,
}


def _is_nearly_ready(piece: OpenPiece) -> bool:
    return piece.state == "draft" and bool(piece.title) and piece.claims > 0 and piece.is_dated


def _next_ksb(ksbs: Sequence[OpenKsb], stage: Stage) -> NextStep:
    by_state: dict[str, list[OpenKsb]] = {}
    for ksb in ksbs:
        by_state.setdefault(ksb.state, []).append(ksb)
    for state, act, why in (
        ("not-started", ADD, "nothing is claimed for it yet"),
        ("drafted", ADD, "it stands only in a draft that still needs work"),
        ("not-yet", IMPROVE, "the assessor asked for more"),
        ("met", ADD, "it needs one more accepted piece"),
    ):
        if state in by_state:
            first = by_state[state][0]
            title = f"Add evidence for {first.code}: {first.title}"
            return NextStep(act, title, first.why or why, first.subject)
    if UNVERIFIED in by_state:
        return _to_be_verified(by_state[UNVERIFIED])
    for state, what in (("submitted", "to be marked by the assessor"), (UNSIGNED, "for a countersignature")):
        if state in by_state:
            number = len(by_state[state])
            waiting = f"{counted(number, 'KSB')} {'waits' if number == 1 else 'wait'} {what}"
            return NextStep(WAIT_FOR, "Nothing to do right now", waiting)
    words = stage.words
    if stage.has_showcase:
        return NextStep(
            GATEWAY,
            f"Look through the {words.gateway}",
            f"every KSB is ready and the {words.showcase} is chosen",
        )
    return NextStep(SHOWCASE, f"Choose your {words.showcase}", "every KSB asked for is ready")


def _to_be_verified(ksbs: Sequence[OpenKsb]) -> NextStep:
    named = named_with_and([ksb.code for ksb in ksbs])
    why = "the line manager says where and when they saw it, and no evidence is asked for it"
    return NextStep(VERIFY, f"Ask for {named} to be verified", why)
