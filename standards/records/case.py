"""Packages of the CASE 1.1 specification (1EdTech): a document, its items, and how they hang together."""

import json
import re
from collections.abc import Mapping
from typing import Any

from standards.records import fields
from standards.records.text import UnreadableError, decoded, plain
from standards.records.values import Found, Record, RecordKsb

REFERENCE = re.compile(r"\bST\d{4}\b", re.IGNORECASE)
VERSION = re.compile(r"\b(\d{1,3}\.\d{1,3})\b")
MOST_NAMED = 8


def read_case(content: bytes) -> Found:
    """One record. Items without a code that is K, S or B and a number are areas, or are left out by name.

    Raises UnreadableError where it is no package at all.
    """
    package = _package(content)
    document = _mapping(package.get("CFDocument"))
    found = Found()
    items = _items(package, found)
    parents = _parents(package, items, found)
    _refuse_circles(parents, items, found)
    above = set(parents.values())
    ksbs = [
        _ksb(item, items.get(parents.get(name, ""), {}), found, is_parent=name in above)
        for name, item in items.items()
    ]
    title = plain(document.get("title"))
    told = " ".join([title, plain(document.get("humanCodingScheme")), plain(document.get("notes"))])
    reference = REFERENCE.search(told)
    version = VERSION.search(f"{plain(str(document.get('version') or ''))} {told}")
    found.records = [
        Record(
            reference=reference[0].upper() if reference else "",
            title=REFERENCE.sub("", VERSION.sub("", title)).strip(" -–:,") or title,
            version=version[1] if version else "",
            status=fields.status(document.get("adoptionStatus")),
            starts_from=fields.day(document.get("statusStartDate")),
            starts_until=fields.day(document.get("statusEndDate")),
            ksbs=[ksb for ksb in ksbs if ksb],
            place="CFDocument",
        )
    ]
    return found


def _package(content: bytes) -> Mapping[str, Any]:
    try:
        package = json.loads(decoded(content))
    except json.JSONDecodeError as error:
        raise UnreadableError(f"This is not whole JSON ({error.msg}).", f"line {error.lineno}") from error
    except RecursionError as error:
        raise UnreadableError("This JSON is nested too deeply to be a package.") from error
    if not isinstance(package, dict) or "CFItems" not in package:
        raise UnreadableError("This is no CASE package: it has no “CFItems”.")
    return package


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [_mapping(each) for each in value] if isinstance(value, list) else []


def _items(package: Mapping[str, Any], found: Found) -> dict[str, Mapping[str, Any]]:
    items: dict[str, Mapping[str, Any]] = {}
    for number, item in enumerate(_list(package.get("CFItems")), start=1):
        identifier = plain(item.get("identifier")).lower()
        if not identifier:
            found.trouble(f"item {number}", "It has no identifier.")
        elif identifier in items:
            found.trouble(f"item {number}", f"The identifier {identifier} is there twice.")
        else:
            items[identifier] = {**item, "place": f"item {number}"}
    return items


def _parents(package: Mapping[str, Any], items: Mapping[str, object], found: Found) -> dict[str, str]:
    parents: dict[str, str] = {}
    for number, link in enumerate(_list(package.get("CFAssociations")), start=1):
        if link.get("associationType") != "isChildOf":
            continue
        child, parent = (
            plain(_mapping(link.get(end)).get("identifier")).lower()
            for end in ("originNodeURI", "destinationNodeURI")
        )
        if child not in items:
            found.trouble(f"association {number}", "It begins at an item that is not there.", stops=False)
        elif parent in items:
            parents[child] = parent
    return parents


def _refuse_circles(parents: Mapping[str, str], items: Mapping[str, Mapping[str, Any]], found: Found) -> None:
    """Each circle is told once, by the names of all that are in it, at the item that comes first."""
    settled: set[str] = set()
    for start in items:
        path: dict[str, None] = {}
        here = start
        while here in parents and here not in settled and here not in path:
            path[here] = None
            here = parents[here]
        if here in path:
            circle = [*path][[*path].index(here) :]
            names = " → ".join(_name(items[each]) for each in [*circle[:MOST_NAMED], here])
            found.trouble(items[here]["place"], f"The associations go in a circle: {names}.")
        settled.update(path)


def _name(item: Mapping[str, Any]) -> str:
    """As people call it; the place where it stands, for want of a name."""
    words = plain(item.get("humanCodingScheme")) or plain(item.get("fullStatement"))
    return f"“{words[:40]}”" if words else str(item["place"])


def _ksb(
    item: Mapping[str, Any], parent: Mapping[str, Any], found: Found, *, is_parent: bool
) -> RecordKsb | None:
    identifier = plain(item.get("identifier")).lower()
    code = fields.code(item.get("humanCodingScheme"))
    if code is None:
        if not is_parent and plain(item.get("CFItemType")).lower() != "area":
            name = plain(item.get("fullStatement"))[:60]
            found.trouble(item["place"], f"“{name}” has no code such as K4, so it is left out.", stops=False)
        return None
    guid = fields.guid(identifier)
    if guid is None:
        found.trouble(item["place"], "Its identifier is no GUID; it is matched by its words.", stops=False)
    statement = plain(item.get("fullStatement"))
    if not statement:
        found.trouble(item["place"], f"{code[1]} says nothing.")
    title = plain(item.get("abbreviatedStatement"))
    return RecordKsb(
        code[1], code[0], statement, guid, title, plain(parent.get("fullStatement")), item["place"]
    )
