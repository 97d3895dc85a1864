"""The official record of standards: one JSON object, or the whole list of them, read one at a time.

Source of the traps: the public list as it was seen. Codes are positions, numbers come as text or empty,
markup is escaped, dates are written in several fashions, foundation apprenticeships name types otherwise.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

import ijson

from standards.choices import KsbKind
from standards.records import fields
from standards.records.text import UnreadableError, decoded, plain
from standards.records.values import Problem, Record, RecordKsb

# By the names under which a record lists them: the kind, and the field that holds the identifier.
LISTS = (
    ("knowledges", KsbKind.KNOWLEDGE, "knowledgeId"),
    ("technicalKnowledges", KsbKind.KNOWLEDGE, "technicalKnowledgeId"),
    ("skills", KsbKind.SKILL, "skillId"),
    ("technicalSkills", KsbKind.SKILL, "technicalSkillId"),
    ("behaviours", KsbKind.BEHAVIOUR, "behaviourId"),
    ("employabilitySkillsAndBehaviours", KsbKind.BEHAVIOUR, "employabilitySkillsAndBehaviourId"),
)
MOST_ADDRESS = 500
LONGEST_SEARCHED = 20_000_000
DEEPEST = 100
NOT_A_RECORD = "This is not a record of a standard: it has no “referenceNumber”."


def read_official(file: IO[bytes]) -> Iterator[tuple[Record | None, list[Problem]]]:
    """Each record with what is wrong with it; None where nothing can be made of it.

    Memory does not grow with the list. Raises UnreadableError where the JSON breaks off or is none.
    """
    number = 0
    last = ""
    try:
        for number, found in enumerate(_objects(file), start=1):
            place = f"record {number}"
            record, problems = _record(found, place)
            last = record.reference if record else last
            yield record, problems
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        after = f" after record {number}{f' ({last})' if last else ''}" if number else ""
        words = f"The file is not whole JSON{after}. Was it cut off on its way?"
        raise UnreadableError(words, _line(file)) from error


def _line(file: IO[bytes]) -> str:
    """Where the JSON breaks; blank for a list so long that reading it once more would take all memory."""
    file.seek(0)
    content = file.read(LONGEST_SEARCHED + 1)
    if len(content) > LONGEST_SEARCHED:
        return ""
    try:
        json.loads(decoded(content))
    except json.JSONDecodeError as error:
        return f"line {error.lineno}"
    except (UnreadableError, RecursionError, ValueError):
        return ""
    return ""


def _objects(file: IO[bytes]) -> Iterator[object]:
    """The members of the list, or the one object that is not in a list."""
    encoding = _encoding(file)
    start = file.tell()
    first = _first_mark(file)
    if not first or first not in b"[{":
        raise UnreadableError("This file holds no JSON: it begins with neither a list nor an object.")
    file.seek(start)
    _refuse_depth(_AsUtf8(file, encoding))
    file.seek(start)
    text = _AsUtf8(file, encoding)
    yield from ijson.items(text, "item" if first == b"[" else "", use_float=True)


def _refuse_depth(text: _AsUtf8) -> None:
    """Of each value the parser keeps the names of all that it is in: very deep, they fill all memory."""
    depth = 0
    with suppress(ijson.JSONError, UnicodeDecodeError):
        for event, _ in ijson.basic_parse(text, use_float=True):
            depth += event.startswith("start_")
            depth -= event.startswith("end_")
            if depth > DEEPEST:
                raise UnreadableError("This JSON is nested too deeply to be a list of standards.")


class _AsUtf8:
    """The file in the one encoding that the parser reads."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self.file = file
        self.decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        while chunk := self.file.read(size):
            if text := self.decoder.decode(chunk):
                return text.encode()
        return self.decoder.decode(b"", final=True).encode()


def _encoding(file: IO[bytes]) -> str:
    """From the mark at its beginning, which is left behind; UTF-8 where there is none."""
    head = file.read(3)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        file.seek(0)
        return "utf-16"
    if head != codecs.BOM_UTF8:
        file.seek(0)
    return "utf-8"


def _first_mark(file: IO[bytes]) -> bytes:
    while mark := file.read(1):
        if mark not in b" \t\r\n\0\xff\xfe":
            return mark
    return b""


def _record(found: object, place: str) -> tuple[Record | None, list[Problem]]:
    if not isinstance(found, dict) or not plain(found.get("referenceNumber")):
        return None, [Problem(place, NOT_A_RECORD)]
    place = f"{place} ({plain(found['referenceNumber'])})"
    problems: list[Problem] = []
    record = Record(
        reference=plain(found["referenceNumber"]).upper(),
        title=plain(found.get("title")),
        version=plain(str(found.get("version") or "")),
        level=fields.number(found.get("level")),
        status=fields.status(found.get("status")),
        larscode=fields.larscode(found.get("larsCode")),
        route=plain(found.get("route")),
        starts_from=_day(found, "earliestStartDate", place, problems),
        starts_until=_day(found, "latestStartDate", place, problems),
        typical_months=fields.number(found.get("typicalDuration")),
        minimum_otj_hours=fields.number(found.get("minimumHoursForCompliance")),
        plan_url=_address(found.get("assessmentPlanUrl")),
        ksbs=_ksbs(found, place, problems),
        is_official=True,
        place=place,
    )
    return record, problems


def _day(found: Mapping[str, Any], name: str, place: str, problems: list[Problem]) -> Any:
    given = found.get(name)
    day = fields.day(given)
    if given and day is None:
        problems.append(Problem(place, f"“{plain(str(given))[:40]}” in “{name}” is no date.", stops=False))
    return day


def _address(given: object) -> str:
    text = plain(given)
    return text if text.startswith(("https://", "http://")) and len(text) <= MOST_ADDRESS else ""


def _ksbs(found: Mapping[str, Any], place: str, problems: list[Problem]) -> Sequence[RecordKsb]:
    """In the order of the record, which alone gives them their codes."""
    ksbs: list[RecordKsb] = []
    counts = dict.fromkeys(KsbKind, 0)
    for name, kind, identifier in LISTS:
        rows = found.get(name) or []
        if not isinstance(rows, list):
            problems.append(Problem(place, f"“{name}” is no list."))
            continue
        for row in rows:
            counts[kind] += 1
            code = f"{kind.value}{counts[kind]}"
            ksbs.append(_ksb(row, kind, code, identifier, f"{place}, {code}", problems))
    return ksbs


def _ksb(
    row: object, kind: KsbKind, code: str, identifier: str, place: str, problems: list[Problem]
) -> RecordKsb:
    told = row if isinstance(row, dict) else {}
    guid = fields.guid(told.get(identifier))
    statement = plain(told.get("detail"))
    if not statement:
        problems.append(Problem(place, "It says nothing."))
    if guid is None:
        problems.append(Problem(place, "Its identifier is no GUID; it is matched by its words.", stops=False))
    return RecordKsb(code, kind, statement, guid, place=place)
