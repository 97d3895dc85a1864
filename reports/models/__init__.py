"""What goes out: exports, and the house rules that they follow."""

from reports.models.exports import Export, ExportQuerySet
from reports.models.house import HouseRules, Originals, Section, Shape

__all__ = ["Export", "ExportQuerySet", "HouseRules", "Originals", "Section", "Shape"]
