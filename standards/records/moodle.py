"""Moodle's competency frameworks as CSV: one row for the framework, one for each competency."""

import re

from standards.records import fields
from standards.records.case import REFERENCE, VERSION
from standards.records.rows import Row, rows_of
from standards.records.text import UnreadableError, plain
from standards.records.values import Found, Record, RecordKsb

CODE = re.compile(r"(?:^|[^A-Za-z])([KSB]\s*\d{1,3})$", re.IGNORECASE)


def read_moodle(content: bytes) -> Found:
    """The code of a KSB is its ID number, the end of it, or the beginning of its short name."""
    rows = rows_of(content)
    if not rows or "short name" not in rows[0].cells or "parent id number" not in rows[0].cells:
        raise UnreadableError(
            "This is no competency framework of Moodle: its headings are missing.", "line 1"
        )
    found = Found()
    frameworks = [row for row in rows if row.get("is framework", "isframework") == "1"]
    if len(frameworks) != 1:
        found.trouble("", f"{len(frameworks)} rows say that they are the framework; one has to.")
    competencies = [row for row in rows if row not in frameworks]
    names = {row.get("id number"): plain(row.get("short name")) for row in competencies}
    parents = {row.get("parent id number") for row in competencies}
    _refuse_repeats(competencies, found)
    ksbs = [ksb for row in competencies if (ksb := _ksb(row, names, parents, found))]
    head = frameworks[0] if frameworks else Row(1, {})
    found.records = [_record(head, ksbs)]
    return found


def _record(head: Row, ksbs: list[RecordKsb]) -> Record:
    name = plain(head.get("short name"))
    told = f"{head.get('id number')} {name} {plain(head.get('description'))}"
    reference, version = REFERENCE.search(told), VERSION.search(told)
    return Record(
        reference=reference[0].upper() if reference else "",
        title=REFERENCE.sub("", VERSION.sub("", name)).strip(" -–:,") or name,
        version=version[1] if version else "",
        ksbs=ksbs,
        place=head.place,
    )


def _refuse_repeats(rows: list[Row], found: Found) -> None:
    seen: set[str] = set()
    for row in rows:
        number = row.get("id number")
        if number and number in seen:
            found.trouble(row.place, f"The ID number “{number[:60]}” is there twice.")
        seen.add(number)


def _ksb(row: Row, names: dict[str, str], parents: set[str], found: Found) -> RecordKsb | None:
    """None for an area, above which others hang, and, by name, for what has no code."""
    number, name = row.get("id number"), plain(row.get("short name"))
    end = CODE.search(number)
    code = fields.code(end[1] if end else name.split(" ")[0].rstrip(".:"))
    parent = row.get("parent id number")
    if parent and parent not in names:
        found.trouble(row.place, f"Its parent “{parent[:60]}” is not there.", stops=False)
    if code is None:
        if not number or number not in parents:
            found.trouble(row.place, f"“{name[:60]}” has no code such as K4, so it is left out.", stops=False)
        return None
    statement = plain(row.get("description")) or name
    guid = fields.guid(number) or fields.guid(row.get("exported id (optional)", "exported id"))
    title = name if name != statement else ""
    return RecordKsb(code[1], code[0], statement, guid, title, names.get(parent, ""), row.place)
