"""What is looked at before a showcase leaves: what is missing or amiss, and where it is mended."""

from .building import preflight_of
from .checks import Facts, FileFact, Finding, PieceFact, Place, Preflight, Severity, findings

__all__ = [
    "Facts",
    "FileFact",
    "Finding",
    "PieceFact",
    "Place",
    "Preflight",
    "Severity",
    "findings",
    "preflight_of",
]
