"""Finding an apprentice's next best step, and where it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from assessments.rules import (
    ADD,
    ANSWER,
    FINISH,
    GO_ON,
    IMPROVE,
    REVISE,
    SHOWCASE,
    SIGN,
    WAIT_FOR,
    NextStep,
    OpenKsb,
    OpenPiece,
    OpenRequest,
    next_step,
)
from portfolio.models import Apprenticeship, Evidence, Revision

BUTTONS = {
    REVISE: "Read the feedback",
    ANSWER: "Read what is asked for",
    GO_ON: "Go on with it",
    FINISH: "Finish it",
    ADD: "Start this piece",
    IMPROVE: "Start this piece",
    WAIT_FOR: "See what is waiting",
    SHOWCASE: "Choose your showcase",
    SIGN: "Go to your gateway",
}


@dataclass(frozen=True)
class Step:
    """What to do, why, and the button that starts it."""

    title: str
    why: str
    url: str
    button: str


def open_pieces(apprenticeship: Apprenticeship, *, is_own: bool) -> list[Evidence]:
    """Returned pieces, longest first, then drafts, newest first. Others than the owner see no drafts."""
    path = "latest" if is_own else "shown"
    states = [Revision.State.RETURNED, Revision.State.DRAFT] if is_own else [Revision.State.RETURNED]
    pieces = (
        Evidence.objects.filter(
            apprenticeship=apprenticeship, in_inbox=False, **{f"{path}__state__in": states}
        )
        .select_related(path)
        .annotate(claim_count=Count(f"{path}__claims"))
        .order_by(f"{path}__saved_at")
    )
    returned = [piece for piece in pieces if getattr(piece, path).state == Revision.State.RETURNED]
    return returned + [piece for piece in reversed(pieces) if piece not in returned]


def step_for(
    apprenticeship: Apprenticeship,
    pieces: Sequence[Evidence],
    ksbs: Sequence[OpenKsb],
    *,
    is_own: bool,
    asked: OpenRequest | None = None,
    is_signature_wanted: bool = False,
) -> Step:
    """pieces: as `open_pieces` gives them. ksbs: those not met yet, with their code as subject.

    asked: with its address as subject.
    """
    step = next_step(
        [_open_piece(piece, is_own) for piece in pieces], ksbs, asked, is_signature_wanted=is_signature_wanted
    )
    return Step(step.title, step.why, _url(step, apprenticeship, is_own), BUTTONS[step.act])


def _open_piece(piece: Evidence, is_own: bool) -> OpenPiece:
    revision = piece.latest if is_own else piece.shown
    if revision is None:
        return OpenPiece(piece, "", Revision.State.DRAFT, 0)
    claims = getattr(piece, "claim_count", 0)
    return OpenPiece(piece, revision.title, revision.state, claims, revision.happened_on is not None)


def _url(step: NextStep, apprenticeship: Apprenticeship, is_own: bool) -> str:
    if isinstance(step.subject, Evidence):
        return _piece_url(step, step.subject)
    if step.act == SIGN:
        return reverse("assessments:gateway", args=[apprenticeship.pk])
    if step.act in {ANSWER, GO_ON} and is_own:
        return str(step.subject)
    if step.act == WAIT_FOR or not is_own:
        return reverse("portfolio:evidence-list", args=[apprenticeship.pk])
    if step.act == SHOWCASE:
        return reverse("portfolio:showcase", args=[apprenticeship.pk])
    return f"{reverse('portfolio:evidence-new', args=[apprenticeship.pk])}?ksb={step.subject}"


def _piece_url(step: NextStep, piece: Evidence) -> str:
    if step.act == FINISH:
        return reverse("portfolio:evidence-edit", args=[piece.pk])
    return piece.get_absolute_url()
