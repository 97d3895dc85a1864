"""Which KSBs a draft may show, with the reason: worked out from its words alone, here, without a query."""

from .experience import Experience
from .matching import Cue
from .reading import Reading, read
from .scoring import Reason, Source, Suggestion, suggest

__all__ = ["Cue", "Experience", "Reading", "Reason", "Source", "Suggestion", "read", "suggest"]
