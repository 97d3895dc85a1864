"""Whether an apprentice is ready by the rules of the plan, and if not, why not."""

from assessments.rules.readiness.answer import (
    Answer,
    Inputs,
    MethodAnswer,
    answer,
    digest_of,
    inputs_from,
    kept_answer,
    kept_asked,
    kept_inputs,
)
from assessments.rules.readiness.asked import AskedKsb, AskedMethod, EvidenceRules
from assessments.rules.readiness.changes import Changes, changes
from assessments.rules.readiness.ksbs import (
    NOTHING,
    PROVISIONAL,
    UNSIGNED,
    UNVERIFIED,
    KsbAnswer,
    Piece,
    Standing,
    judged,
)

__all__ = [
    "NOTHING",
    "PROVISIONAL",
    "UNSIGNED",
    "UNVERIFIED",
    "Answer",
    "AskedKsb",
    "AskedMethod",
    "Changes",
    "EvidenceRules",
    "Inputs",
    "KsbAnswer",
    "MethodAnswer",
    "Piece",
    "Standing",
    "answer",
    "changes",
    "digest_of",
    "inputs_from",
    "judged",
    "kept_answer",
    "kept_asked",
    "kept_inputs",
]
