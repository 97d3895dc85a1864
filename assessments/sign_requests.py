"""Requests to sign, and behaviours seen, as their pages list them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from assessments.models import BehaviourSeen, SignKind, SignRequest
from assessments.permissions.signing import can_send_again, can_withdraw, state_of
from assessments.rules.signing import EXPIRED, OPENED, QUEUED, REFUSED, SENT, SIGNED, WITHDRAWN
from assessments.showing import behaviours_of
from assessments.verified import verified_by_code
from portfolio.models import Apprenticeship
from standards.said import verified_codes

# How each state is shown: the mark, and the word beside it.
STATE_LOOKS = {
    QUEUED: ("drafted", "on its way"),
    SENT: ("submitted", "sent"),
    OPENED: ("submitted", "opened"),
    SIGNED: ("met", "signed"),
    REFUSED: ("not-yet", "“not me”"),
    EXPIRED: ("not-started", "expired"),
    WITHDRAWN: ("not-started", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    request: SignRequest
    mark: str
    state: str
    said: str
    about: str
    at: dt.datetime
    may_withdraw: bool
    may_send_again: bool

    @property
    def is_stuck(self) -> bool:
        return bool(self.request.trouble) and self.request.sent_at is None


def request_rows(
    requests: Iterable[SignRequest], apprenticeship: Apprenticeship, user: User, now: dt.datetime
) -> list[RequestRow]:
    rows = []
    for request in requests:
        request.apprenticeship = apprenticeship
        mark, words = STATE_LOOKS[state_of(request, now)]
        signature = getattr(request, "signature", None)
        piece = request.snapshot.get("piece") or {}
        rows.append(
            RequestRow(
                request=request,
                mark=mark,
                state=words,
                said=request.refused_because,
                about=piece.get("title", ""),
                at=(signature.signed_at if signature else None) or request.refused_at or request.created_at,
                may_withdraw=can_withdraw(user, request, now).allowed,
                may_send_again=can_send_again(user, request, now).allowed,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class BehaviourRow:
    """One behaviour of the standard, and who saw it.

    is_employers: the plan has the employer verify it. verified_on: the first day the employer names.
    """

    code: str
    title: str
    statement: str
    seen: Sequence[BehaviourSeen]
    is_employers: bool = False
    verified_on: dt.date | None = None


def behaviour_rows(apprenticeship: Apprenticeship) -> list[BehaviourRow]:
    """By GUID, so that what was seen by an earlier version still shows. Needs plan and line manager.

    Two queries; two more where the plan has the employer verify them.
    """
    employers, verified = verified_codes(apprenticeship.plan.evidence_rules), verified_by_code(apprenticeship)
    seen: dict[object, list[BehaviourSeen]] = {}
    signed = BehaviourSeen.objects.filter(signature__apprenticeship=apprenticeship).for_list()
    for one in signed:
        seen.setdefault(one.ksb.guid, []).append(one)
    return [
        BehaviourRow(
            ksb.code,
            ksb.title,
            ksb.statement,
            seen.get(ksb.guid, []),
            is_employers=ksb.code in employers,
            verified_on=verified.get(ksb.code),
        )
        for ksb in behaviours_of(apprenticeship)
    ]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody asked of a line manager who has an account."""

    words: str
    message: str
    url: str
    asked_by: str
    at: dt.datetime


def manager_tasks(user: User, now: dt.datetime) -> list[Task]:
    """Oldest first. One query."""
    asked = SignRequest.objects.sent_to(user, now).for_page().order_by("created_at", "pk")
    return [_task(request) for request in asked]


def _task(request: SignRequest) -> Task:
    apprentice, revision = request.apprenticeship.apprentice, request.revision
    if revision is None or revision.submitted_at is None:
        words, url = _task_without_piece(request, str(apprentice))
    else:
        verb, route = TASK_WORDS[request.kind]
        words = f"{verb} “{request.snapshot['piece']['title']}” by {apprentice}"
        url = reverse(route, args=[revision.evidence_id])
    return Task(words, request.message, url, str(request.asked_by), request.created_at)


def _task_without_piece(request: SignRequest, apprentice: str) -> tuple[str, str]:
    if request.kind == SignKind.BEHAVIOURS:
        url = reverse("assessments:behaviours-sign", args=[request.apprenticeship_id])
        return f"Say which behaviours you saw of {apprentice}", url
    url = reverse("assessments:sign-requests", args=[request.apprenticeship_id])
    return f"Answer the e-mail with the link about a draft of {apprentice}", url


TASK_WORDS = {
    SignKind.TESTIMONY.value: ("Say what you saw of", "assessments:testimony"),
    SignKind.CONFIRMATION.value: ("Confirm", "assessments:confirm"),
}
