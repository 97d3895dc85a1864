"""Where each criterion of each assessment method, and each KSB, is shown: values, and how they are built."""

from .building import group_entries, index_of
from .values import EvidenceIndex, IndexCriterion, IndexEntry, IndexGrade, IndexKsb, IndexMethod

__all__ = [
    "EvidenceIndex",
    "IndexCriterion",
    "IndexEntry",
    "IndexGrade",
    "IndexKsb",
    "IndexMethod",
    "group_entries",
    "index_of",
]
