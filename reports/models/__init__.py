"""What goes out and what comes in: exports, the house rules that they follow, archives from elsewhere."""

from reports.models.arrivals import Arrival, ArrivalQuerySet
from reports.models.exports import Export, ExportQuerySet
from reports.models.house import HouseRules, Originals, Section, Shape

__all__ = [
    "Arrival",
    "ArrivalQuerySet",
    "Export",
    "ExportQuerySet",
    "HouseRules",
    "Originals",
    "Section",
    "Shape",
]
