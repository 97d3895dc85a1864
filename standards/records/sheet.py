"""KSBs in a spreadsheet of one's own: a row each, with the area, the code and the words."""

from standards.records import fields
from standards.records.rows import Row, rows_of
from standards.records.text import UnreadableError, plain
from standards.records.values import Found, Record, RecordKsb

HEADINGS = ("area", "code", "title", "statement", "guid")


def read_sheet(content: bytes, *, reference: str, title: str, version: str) -> Found:
    """reference, title, version: as the person who sends the file gives them.

    Each row that is wrong is told with its line, and the others are read all the same.
    """
    rows = rows_of(content)
    if not rows:
        raise UnreadableError("There is no row below the headings.", "line 1")
    if not {"code", "statement"} <= rows[0].cells.keys():
        raise UnreadableError(f"The first row has to name the columns: {', '.join(HEADINGS)}.", "line 1")
    found = Found()
    ksbs = [ksb for row in rows if (ksb := _ksb(row, found))]
    found.records = [Record(reference=reference, title=title, version=version, ksbs=ksbs)]
    return found


def _ksb(row: Row, found: Found) -> RecordKsb | None:
    code = fields.code(row.get("code"))
    statement = plain(row.get("statement", "description"))
    given = row.get("guid", "id")
    guid = fields.guid(given)
    if code is None:
        found.trouble(row.place, f"“{row.get('code')[:20]}” is no code such as K4.")
        return None
    if not statement:
        found.trouble(row.place, f"{code[1]} says nothing.")
    if given and guid is None:
        found.trouble(row.place, f"“{given[:40]}” is no GUID.")
    return RecordKsb(
        code[1], code[0], statement, guid, plain(row.get("title")), plain(row.get("area")), row.place
    )
