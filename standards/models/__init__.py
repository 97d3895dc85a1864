"""What is asked: standards, assessment plans, evidence templates and guidance."""

from standards.choices import ContactChannel, EvidenceKind, KsbKind, TemplateGroup

from .check import PlanCheck
from .cue import KsbCue
from .guidance import GuidanceEntry, GuidancePoint
from .imports import ImportedRecord, StandardImport
from .own_guidance import GuidanceFeedback, ProviderGuidance
from .plan import AssessmentPlan, Criterion, GatewayRequirement, Method
from .scenario import ScenarioCard
from .standard import Area, Ksb, Standard, StandardVersion
from .template import EvidenceTemplate, HiddenTemplate, Prompt
from .worked import WorkedAccount, WorkedExample

__all__ = [
    "Area",
    "AssessmentPlan",
    "ContactChannel",
    "Criterion",
    "EvidenceKind",
    "EvidenceTemplate",
    "GatewayRequirement",
    "GuidanceEntry",
    "GuidanceFeedback",
    "GuidancePoint",
    "HiddenTemplate",
    "ImportedRecord",
    "Ksb",
    "KsbCue",
    "KsbKind",
    "Method",
    "PlanCheck",
    "Prompt",
    "ProviderGuidance",
    "ScenarioCard",
    "Standard",
    "StandardImport",
    "StandardVersion",
    "TemplateGroup",
    "WorkedAccount",
    "WorkedExample",
]
