"""The talk about a piece as its page shows it: each marking, and what was said about it since."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import Marking, Remark
from assessments.rules.talking import ASK_WORDS, OPEN, ask_state
from portfolio.models import Claim, Evidence, Revision


@dataclass(frozen=True, slots=True)
class Said:
    """One remark. state: of an ask, what became of it; blank for anything else."""

    remark: Remark
    code: str
    state: str

    @property
    def state_words(self) -> str:
        return ASK_WORDS.get(self.state, "")

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class Round:
    """One marking of one version, and the talk about it, oldest first."""

    revision: Revision
    marking: Marking
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Talk:
    """rounds: newest first. claims: those of the version marked last, which can be talked about."""

    evidence: Evidence
    rounds: Sequence[Round]
    claims: Sequence[Claim]

    @property
    def marking(self) -> Marking | None:
        return self.rounds[0].marking if self.rounds else None

    @property
    def open_asks(self) -> list[Remark]:
        return [said.remark for said in self.rounds[0].said if said.is_open] if self.rounds else []


def talk_about(evidence: Evidence, revisions: Sequence[Revision]) -> Talk:
    """revisions: those that the reader may see, from `for_page`, newest first. Two queries."""
    marked = [revision for revision in revisions if hasattr(revision, "marking")]
    remarks = list(Remark.objects.filter(marking__revision__in=marked).for_list())
    rounds = [
        Round(
            revision,
            revision.marking,
            [
                _said(remark, evidence, revision)
                for remark in remarks
                if remark.marking_id == revision.marking.pk
            ],
        )
        for revision in marked
    ]
    claims = list(marked[0].claims.for_list()) if marked else []
    return Talk(evidence, rounds, claims)


def _said(remark: Remark, evidence: Evidence, revision: Revision) -> Said:
    code = remark.claim.ksb.code if remark.claim else ""
    is_current = evidence.shown_id == revision.pk
    return Said(remark, code, state_of(remark, is_current=is_current))


def state_of(remark: Remark, *, is_current: bool) -> str:
    """Blank unless it is an ask. The reply must have been fetched with it."""
    if remark.kind != Remark.Kind.ASK:
        return ""
    reply = getattr(remark, "answered_by", None)
    return ask_state(
        is_answered=reply is not None,
        was_corrected=reply is not None and reply.decision_id is not None,
        was_reopened=reply is not None and reply.reopening_id is not None,
        is_current=is_current,
    )
