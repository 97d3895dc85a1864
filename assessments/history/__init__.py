"""The history of a piece: everything that happened to it, told by one function a noun.

Whoever adds a noun that belongs in the history writes a function from `Past` to entries, of one query at
most, in a module here, and names it in SOURCES.
"""

from collections.abc import Callable, Iterable, Sequence

from assessments.history.entry import Entry, Past, Point
from assessments.history.marking import judgements, versions
from assessments.history.talking import remarks

SOURCES: Sequence[Callable[[Past], Iterable[Entry]]] = (versions, judgements, remarks)

__all__ = ["SOURCES", "Entry", "Past", "Point", "history_of"]


def history_of(past: Past) -> list[Entry]:
    """Newest first; of what happened in one moment, the last that is told comes first."""
    told = [entry for source in SOURCES for entry in source(past)]
    return sorted(told, key=lambda entry: entry.at)[::-1]
