"""A plan's own words: what one plan calls a showcase, another calls an evidence portfolio."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from standards.said import mapping


@dataclass(frozen=True)
class Words:
    """What a plan calls things. What it does not name has the word that most plans use.

    Each is in small letters, without an article, as it stands within a sentence.
    """

    assessment: str = "end-point assessment"
    assessment_short: str = "assessment"
    organisation: str = "assessment organisation"
    organisation_short: str = "assessment organisation"
    assessor: str = "independent assessor"
    gateway: str = "gateway"
    showcase: str = "showcase"
    outcome: str = "outcome"

    @classmethod
    def of(cls, vocabulary: object) -> Self:
        said = mapping(vocabulary)
        known = [field.name for field in fields(cls)]
        return cls(**{name: said[name] for name in known if isinstance(said.get(name), str) and said[name]})


USUAL = Words()
