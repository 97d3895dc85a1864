"""Reading on behind what cannot be read, so that all that is wrong with a pack is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from standards.pack_reading import PackError
from standards.records.values import Problem


@dataclass
class Noted:
    problems: list[Problem] = field(default_factory=list)

    @contextmanager
    def noting(self) -> Iterator[None]:
        try:
            yield
        except PackError as error:
            self.problems.append(Problem(error.where, error.sentence))
