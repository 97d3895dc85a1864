"""Quality assurance as its pages show it."""

from assessments.quality.people import assessor_at, risks_at, visitors_at
from assessments.quality.plan import Plan, plan_of, rates_of, strategy_of
from assessments.quality.rows import AssessorLine, Offer, Row

__all__ = [
    "AssessorLine",
    "Offer",
    "Plan",
    "Row",
    "assessor_at",
    "plan_of",
    "rates_of",
    "risks_at",
    "strategy_of",
    "visitors_at",
]
