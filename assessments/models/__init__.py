"""What others judge, say, ask for, sign and assure."""

from assessments.models.desk import WHOLE_PAGE, Comment, MarkingDraft, PageMark
from assessments.models.gateway import Booking, Declaration, EpaResult, Gateway, Grade, Resit
from assessments.models.judgements import Decision, Marking, Reopening
from assessments.models.mocks_around import MockPhoto, ThrownAwayMock
from assessments.models.moves import ClaimMove, PlanMove, RequestMove, UndoneMove, VersionMove
from assessments.models.moves_elsewhere import ClaimMoveElsewhere, MoveElsewhere
from assessments.models.on_programme import OnProgrammeResult
from assessments.models.opinions import (
    Countersignature,
    Exercise,
    Opinion,
    OpinionDecision,
    Supervision,
)
from assessments.models.practice import CriterionResult, MockAssessment
from assessments.models.readiness import ReadinessAnswer, ReadinessStanding
from assessments.models.sampling import AssessorRisk, FindingAnswer, Sample, SampleFinding, Strategy
from assessments.models.signing import BehaviourSeen, Signature, SignKind, SignRequest, Testimony
from assessments.models.talking import EvidenceRequest, Remark

__all__ = [
    "WHOLE_PAGE",
    "AssessorRisk",
    "BehaviourSeen",
    "Booking",
    "ClaimMove",
    "ClaimMoveElsewhere",
    "Comment",
    "Countersignature",
    "CriterionResult",
    "Decision",
    "Declaration",
    "EpaResult",
    "EvidenceRequest",
    "Exercise",
    "FindingAnswer",
    "Gateway",
    "Grade",
    "Marking",
    "MarkingDraft",
    "MockAssessment",
    "MockPhoto",
    "MoveElsewhere",
    "OnProgrammeResult",
    "Opinion",
    "OpinionDecision",
    "PageMark",
    "PlanMove",
    "ReadinessAnswer",
    "ReadinessStanding",
    "Remark",
    "Reopening",
    "RequestMove",
    "Resit",
    "Sample",
    "SampleFinding",
    "SignKind",
    "SignRequest",
    "Signature",
    "Strategy",
    "Supervision",
    "Testimony",
    "ThrownAwayMock",
    "UndoneMove",
    "VersionMove",
]
