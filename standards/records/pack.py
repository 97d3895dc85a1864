"""Our own packs, of which each version of the standard is a record that says more than the others can."""

import datetime as dt
import math
from dataclasses import replace
from typing import Any

from standards.choices import KsbKind
from standards.pack_reading import Node, PackError, parsed
from standards.records import fields
from standards.records.text import UnreadableError, decoded, is_kept
from standards.records.values import Found, Record, RecordKsb

OFFICIAL = "official"


def read_pack_file(content: bytes) -> Found:
    """YAML or JSON. What is not one of our packs is told with its place, or with its line."""
    try:
        text = decoded(content)
        root = parsed(text, "The pack", with_lines="\n" in text.strip())
        root = replace(root, value=_clean(root.value))
        root.expect(("pack", "standard", "versions"))
        if root.text("pack") != "standard":
            raise root.child("pack").error("only packs of a standard are read here.")
        records = [_record(root, version) for version in root.children("versions")]
    except PackError as error:
        raise UnreadableError(error.sentence, error.where) from error
    found = Found(records=records)
    if not records:
        found.trouble("versions", "There is no version in this pack.")
    return found


def _clean(value: Any) -> Any:
    """The same in values that JSON knows, without what no screen shows and no database keeps."""
    if isinstance(value, dict):
        return {_clean(str(name)): _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, str):
        return "".join(letter for letter in value if letter in "\n\t" or is_kept(letter))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise PackError("The pack: a number in it is not finite.")
    return value if isinstance(value, (bool, int, float)) else None


def _record(root: Node, version: Node) -> Record:
    standard = root.child("standard")
    told, known = version.mapping(), standard.mapping()
    ksbs = [
        _ksb(area, ksb) for area in version.children("areas") for ksb in _with_names(area).children("ksbs")
    ]
    return Record(
        reference=standard.text("reference"),
        title=standard.text("title"),
        version=version.text("version"),
        level=fields.number(known.get("level")),
        status=fields.known_status(told.get("status")),
        larscode=fields.larscode(known.get("larscode")),
        route=str(known.get("route") or ""),
        starts_from=fields.day(told.get("starts_from")),
        starts_until=fields.day(told.get("starts_until")),
        typical_months=fields.number(told.get("typical_months")),
        minimum_otj_hours=fields.number(told.get("minimum_otj_hours")),
        ksbs=ksbs,
        is_official=told.get("wording") == OFFICIAL,
        place=version.place,
        pack={"standard": dict(known), "version": dict(told), "lines": _lines_of(version)},
    )


def _lines_of(version: Node) -> dict[str, int]:
    """Those of the version, and of what is said of the standard."""
    tops = (version.place, "standard")
    return {place: line for place, line in version.lines.items() if place.partition(",")[0] in tops}


def _with_names(area: Node) -> Node:
    area.expect(("key", "title", "kind", "ksbs"), ("summary",))
    if area.text("kind") not in KsbKind.values:
        raise area.child("kind").error("K, S or B is expected here.")
    return area


def _ksb(area: Node, node: Node) -> RecordKsb:
    node.expect(("code", "guid", "title", "statement"), ("alternative", "alternative_channel"))
    guid = fields.guid(node.text("guid"))
    if str(guid) != node.text("guid"):
        raise node.child("guid").error("a GUID in small letters, with its hyphens, is expected here.")
    return RecordKsb(
        code=node.text("code"),
        kind=KsbKind(area.text("kind")),
        statement=node.text("statement"),
        guid=guid,
        title=node.text("title"),
        area=area.text("title"),
        place=node.where,
    )
