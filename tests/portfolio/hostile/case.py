"""One file that means no good, or was badly hurt on its way."""

from collections.abc import Callable
from dataclasses import dataclass

DOOR, REJECTED, SAFE = "turned away", "rejected", "safe"


@dataclass(frozen=True)
class Case:
    """outcome: whether it is turned away on arrival, rejected once opened, or harmless in the end.

    words: part of the sentence its owner reads. kind: what it passes itself off as.
    """

    kind: str
    label: str
    name: str
    make: Callable[[], bytes]
    outcome: str
    words: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.label}".replace(" ", "-")
