"""What is asked: standards, assessment plans, evidence templates and guidance."""

from .choices import ContactChannel, EvidenceKind, KsbKind
from .guidance import GuidanceEntry, GuidancePoint
from .plan import AssessmentPlan, Criterion, GatewayRequirement, Method
from .standard import Area, Ksb, Standard, StandardVersion
from .template import EvidenceTemplate, Prompt

__all__ = [
    "Area",
    "AssessmentPlan",
    "ContactChannel",
    "Criterion",
    "EvidenceKind",
    "EvidenceTemplate",
    "GatewayRequirement",
    "GuidanceEntry",
    "GuidancePoint",
    "Ksb",
    "KsbKind",
    "Method",
    "Prompt",
    "Standard",
    "StandardVersion",
]
