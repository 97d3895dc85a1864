"""Talking about a marking: comment, ask for another look, let a decision stand."""

from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.models import Marking, Remark
from assessments.permissions.talking import can_answer, can_ask_again, can_remark
from assessments.rules import Problem
from assessments.rules.talking import REMARK_LIMIT
from portfolio.holding import hold_evidence
from portfolio.models import Claim, Evidence
from portfolio.permissions import is_own
from portfolio.rules import trimmed


@transaction.atomic
def remark(*, marking: Marking, claim: Claim | None, text: str, by: User) -> Remark:
    """Say something about a marking, or about one claim of it. The same again, with nothing since, is one."""
    evidence = _hold(marking)
    can_remark(by, evidence.apprenticeship).require()
    words = _cleaned(text)
    last = Remark.objects.filter(marking=marking).order_by("-created_at", "-pk").first()
    if last and (last.kind, last.by_id, last.claim_id, last.text) == (
        Remark.Kind.COMMENT,
        by.pk,
        claim and claim.pk,
        words,
    ):
        return last
    said = _add(marking, Remark.Kind.COMMENT, words, by, claim=claim)
    _tell_the_other(evidence, said, by, "says something about the marking of")
    _record(evidence, "remarked", said, by)
    return said


@transaction.atomic
def ask_again(*, marking: Marking, claim: Claim | None, text: str, by: User) -> Remark:
    """Ask the assessor for another look at one decision, or at the whole piece. Once until it is answered."""
    evidence = _hold(marking)
    marking = Marking.objects.select_related("reopening").get(pk=marking.pk)
    claim = claim and Claim.objects.select_related("ksb").get(pk=claim.pk)
    open_asks = Remark.objects.open_asks().filter(marking=marking)
    can_ask_again(by, evidence, marking, claim, open_asks).require()
    said = _add(marking, Remark.Kind.ASK, _cleaned(text), by, claim=claim)
    _tell_the_other(evidence, said, by, "asks for another look at")
    _record(evidence, "asked for another look", said, by)
    return said


@transaction.atomic
def answer_ask(*, ask: Remark, text: str, by: User) -> Remark:
    """Let what was decided stand, and say why."""
    evidence = _hold(ask.marking)
    ask = Remark.objects.for_page().get(pk=ask.pk)
    can_answer(by, ask, is_open=Remark.objects.open_asks().filter(pk=ask.pk).exists()).require()
    said = _add(ask.marking, Remark.Kind.REPLY, _cleaned(text), by, claim=ask.claim, answers=ask)
    _tell_the_other(evidence, said, by, "looked again at")
    _record(evidence, "let it stand", said, by)
    return said


def _hold(marking: Marking) -> Evidence:
    return hold_evidence(
        marking.revision.evidence_id, "apprenticeship__apprentice", "apprenticeship__assessor", "shown"
    )


def _cleaned(text: str) -> str:
    words = trimmed(text, REMARK_LIMIT)
    if not words:
        raise Incomplete([Problem("Write a sentence first.", "text")])
    return words


def _add(
    marking: Marking,
    kind: Remark.Kind,
    text: str,
    by: User,
    *,
    claim: Claim | None,
    answers: Remark | None = None,
) -> Remark:
    return Remark.objects.create(marking=marking, claim=claim, by=by, kind=kind, text=text, answers=answers)


def _tell_the_other(evidence: Evidence, said: Remark, by: User, does: str) -> None:
    """The apprentice's words go to the assessor, the assessor's to the apprentice."""
    apprenticeship = evidence.apprenticeship
    to_assessor = is_own(by, apprenticeship)
    title = evidence.shown.title if evidence.shown else ""
    about = f"{said.claim.ksb.code} in “{title}”" if said.claim else f"“{title}”"
    name = "assessments:ask-answer" if said.kind == Remark.Kind.ASK else "assessments:talk"
    tell(
        [apprenticeship.assessor if to_assessor else apprenticeship.apprentice],
        NoticeKind.REMARK,
        f"{by} {does} {about}.",
        url=reverse(name, args=[said.pk if said.kind == Remark.Kind.ASK else evidence.pk]),
        provider_id=apprenticeship.provider_id,
        subject_id=said.pk,
    )


def _record(evidence: Evidence, act: str, said: Remark, by: User) -> None:
    record(
        evidence,
        act,
        provider_id=evidence.apprenticeship.provider_id,
        by=by,
        remark=str(said.pk),
        claim=str(said.claim_id or ""),
    )
