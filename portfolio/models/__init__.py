"""What the apprentice shows: apprenticeships, evidence, files, claims, and the showcase selection."""

from portfolio.models.accepted import AcceptedWord
from portfolio.models.apprenticeships import Apprenticeship, Viewing, Visitor
from portfolio.models.evidence import Claim, Evidence, Loan, Revision, ShowcaseItem
from portfolio.models.files import Attachment, FileText, StoredFile
from portfolio.models.programme import BreakInLearning, TrainingEntry, TrainingPlan
from portfolio.models.progress import KsbProgress
from portfolio.models.uploads import Upload
from portfolio.models.words import RevisionText

__all__ = [
    "AcceptedWord",
    "Apprenticeship",
    "Attachment",
    "BreakInLearning",
    "Claim",
    "Evidence",
    "FileText",
    "KsbProgress",
    "Loan",
    "Revision",
    "RevisionText",
    "ShowcaseItem",
    "StoredFile",
    "TrainingEntry",
    "TrainingPlan",
    "Upload",
    "Viewing",
    "Visitor",
]
