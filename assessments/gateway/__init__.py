"""The gateway as it stands, and what it waits for."""

from assessments.gateway.facts import (
    Facts,
    Row,
    Signed,
    about_now,
    facts_of,
    for_gateway,
    is_whole,
    signatures_of,
    state_of,
)
from assessments.gateway.showing import Showing, files_of, showcases_now

__all__ = [
    "Facts",
    "Row",
    "Showing",
    "Signed",
    "about_now",
    "facts_of",
    "files_of",
    "for_gateway",
    "is_whole",
    "showcases_now",
    "signatures_of",
    "state_of",
]
