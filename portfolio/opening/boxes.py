"""The boxes of MP4, QuickTime and M4A files: where they point, what they say, how long they play."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

MEDIA_TYPES = {"audio/mp4", "video/mp4", "video/quicktime"}
CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"edts", b"moof", b"traf", b"mvex"}
SAID = {b"udta", b"meta", b"uuid"}
PRIVATE = re.compile(
    rb"xyz|loci|gps|iso6709|location|auth|artist|owner|serial|xmp|rdf|\xa9(?:ART|aut|cmt|cpy|des|nam|wrt|prd|dir)"
    rb"|creat|comment|copyright|descri|cprt|perf|dscp|titl|covr",
    re.IGNORECASE,
)
# A menu of references to other films, as QuickTime had it.
REFERENCES = {b"rmra", b"rmda", b"rdrf"}
DATA_IN_THIS_FILE = 0x1
HANDLERS = {b"vide", b"soun", b"tmcd", b"hint"}
MOST_BOXES, MOST_DEPTH = 20_000, 12
LARGEST_SMALL_BOX = 1_000_000
WIPED_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Box:
    name: bytes
    start: int
    body: int
    end: int


@dataclass
class Seen:
    """said: the boxes made for words, by where they lie. is_private: some are about place or person."""

    names: set[bytes] = field(default_factory=set)
    said: list[Box] = field(default_factory=list)
    is_private: bool = False
    points_elsewhere: bool = False
    has_other_tracks: bool = False
    seconds: int | None = None
    count: int = 0

    @property
    def is_whole(self) -> bool:
        return {b"moov", b"mdat"} <= self.names

    @property
    def is_fragmented(self) -> bool:
        return b"moof" in self.names


def look_through(path: Path) -> Seen:
    seen = Seen()
    with path.open("rb") as file:
        look_at(file, 0, path.stat().st_size, seen, 0)
    return seen


def look_at(file: BinaryIO, start: int, end: int, seen: Seen, depth: int) -> None:
    for box in boxes(file, start, end):
        seen.count += 1
        if seen.count > MOST_BOXES or depth > MOST_DEPTH:
            return
        seen.names.add(box.name)
        if box.name in SAID:
            seen.said.append(box)
            seen.is_private |= box.name == b"uuid" or bool(PRIVATE.search(small(file, box)))
        elif box.name in CONTAINERS:
            look_at(file, box.body, box.end, seen, depth + 1)
        elif box.name in REFERENCES:
            seen.points_elsewhere = True
        else:
            read_box(file, box, seen)


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        size, name, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), start + 16
        elif size == 0:
            size = end - start
        if size < body - start:
            return
        yield Box(name, start, body, min(start + size, end))
        start += size


def read_box(file: BinaryIO, box: Box, seen: Seen) -> None:
    if box.name not in {b"dref", b"hdlr", b"mvhd"}:
        return
    content = small(file, box)
    if box.name == b"dref":
        seen.points_elsewhere |= refers_to_others(content)
    elif box.name == b"hdlr" and content[4:8] != b"dhlr":
        seen.has_other_tracks |= content[8:12] not in HANDLERS
    elif box.name == b"mvhd":
        seen.seconds = length(content)


def small(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.body)
    return file.read(min(box.end - box.body, LARGEST_SMALL_BOX))


def refers_to_others(content: bytes) -> bool:
    """Each entry says by a flag that the data lie in this same file; `alis` and `url ` can say otherwise."""
    at = 8
    for _ in range(int.from_bytes(content[4:8], "big")):
        size = int.from_bytes(content[at : at + 4], "big")
        if size < 12 or at + 12 > len(content):
            return False
        if not int.from_bytes(content[at + 9 : at + 12], "big") & DATA_IN_THIS_FILE:
            return True
        at += size
    return False


def length(content: bytes) -> int | None:
    is_long = content[:1] == b"\x01"
    scale, duration = (content[20:24], content[24:32]) if is_long else (content[12:16], content[16:20])
    ticks = int.from_bytes(scale, "big")
    seconds = round(int.from_bytes(duration, "big") / ticks) if ticks else 0
    return seconds if 0 < seconds < 1_000_000 else None


def copy_without(path: Path, said: list[Box], target: Path) -> None:
    """The same bytes in the same places, with those boxes blank: nothing that counts bytes is upset."""
    shutil.copyfile(path, target)
    with target.open("r+b") as file:
        for box in said:
            file.seek(box.start + 4)
            file.write(b"free")
            file.seek(box.body)
            for at in range(box.body, box.end, WIPED_AT_ONCE):
                file.write(b"\0" * min(WIPED_AT_ONCE, box.end - at))
