"""Asking for evidence: ask, start what was asked for, move the due date, withdraw."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.models import EvidenceRequest
from assessments.permissions.requests import can_ask_for_evidence, can_change, can_start
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.requests import TEXT_LIMIT, TITLE_LIMIT, problem_with_due
from assessments.wishes import Wish
from portfolio.actions import DraftText, begin, save_draft
from portfolio.anchors import ClaimText
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship, Evidence
from portfolio.rules import CLAIM_LIMIT, trimmed
from standards.models import EvidenceTemplate, Ksb
from standards.rules import is_asked


@dataclass(frozen=True)
class Outcome:
    """What became of a wish for one apprentice. missing: codes that their standard does not ask of them.

    request: None when it asks none of them, so that they were left out.
    """

    apprenticeship: Apprenticeship
    request: EvidenceRequest | None
    missing: Sequence[str] = ()


@transaction.atomic
def ask_for_evidence(
    *, apprenticeships: Iterable[Apprenticeship], wish: Wish, batch: UUID, by: User
) -> list[Outcome]:
    """Ask each of these apprentices for a piece. The same batch again asks nobody twice for the same."""
    held = _hold(apprenticeships)
    for apprenticeship in held:
        can_ask_for_evidence(by, apprenticeship).require()
    wish = _cleaned(wish, held)
    batch = uuid5(batch, f"{by.pk} {wish.said}")
    known = {row.apprenticeship_id: row for row in EvidenceRequest.objects.filter(batch=batch)}
    ksbs = list(Ksb.objects.filter(version__in={row.version_id for row in held}, guid__in=wish.ksbs))
    outcomes = []
    for apprenticeship in held:
        fitting = [ksb for ksb in ksbs if _fits(ksb, apprenticeship)]
        missing = sorted(set(wish.ksbs.values()) - {wish.ksbs[ksb.guid] for ksb in fitting})
        request = known.get(apprenticeship.pk)
        if request is None and fitting:
            request = _ask(apprenticeship, wish, fitting, batch, by)
        outcomes.append(Outcome(apprenticeship, request, missing))
    return outcomes


def _hold(apprenticeships: Iterable[Apprenticeship]) -> list[Apprenticeship]:
    """In one order, so that two who ask the same people at once do not wait for each other."""
    rows = Apprenticeship.objects.filter(pk__in={apprenticeship.pk for apprenticeship in apprenticeships})
    held = [row.pk for row in rows.select_for_update(no_key=True).only("pk").order_by("pk")]
    people = Apprenticeship.objects.filter(pk__in=held).select_related("apprentice")
    return list(people.order_by("apprentice__name", "pk"))


def _fits(ksb: Ksb, apprenticeship: Apprenticeship) -> bool:
    return ksb.version_id == apprenticeship.version_id and is_asked(
        ksb.alternative_channel, apprenticeship.contact_channel
    )


def _cleaned(wish: Wish, held: Sequence[Apprenticeship]) -> Wish:
    title = trimmed(wish.title, TITLE_LIMIT)
    text = trimmed(wish.text, TEXT_LIMIT)
    problems = []
    if not title:
        problems.append(Problem("Say in a few words what you ask for.", "title"))
    if not held:
        problems.append(Problem("Choose at least one apprentice.", "apprentices"))
    if not wish.ksbs:
        problems.append(Problem("Choose at least one KSB that the piece should show.", "ksbs"))
    if len(wish.ksbs) > CLAIM_LIMIT:
        problems.append(Problem(f"Choose {CLAIM_LIMIT} KSBs at most: a piece claims no more.", "ksbs"))
    if late := problem_with_due(wish.due_on, timezone.localdate()):
        problems.append(Problem(late, "due_on"))
    problems += _template_problems(wish.template, held)
    if problems:
        raise Incomplete(problems)
    return Wish(title, text, wish.template, wish.due_on, wish.ksbs)


def _template_problems(template: EvidenceTemplate, held: Sequence[Apprenticeship]) -> list[Problem]:
    for provider in sorted({apprenticeship.provider_id for apprenticeship in held}):
        if not EvidenceTemplate.objects.offered_at(provider).filter(pk=template.pk).exists():
            return [Problem("This template is not offered to all of them. Choose another one.", "template")]
    return []


def _ask(
    apprenticeship: Apprenticeship, wish: Wish, ksbs: Sequence[Ksb], batch: UUID, by: User
) -> EvidenceRequest:
    request = EvidenceRequest.objects.create(
        apprenticeship=apprenticeship,
        by=by,
        title=wish.title,
        text=wish.text,
        template=wish.template,
        due_on=wish.due_on,
        batch=batch,
    )
    shown = EvidenceRequest.ksbs.through
    shown.objects.bulk_create(shown(evidencerequest=request, ksb=ksb) for ksb in ksbs)
    _record(request, "asked for evidence", by, due=f"{wish.due_on}", ksbs=[ksb.code for ksb in ksbs])
    _tell_apprentice(request, f"{by} asks you for “{wish.title}”, due {wish.due_on:%a %-d %b %Y}.")
    return request


@transaction.atomic
def start_requested(*, request: EvidenceRequest, by: User) -> Evidence:
    """Start the piece that was asked for, with its title and claims. Starting again gives the same piece."""
    request = _held(request)
    can_start(by, request).require()
    if request.evidence is not None:
        return request.evidence
    hold_apprenticeship(request.apprenticeship_id)  # before the provider, as everybody does
    evidence, _ = begin(
        apprenticeship=request.apprenticeship, template=request.template, evidence_id=uuid4(), by=by
    )
    claims = {pk: ClaimText() for pk in request.ksbs.values_list("pk", flat=True)}
    save_draft(evidence=evidence, text=DraftText(request.title, None, {}, claims), saves=0, by=by)
    request.evidence = evidence
    request.save(update_fields=["evidence"])
    _record(request, "started what was asked for", by)
    return evidence


@transaction.atomic
def move_due_date(*, request: EvidenceRequest, due_on: dt.date, by: User) -> None:
    request = _held(request)
    can_change(by, request).require()
    if late := problem_with_due(due_on, timezone.localdate()):
        raise Incomplete([Problem(late, "due_on")])
    if due_on == request.due_on:
        return
    before, request.due_on = request.due_on, due_on
    request.save(update_fields=["due_on"])
    _record(request, "moved a due date", by, before=f"{before}", due=f"{due_on}")
    _tell_apprentice(request, f"“{request.title}” is due {due_on:%a %-d %b %Y} now.")


@transaction.atomic
def withdraw_request(*, request: EvidenceRequest, reason: str, by: User) -> None:
    """Not asked for any more. What was started of it stays the apprentice's draft."""
    request = _held(request)
    can_change(by, request).require()
    reason = trimmed(reason, REASON_LIMIT)
    if not reason:
        raise Incomplete([Problem("Say why you no longer ask for it.", "reason")])
    request.withdrawn_at, request.withdrawn_because = timezone.now(), reason
    request.save(update_fields=["withdrawn_at", "withdrawn_because"])
    _record(request, "withdrew a request", by)
    _tell_apprentice(request, f"{by} no longer asks you for “{request.title}”.")


def _held(request: EvidenceRequest) -> EvidenceRequest:
    row = EvidenceRequest.objects.filter(pk=request.pk)
    row.select_for_update(no_key=True).only("pk").first()
    return row.for_page()[0]


def _tell_apprentice(request: EvidenceRequest, text: str) -> None:
    tell(
        [request.apprenticeship.apprentice],
        NoticeKind.EVIDENCE_ASKED,
        text,
        url=request.get_absolute_url(),
        provider_id=request.apprenticeship.provider_id,
        subject_id=request.pk,
    )


def _record(request: EvidenceRequest, act: str, by: User, **detail: object) -> None:
    record(request, act, provider_id=request.apprenticeship.provider_id, by=by, **detail)
