"""What is asked: standards, assessment plans, evidence templates and guidance."""

from standards.choices import ContactChannel, EvidenceKind, KsbKind, TemplateGroup

from .check import PlanCheck
from .cue import KsbCue
from .gateway import GatewayRequirement
from .guidance import GuidanceEntry, GuidancePoint
from .imports import ImportedRecord, StandardImport
from .ksb import Area, Ksb
from .method import Criterion, Method
from .own_guidance import GuidanceFeedback, ProviderGuidance
from .plan import AssessmentPlan
from .scenario import ScenarioCard
from .standard import Standard
from .template import EvidenceTemplate, HiddenTemplate, Prompt
from .version import StandardVersion
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
