"""What goes out and what comes in: exports, house rules, reading rooms, archives from elsewhere."""

from reports.models.arrivals import Arrival, ArrivalQuerySet
from reports.models.exports import Export, ExportQuerySet
from reports.models.house import HouseRules, Originals, Section, Shape
from reports.models.issues import IssuedPortfolio, SigningKey
from reports.models.logo import ProviderLogo
from reports.models.room import ReadingLink, RoomPass, RoomPiece, RoomReading

__all__ = [
    "Arrival",
    "ArrivalQuerySet",
    "Export",
    "ExportQuerySet",
    "HouseRules",
    "IssuedPortfolio",
    "Originals",
    "ProviderLogo",
    "ReadingLink",
    "RoomPass",
    "RoomPiece",
    "RoomReading",
    "Section",
    "Shape",
    "SigningKey",
]
