"""Which dialect a file is in, and all that it holds, whatever it is in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import IO

from standards.records.case import read_case
from standards.records.mahara import read_mahara
from standards.records.moodle import read_moodle
from standards.records.official import read_official
from standards.records.pack import read_pack_file
from standards.records.sheet import read_sheet
from standards.records.text import UnreadableError
from standards.records.values import Found, Problem, Record

HEAD = 4096
LARGEST_WHOLE = 20_000_000
PACK = re.compile(rb"^pack:\s", re.MULTILINE)


class Dialect(StrEnum):
    OFFICIAL = "official"
    CASE = "case"
    MOODLE = "moodle"
    MAHARA = "mahara"
    SHEET = "sheet"
    PACK = "pack"


@dataclass(frozen=True)
class Said:
    """What the person who sends the file says where the file does not."""

    reference: str = ""
    title: str = ""
    version: str = ""
    level: int | None = None
    starts_from: dt.date | None = None

    def fill(self, record: Record) -> Record:
        return replace(
            record,
            reference=record.reference or self.reference,
            title=record.title or self.title,
            version=record.version or self.version,
            level=record.level or self.level,
            starts_from=record.starts_from or self.starts_from,
        )


WHOLE: dict[Dialect, Callable[[bytes], Found]] = {
    Dialect.CASE: read_case,
    Dialect.MOODLE: read_moodle,
    Dialect.MAHARA: read_mahara,
    Dialect.PACK: read_pack_file,
}


def records_in(
    file: IO[bytes], dialect: Dialect, said: Said
) -> Iterator[tuple[Record | None, list[Problem]]]:
    """Each record with what was met in reading it. Raises UnreadableError for a file of no such kind."""
    if dialect == Dialect.OFFICIAL:
        for record, problems in read_official(file):
            yield (said.fill(record) if record else None), problems
        return
    content = file.read(LARGEST_WHOLE + 1)
    if len(content) > LARGEST_WHOLE:
        raise UnreadableError(
            f"It has more than {LARGEST_WHOLE // 1_000_000} MB; only the official list may."
        )
    if dialect == Dialect.SHEET:
        found = read_sheet(content, reference=said.reference, title=said.title, version=said.version)
    else:
        found = WHOLE[dialect](content)
    for record in found.records:
        yield said.fill(record), found.problems


def dialect_of(file: IO[bytes]) -> Dialect:
    """By its beginning, which is left unread."""
    head = file.read(HEAD)
    file.seek(0)
    text = head.replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if head.startswith(b"PK"):
        return Dialect.SHEET
    if not text.startswith((b"{", b"[")):
        if PACK.search(text):
            return Dialect.PACK
        return Dialect.MOODLE if b"parent id number" in text else Dialect.SHEET
    if b'"pack"' in text:
        return Dialect.PACK
    if b'"cfdocument"' in text or b'"cfitems"' in text:
        return Dialect.CASE
    return Dialect.MAHARA if b'"framework"' in text else Dialect.OFFICIAL
