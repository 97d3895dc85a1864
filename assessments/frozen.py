"""What was there when a sample was taken: made once, shown again, and compared with what came after."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.models import Decision, Marking, Sample
from assessments.snapshots import digest, revision_snapshot
from portfolio.anchors import paragraphs_of
from portfolio.answering import figure_of, is_rows, table_address, text_of
from portfolio.marks import OUTCOME_MARKS, Mark
from portfolio.models import Revision
from portfolio.piece import Answer
from portfolio.spots import answer_id

DECLINED_MARK = Mark("not-started", "Does not belong here")


def marking_snapshot(marking: Marking) -> dict[str, Any]:
    """The revision, the decisions in force, feedback, marks on pages, countersignature, voice, times.

    Eight queries. People stand with their id and the name that they had then.
    """
    decisions = (
        Decision.objects.in_force().filter(marking=marking).for_list().order_by("claim__ksb__position")
    )
    marks = marking.page_marks.select_related("attachment").for_list()
    return {
        "revision": revision_snapshot(marking.revision),
        "marking": {
            "id": str(marking.pk),
            "outcome": marking.outcome,
            "feedback": marking.feedback,
            "voice": marking.voice.sha256 if marking.voice else "",
            "assessor": str(marking.assessor_id),
            "assessor_name": str(marking.assessor),
            "begun_at": marking.begun_at.isoformat() if marking.begun_at else "",
            "created_at": marking.created_at.isoformat(),
        },
        "decisions": [_decision(decision) for decision in decisions],
        "marks": [
            {
                "file": mark.attachment.name,
                "page": mark.page,
                "box": [mark.left, mark.top, mark.width, mark.height],
                "note": mark.note,
            }
            for mark in marks
        ],
        "countersignature": _countersignature(marking),
        "reopened": _reopening(marking),
    }


def _decision(decision: Decision) -> dict[str, str]:
    return {
        "decision": str(decision.pk),
        "claim": str(decision.claim_id),
        "code": decision.claim.ksb.code,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "by": str(decision.assessor),
        "at": decision.created_at.isoformat(),
    }


def _countersignature(marking: Marking) -> dict[str, str] | None:
    signed = getattr(marking, "countersignature", None)
    if signed is None:
        return None
    return {
        "state": signed.get_state_display(),
        "by": str(signed.countersigner),
        "reason": signed.reason,
        "at": signed.signed_at.isoformat() if signed.signed_at else "",
    }


def _reopening(marking: Marking) -> dict[str, str] | None:
    opened = getattr(marking, "reopening", None)
    if opened is None:
        return None
    return {"by": str(opened.by), "reason": opened.reason, "at": opened.created_at.isoformat()}


@dataclass(frozen=True, slots=True)
class FrozenClaim:
    """One claim as it stood, and what is decided now where that differs."""

    id: str
    code: str
    title: str
    says: str
    mark: Mark | None
    reason: str
    by: str
    at: dt.datetime | None
    now: Mark | None
    now_reason: str
    now_by: str
    now_at: dt.datetime | None


@dataclass(frozen=True)
class Frozen:
    """A sample's snapshot, made ready for its page. is_whole: it still has the hash it was given."""

    title: str
    number: int
    outcome: str
    feedback: str
    assessor: str
    marked_at: dt.datetime
    answers: list[Answer]
    claims: list[FrozenClaim]
    marks: list[dict[str, Any]]
    countersignature: dict[str, str] | None
    has_voice: bool
    is_whole: bool
    reopened_since: dict[str, str] | None

    @property
    def corrected(self) -> int:
        return sum(claim.now is not None for claim in self.claims)


def frozen_of(sample: Sample) -> Frozen:
    """Two queries: the decisions in force now, and whether the piece was opened again since."""
    kept = sample.snapshot
    revision, marking = kept["revision"], kept["marking"]
    return Frozen(
        title=revision["title"],
        number=revision["number"],
        outcome=Marking.Outcome(marking["outcome"]).label,
        feedback=marking["feedback"],
        assessor=marking["assessor_name"],
        marked_at=dt.datetime.fromisoformat(marking["created_at"]),
        answers=[_answer(answer, sample.marking.revision) for answer in revision["answers"]],
        claims=_claims(sample),
        marks=kept["marks"],
        countersignature=kept["countersignature"],
        has_voice=bool(marking["voice"]),
        is_whole=digest(kept) == sample.snapshot_hash,
        reopened_since=None if kept["reopened"] else _reopening(sample.marking),
    )


def _answer(kept: Mapping[str, Any], revision: Revision) -> Answer:
    given, key = kept["answer"], kept["key"]
    if is_rows(given) and given:
        return Answer(kept["label"], [], answer_id(key), figure_of(given, table_address(revision, key)))
    return Answer(kept["label"], paragraphs_of(text_of(given)), answer_id(key))


def _claims(sample: Sample) -> list[FrozenClaim]:
    """Claims that an assessor added later are among those of the revision only if they were there then."""
    then = {row["claim"]: row for row in sample.snapshot["decisions"]}
    later = {
        str(decision.claim_id): decision
        for decision in Decision.objects.in_force().filter(marking=sample.marking_id).for_list()
        if str(decision.pk) not in {row["decision"] for row in then.values()}
    }
    return [
        _claim(claim, then.get(claim["claim"]), later.get(claim["claim"]))
        for claim in sample.snapshot["revision"]["claims"]
    ]


def _claim(claim: Mapping[str, Any], then: Mapping[str, Any] | None, now: Decision | None) -> FrozenClaim:
    return FrozenClaim(
        id=claim["claim"],
        code=claim["code"],
        title=claim["title"],
        says=claim["says"],
        mark=_mark(then["outcome"]) if then else None,
        reason=then["reason"] if then else "",
        by=then["by"] if then else "",
        at=dt.datetime.fromisoformat(then["at"]) if then else None,
        now=_mark(now.outcome) if now else None,
        now_reason=now.reason if now else "",
        now_by=str(now.assessor) if now else "",
        now_at=now.created_at if now else None,
    )


def _mark(outcome: str) -> Mark:
    return OUTCOME_MARKS.get(outcome, DECLINED_MARK)
