"""Reads `portfolio.json` of an archive that somebody sent: its format, its version, its hashes."""

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.file_types import BY_MEDIA_TYPE
from reports.archive import FORMAT, MAJOR, PAGE, PORTFOLIO, SHOWCASE, STYLE
from reports.archive.opening import MISSING, ArchiveRefusedError, SafeZip
from reports.archive.shapes import PORTFOLIO_PARTS

LARGEST_JSON = 32_000_000
DEEPEST = 40
LARGEST_SIZE = (1 << 63) - 1
KNOWN = {
    *("format", "version", "made", "apprenticeship", "people", "ksbs", "templates", "files"),
    *(part.key for part in PORTFOLIO_PARTS),
    *("earlier", "readiness", "trail"),
}
LISTS = {
    *("people", "ksbs", "templates", "files", "earlier", "readiness", "trail"),
    *(part.key for part in PORTFOLIO_PARTS if not part.is_one),
}
ADDED = {part.key for part in PORTFOLIO_PARTS if part.since}
OURS = {PORTFOLIO, PAGE, STYLE, SHOWCASE}
NOT_OURS = "This ZIP file is not a Waymark archive: there is no portfolio.json in it that says so."
BROKEN = "portfolio.json in the archive cannot be read. Fetch the archive again where you got it."
NEWER = (
    "This archive was written by a newer Waymark: its format is {}, and this site reads up to {}.x. Ask "
    "whoever runs this site to bring Waymark up to date, then send the archive again. Nothing was brought in."
)
CHANGED = (
    "“{}” in the archive is not the file that was put into it: its bytes were changed. Nothing was brought "
    "in. Ask whoever made the archive for it once more."
)
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

Written = Mapping[str, Any]
Note = Callable[[int, int], None]


@dataclass(frozen=True)
class Read:
    """What an archive says. notes: what was passed over, in sentences."""

    written: Written
    digest: str
    notes: tuple[str, ...]

    @property
    def source_id(self) -> str:
        return str(self.written["apprenticeship"].get("id", ""))[:60]


def read_portfolio(archive: SafeZip) -> Read:
    """Refuses what is no archive, what is newer, and what could not be kept. Hashes are `verify`'s."""
    if PORTFOLIO not in archive:
        raise ArchiveRefusedError(NOT_OURS)
    written = parsed(archive.read(PORTFOLIO, LARGEST_JSON))
    refuse_other_formats(written)
    refuse_other_shapes(written)
    unknown = sorted(written.keys() - KNOWN)
    listed = {file["path"] for file in written["files"]}
    unlisted = [name for name in archive.names if name not in listed | OURS and "/" in name]
    return Read(written, digest_of(written), tuple(_notes(unknown, unlisted)))


def _notes(unknown: list[str], unlisted: list[str]) -> list[str]:
    found = []
    if unknown:
        names = ", ".join(name[:40] for name in unknown[:5])
        found.append(f"Parts that this version does not know were passed over: {names}.")
    if unlisted:
        found.append(f"{len(unlisted)} files that portfolio.json does not list were passed over.")
    return found


def parsed(content: bytes) -> dict[str, Any]:
    try:
        written = json.loads(content, parse_constant=_no_constants, parse_float=_finite)
        _refuse_unkeepable(written, 0)
    except (ValueError, RecursionError) as error:
        raise ArchiveRefusedError(BROKEN) from error
    if not isinstance(written, dict):
        raise ArchiveRefusedError(NOT_OURS)
    return written


def _no_constants(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse_unkeepable(value: object, depth: int) -> None:
    """No database keeps NUL or half a character, and nothing of ours lies so deep."""
    if depth > DEEPEST:
        raise ValueError(depth)
    if isinstance(value, str):
        if _UNKEEPABLE.search(value):
            raise ValueError(value[:20])
    elif isinstance(value, list):
        for each in value:
            _refuse_unkeepable(each, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            _refuse_unkeepable(key, depth)
            _refuse_unkeepable(each, depth + 1)


def refuse_other_formats(written: Written) -> None:
    """A later minor version only adds what may be passed over."""
    version = written.get("version")
    if written.get("format") != FORMAT or not isinstance(version, str):
        raise ArchiveRefusedError(NOT_OURS)
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ArchiveRefusedError(BROKEN)
    if int(found[1]) > MAJOR:
        raise ArchiveRefusedError(NEWER.format(version, MAJOR))


def refuse_other_shapes(written: Written) -> None:
    """The outermost shape; rows are looked at one by one when they are made."""
    fine = isinstance(written.get("apprenticeship"), dict) and isinstance(written.get("made"), dict)
    for name in LISTS:
        rows = written.get(name, [] if name in ADDED else None)
        fine = fine and isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not fine:
        raise ArchiveRefusedError(BROKEN)
    for file in written["files"]:
        refuse_file(file)
    for event in written["trail"]:
        refuse_event(event)
    hashes = [file["sha256"] for file in written["files"]]
    if len(set(hashes)) != len(hashes):
        raise ArchiveRefusedError(BROKEN)


def refuse_file(file: Written) -> None:
    texts = [file.get(name) for name in ("path", "media_type", "withheld", "sha256")]
    size = file.get("size")
    is_known = all(isinstance(text, str) for text in texts) and file["media_type"] in BY_MEDIA_TYPE
    if not is_known or not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= LARGEST_SIZE:
        raise ArchiveRefusedError(BROKEN)
    if not _SHA256.fullmatch(file["sha256"]) or bool(file["path"]) == bool(file["withheld"]):
        raise ArchiveRefusedError(BROKEN)


def refuse_event(event: Written) -> None:
    """What the page of the next archive shows of it."""
    texts = [event.get(name) for name in ("provider", "at", "by", "act")]
    try:
        is_known = all(isinstance(text, str) for text in texts)
        if not is_known or dt.datetime.fromisoformat(event["at"]).tzinfo is None:
            raise ArchiveRefusedError(BROKEN)
    except ValueError as error:
        raise ArchiveRefusedError(BROKEN) from error


def verify(archive: SafeZip, written: Written, note: Note) -> None:
    """Every file that the portfolio lists is there, and its bytes are those that were put in."""
    travelling = [file for file in written["files"] if file["path"]]
    total, done = sum(file["size"] for file in travelling), 0
    for file in travelling:
        name = file["path"]
        if name not in archive:
            raise ArchiveRefusedError(MISSING.format(name))
        if archive.size(name) != file["size"] or archive.sha256(name) != file["sha256"]:
            raise ArchiveRefusedError(CHANGED.format(name))
        done += file["size"]
        note(done // 1_000_000, max(1, total // 1_000_000))


def digest_of(written: Written) -> str:
    """Over what the portfolio says, less when and by whom the archive was made and what else was noted."""
    says = {key: value for key, value in written.items() if key not in {"made", "readiness", "trail"}}
    text = json.dumps(says, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(row: Written, name: str, most: int = 200) -> str:
    value = row.get(name, "")
    return value.strip()[:most] if isinstance(value, str) else ""
