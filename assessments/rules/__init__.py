"""Pure questions about judging: what a marking needs, readiness, waiting, risk, the next step."""

from assessments.rules.marking import (
    ACCEPTED,
    ACTS,
    FEEDBACK_LIMIT,
    MET,
    NOT_YET,
    REASON_LIMIT,
    RETURNED,
    Judgement,
    Problem,
    problems_with_marking,
)
from assessments.rules.readiness import Standing, why_not_yet
from assessments.rules.risk import OFF_PROGRAMME, RISK_LABELS, RISK_ORDER, Course, Risk, gateway_words, risk
from assessments.rules.steps import (
    ADD,
    FINISH,
    IMPROVE,
    REVISE,
    SHOWCASE,
    WAIT_FOR,
    NextStep,
    OpenKsb,
    OpenPiece,
    next_step,
)
from assessments.rules.waiting import Wait, wait

__all__ = [
    "ACCEPTED",
    "ACTS",
    "ADD",
    "FEEDBACK_LIMIT",
    "FINISH",
    "IMPROVE",
    "MET",
    "NOT_YET",
    "OFF_PROGRAMME",
    "REASON_LIMIT",
    "RETURNED",
    "REVISE",
    "RISK_LABELS",
    "RISK_ORDER",
    "SHOWCASE",
    "WAIT_FOR",
    "Course",
    "Judgement",
    "NextStep",
    "OpenKsb",
    "OpenPiece",
    "Problem",
    "Risk",
    "Standing",
    "Wait",
    "gateway_words",
    "next_step",
    "problems_with_marking",
    "risk",
    "wait",
    "why_not_yet",
]
