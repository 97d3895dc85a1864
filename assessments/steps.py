"""Finding an apprentice's next best step, and where it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from assessments.gateway.waiting import SIGN as SIGNING
from assessments.gateway.waiting import gateway_tasks
from assessments.models import Booking, Gateway
from assessments.rules import NextStep, OpenKsb, OpenPiece, OpenRequest, Stage, next_step
from assessments.rules import steps as acts
from assessments.rules.results import FAIL
from assessments.sittings import results_told
from portfolio.models import Apprenticeship, Evidence, Revision, ShowcaseItem
from portfolio.permissions import is_own as is_apprentice_of
from standards.models import GuidanceEntry

BUTTONS = {
    acts.REVISE: "Read the feedback",
    acts.ANSWER: "Read what is asked for",
    acts.GO_ON: "Go on with it",
    acts.FINISH: "Finish it",
    acts.ADD: "Start this piece",
    acts.IMPROVE: "Start this piece",
    acts.WAIT_FOR: "See what is waiting",
    acts.SHOWCASE: "Choose the pieces",
    acts.GATEWAY: "Look through it",
    acts.SIGN: "Read and sign",
    acts.VERIFY: "See who has verified what",
    acts.REST: "See the training plan",
    acts.BOOKED: "Practise for it",
    acts.AGAIN: "Read what comes next",
    acts.COME: "See dates and results",
    acts.RESULT: "See the result",
}
# Where a step is taken that everybody who reads it may follow.
PAGES = {
    acts.GATEWAY: "assessments:gateway",
    acts.SIGN: "assessments:gateway",
    acts.VERIFY: "assessments:behaviours",
    acts.REST: "portfolio:training-plan",
    acts.BOOKED: "assessments:practice",
    acts.AGAIN: "assessments:results",
    acts.COME: "assessments:results",
    acts.RESULT: "assessments:results",
}


# Where guidance on a step is found; on a KSB it is found by its code.
PLACES = {
    acts.REVISE: GuidanceEntry.Place.WRITING,
    acts.FINISH: GuidanceEntry.Place.WRITING,
    acts.SHOWCASE: GuidanceEntry.Place.SHOWCASE,
    acts.GATEWAY: GuidanceEntry.Place.GATEWAY,
    acts.SIGN: GuidanceEntry.Place.GATEWAY,
    acts.BOOKED: GuidanceEntry.Place.BOOKED,
    acts.AGAIN: GuidanceEntry.Place.RESITS,
}


@dataclass(frozen=True)
class Step:
    """What to do, why, the button that starts it, and the address of guidance on it; blank where none is."""

    title: str
    why: str
    url: str
    button: str
    guidance: str = ""


def with_stage(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """With whether a showcase is chosen and a gateway open, at no query of their own."""
    chosen = ShowcaseItem.objects.filter(evidence__apprenticeship=OuterRef("pk"))
    waiting = Gateway.objects.filter(apprenticeship=OuterRef("pk"), confirmed_at__isnull=True).standing()
    return apprenticeships.annotate(has_showcase=Exists(chosen), has_open_gateway=Exists(waiting))


def stage_of(apprenticeship: Apprenticeship, viewer: User) -> Stage:
    """Needs `with_stage`. No query on programme, three while a gateway is open, two when it is confirmed."""
    booked, failed = _booked_and_failed(apprenticeship)
    return Stage(
        status=apprenticeship.status,
        has_showcase=getattr(apprenticeship, "has_showcase", False),
        is_signature_wanted=_waits_for_signature(apprenticeship, viewer),
        booked=booked,
        failed=failed,
        words=apprenticeship.plan.words,
    )


def _waits_for_signature(apprenticeship: Apprenticeship, viewer: User) -> bool:
    if not getattr(apprenticeship, "has_open_gateway", False) or not is_apprentice_of(viewer, apprenticeship):
        return False
    own = Apprenticeship.objects.filter(pk=apprenticeship.pk)
    return any(task.act == SIGNING for task in gateway_tasks(own, viewer))


def _booked_and_failed(apprenticeship: Apprenticeship) -> tuple[str, str]:
    """The open booking that is next, and a method whose result in force is a fail; blank where none is."""
    if apprenticeship.status != Apprenticeship.Status.IN_GATEWAY:
        return "", ""
    waiting = Booking.objects.filter(
        gateway__apprenticeship=apprenticeship,
        gateway__withdrawn_at__isnull=True,
        cancelled_at__isnull=True,
        is_settled=False,
    )
    first = waiting.select_related("method").order_by("booked_for", "created_at", "pk").first()
    booked = f"{first.method} on {first.booked_for:%a %-d %b %Y}" if first else ""
    told = results_told(apprenticeship).values()
    return booked, next((str(each.booking.method) for each in told if each.grade == FAIL), "")


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
    stage: Stage | None = None,
) -> Step:
    """pieces: as `open_pieces` gives them. ksbs: those not met yet, with their code as subject.

    asked: with its address as subject.
    """
    found = stage or Stage(apprenticeship.status, words=apprenticeship.plan.words)
    step = next_step([_open_piece(piece, is_own) for piece in pieces], ksbs, asked, found)
    url, guidance = _url(step, apprenticeship, is_own), guidance_on(step, apprenticeship)
    return Step(step.title, step.why, url, BUTTONS[step.act], guidance)


def guidance_on(step: NextStep, apprenticeship: Apprenticeship) -> str:
    asked = {"version": str(apprenticeship.version_id)}
    if step.act in PLACES:
        return f"{reverse('standards:guidance-for', args=[PLACES[step.act]])}?{urlencode(asked)}"
    if step.act in {acts.ADD, acts.IMPROVE}:
        about = urlencode({**asked, "ksb": str(step.subject)})
        return f"{reverse('standards:guidance')}?{about}"
    return ""


def _open_piece(piece: Evidence, is_own: bool) -> OpenPiece:
    revision = piece.latest if is_own else piece.shown
    if revision is None:
        return OpenPiece(piece, "", Revision.State.DRAFT, 0)
    claims = getattr(piece, "claim_count", 0)
    return OpenPiece(piece, revision.title, revision.state, claims, revision.happened_on is not None)


def _url(step: NextStep, apprenticeship: Apprenticeship, is_own: bool) -> str:
    if isinstance(step.subject, Evidence):
        return _piece_url(step, step.subject)
    if step.act in PAGES:
        return reverse(PAGES[step.act], args=[apprenticeship.pk])
    if step.act in {acts.ANSWER, acts.GO_ON} and is_own:
        return str(step.subject)
    if step.act == acts.WAIT_FOR or not is_own:
        return reverse("portfolio:evidence-list", args=[apprenticeship.pk])
    if step.act == acts.SHOWCASE:
        return reverse("portfolio:showcase", args=[apprenticeship.pk])
    return f"{reverse('portfolio:evidence-new', args=[apprenticeship.pk])}?ksb={step.subject}"


def _piece_url(step: NextStep, piece: Evidence) -> str:
    if step.act == acts.FINISH:
        return reverse("portfolio:evidence-edit", args=[piece.pk])
    return piece.get_absolute_url()
