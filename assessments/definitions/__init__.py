"""What every number on a page counts: one entry each, in the words of whoever reads the number."""

from assessments.definitions.definition import Definition, Group
from assessments.definitions.portfolios import COVERAGE, GRADES, PROGRESS, READINESS
from assessments.definitions.road import PRACTICE, ROAD
from assessments.definitions.work import QUALITY, WORK
from standards.words import Words

_ALL = (PROGRESS, READINESS, COVERAGE, GRADES, PRACTICE, ROAD, WORK, QUALITY)

__all__ = ["Definition", "Group", "definitions_in"]


def definitions_in(words: Words) -> list[Group]:
    """All of them, in these words."""
    return [group.said(words) for group in _ALL]
