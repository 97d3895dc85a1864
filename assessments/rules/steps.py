"""The one next best step of an apprentice, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.readiness import UNSIGNED
from portfolio.rules import counted

REVISE, FINISH, ADD, IMPROVE, WAIT_FOR, SHOWCASE = "revise", "finish", "add", "improve", "wait", "showcase"
ANSWER, GO_ON, SIGN = "answer", "go on", "sign"


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
    """A KSB that does not count yet. state: as `KsbProgress` says it; "unsigned" when only that is missing.

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
    *,
    is_signature_wanted: bool = False,
) -> NextStep:
    """The gateway's signature before all else, then pieces: returned, asked for, nearly ready; then KSBs.

    pieces: in the order in which they should be dealt with. ksbs: those not met yet, in their own order.
    asked: the open request that is due first.
    """
    if is_signature_wanted:
        return NextStep(SIGN, "Read and sign your gateway", "everything else is there and it waits for you")
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
    return _next_ksb(ksbs)


def _is_nearly_ready(piece: OpenPiece) -> bool:
    return piece.state == "draft" and bool(piece.title) and piece.claims > 0 and piece.is_dated


def _next_ksb(ksbs: Sequence[OpenKsb]) -> NextStep:
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
    for state, what in (("submitted", "to be marked by the assessor"), (UNSIGNED, "for a countersignature")):
        if state in by_state:
            number = len(by_state[state])
            waiting = f"{counted(number, 'KSB')} {'waits' if number == 1 else 'wait'} {what}"
            return NextStep(WAIT_FOR, "Nothing to do right now", waiting)
    return NextStep(SHOWCASE, "Choose your showcase", "every KSB asked for is met")
