"""What every number on a page counts: one entry each, in the words of whoever reads the number."""

from assessments.definitions.definition import Definition, Group
from assessments.definitions.portfolios import COVERAGE, GRADES, PROGRESS, READINESS
from assessments.definitions.road import PRACTICE, ROAD
from assessments.definitions.work import QUALITY, WORK

DEFINITIONS = (PROGRESS, READINESS, COVERAGE, GRADES, PRACTICE, ROAD, WORK, QUALITY)

__all__ = ["DEFINITIONS", "Definition", "Group"]
