"""What the apprentice shows: apprenticeships, evidence, files, claims, and the showcase selection."""

from portfolio.models.apprenticeships import Apprenticeship, Visitor
from portfolio.models.evidence import Claim, Evidence, Revision, ShowcaseItem
from portfolio.models.files import Attachment, StoredFile
from portfolio.models.progress import KsbProgress

__all__ = [
    "Apprenticeship",
    "Attachment",
    "Claim",
    "Evidence",
    "KsbProgress",
    "Revision",
    "ShowcaseItem",
    "StoredFile",
    "Visitor",
]
