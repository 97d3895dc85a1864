"""Mahara's SmartEvidence frameworks: a `.matrix` file of JSON, with standards and their elements."""

import json
from collections.abc import Mapping
from typing import Any

from standards.records import fields
from standards.records.case import REFERENCE, VERSION
from standards.records.text import UnreadableError, decoded, plain
from standards.records.values import Found, Record, RecordKsb


def read_mahara(content: bytes) -> Found:
    """Elements name what they hang on as `parentid` or as `parentelementid`; both are accepted."""
    framework = _framework(content)
    found = Found()
    areas = _named(framework.get("standards"), "standardid", "standard", found)
    elements = _named(framework.get("standardelements"), "elementid", "element", found)
    above = {_parent(each) for each in elements.values()}
    ksbs = [
        ksb
        for name, each in elements.items()
        if (ksb := _ksb(each, areas, elements, found, is_parent=name in above))
    ]
    name = plain(framework.get("name"))
    told = f"{name} {plain(framework.get('description'))}"
    reference, version = REFERENCE.search(told), VERSION.search(told)
    found.records = [
        Record(
            reference=reference[0].upper() if reference else "",
            title=REFERENCE.sub("", VERSION.sub("", name)).strip(" -–:,") or name,
            version=version[1] if version else "",
            ksbs=ksbs,
            place="framework",
        )
    ]
    return found


def _framework(content: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(decoded(content))
    except json.JSONDecodeError as error:
        raise UnreadableError(f"This is not whole JSON ({error.msg}).", f"line {error.lineno}") from error
    except RecursionError as error:
        raise UnreadableError("This JSON is nested too deeply to be a framework.") from error
    framework = read.get("framework") if isinstance(read, dict) else None
    if not isinstance(framework, dict) or "standardelements" not in framework:
        raise UnreadableError("This is no framework of Mahara: it has no “standardelements”.")
    return framework


def _named(rows: object, key: str, noun: str, found: Found) -> dict[str, dict[str, Any]]:
    """By identifier; one that is there twice is told and kept once."""
    named: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        place = f"{noun} {number}"
        if not isinstance(row, dict):
            found.trouble(place, "It is no element with names and values.")
            continue
        identifier = str(row.get(key, row.get("id", f"#{number}")))
        if identifier in named:
            found.trouble(place, f"The {key} {identifier[:40]} is there twice.")
            continue
        named[identifier] = {**row, "place": place}
    return named


def _parent(row: Mapping[str, Any]) -> str:
    """The identifier of the element it hangs on; blank for none."""
    return str(row.get("parentelementid", row.get("parentid")) or "")


def _ksb(
    row: Mapping[str, Any],
    areas: Mapping[str, Mapping[str, Any]],
    elements: Mapping[str, Mapping[str, Any]],
    found: Found,
    *,
    is_parent: bool,
) -> RecordKsb | None:
    code, parent = fields.code(row.get("shortname")), _parent(row)
    if parent and parent not in elements:
        found.trouble(row["place"], f"Its parent {parent[:40]} is not there.", stops=False)
    if code is None:
        if not is_parent:
            name = plain(row.get("shortname"))[:40]
            found.trouble(row["place"], f"“{name}” is no code such as K4, so it is left out.", stops=False)
        return None
    above = elements.get(parent) or areas.get(str(row.get("standardid"))) or {}
    name, statement = plain(row.get("name")), plain(row.get("description"))
    if not statement and not name:
        found.trouble(row["place"], f"{code[1]} says nothing.")
    title = name if statement and name != statement else ""
    guid = fields.guid(row.get("elementid"))
    return RecordKsb(code[1], code[0], statement or name, guid, title, plain(above.get("name")), row["place"])
