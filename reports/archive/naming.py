"""Names inside an archive, which any computer can write to a disk, and values, which JSON can carry."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from uuid import UUID

LONGEST = 60
_NOT_IN_A_NAME = re.compile(r"[^\w\- ]+")
_GAPS = re.compile(r"[\s_]+")


def folder_name(title: str) -> str:
    """Letters and digits of any script, joined by hyphens; never empty, never a dot."""
    written = unicodedata.normalize("NFC", title)
    name = _GAPS.sub("-", _NOT_IN_A_NAME.sub("", written)).strip("-")
    return name[:LONGEST].strip("-").lower() or "piece"


def plain(value: object) -> object:
    """As JSON can carry it: moments in UTC, days and numbers as text where JSON has no such thing."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
