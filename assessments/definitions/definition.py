"""One number and what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """key: where links to it lead. counts: what it counts. without: what it leaves out or does not say."""

    key: str
    title: str
    counts: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    definitions: Sequence[Definition]
