"""Puts a portfolio into a ZIP, a block at a time: memory does not grow with what is in it."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.core.files.storage import default_storage

from accounts.models import User
from portfolio.models import Apprenticeship
from reports.archive import PAGE, PORTFOLIO, SHOWCASE, STYLE
from reports.archive.document import Document
from reports.archive.page import page_of, style
from reports.archive.registers import Packed
from reports.moment import one_moment

BLOCK = 1 << 20
# Every member carries the same moment, so that equal portfolios make equal archives.
MOMENT = (1980, 1, 1, 0, 0, 0)
COLLECTING, PACKING = "Collecting the portfolio", "Packing the files"
MISSING = "The file was missing from storage when the archive was made."


class Note(Protocol):
    def __call__(self, stage: str = "", done: int = 0, total: int = 0) -> None: ...


@dataclass(frozen=True)
class Collected:
    """What leaves, as it stood at one moment: what `portfolio.json` will say, and which files go along."""

    written: Mapping[str, Any]
    files: tuple[Packed, ...]


def pack(
    apprenticeship: Apprenticeship,
    *,
    by: User,
    out: Path,
    note: Note,
    showcase: Path | None = None,
) -> dict[str, Any]:
    """Write the archive; answers what `portfolio.json` says.

    The apprenticeship must have been fetched with `for_page()`. showcase: a PDF to put in.
    """
    note(COLLECTING)
    return pack_collected(collected(apprenticeship, by), out, note, showcase)


def collected(apprenticeship: Apprenticeship, by: User) -> Collected:
    with one_moment():
        document = Document(apprenticeship, by=by)
        return Collected(document.written(), tuple(document.files.packed.values()))


def pack_collected(found: Collected, out: Path, note: Note, showcase: Path | None) -> dict[str, Any]:
    written = dict(found.written)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        withheld = pack_files(archive, found.files, note)
        written["files"] = [_with_what_was_withheld(file, withheld) for file in written["files"]]
        put_text(archive, PORTFOLIO, as_json(written))
        put_text(archive, PAGE, page_of(written, has_showcase=showcase is not None))
        put_text(archive, STYLE, style())
        if showcase is not None:
            with showcase.open("rb") as source:
                put(archive, SHOWCASE, source)
    return written


def as_json(written: dict[str, Any]) -> str:
    return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def pack_files(archive: zipfile.ZipFile, files: Iterable[Packed], note: Note) -> dict[str, str]:
    """Answers, by hash, what could not be put in and why."""
    packed = sorted((file for file in files if file.path), key=lambda file: file.path)
    total, done, withheld = sum(file.handed.size for file in packed), 0, {}
    for file in packed:
        try:
            with default_storage.open(file.handed.key) as source:
                if put(archive, file.path, source, note) != file.handed.sha256:
                    withheld[file.handed.sha256] = "Its bytes in storage are not those that were kept."
        except FileNotFoundError:
            withheld[file.handed.sha256] = MISSING
        done += file.handed.size
        note(PACKING, done // 1_000_000, max(1, total // 1_000_000))
    return withheld


def _with_what_was_withheld(file: dict[str, Any], withheld: dict[str, str]) -> dict[str, Any]:
    reason = withheld.get(file["sha256"])
    return {**file, "path": "", "withheld": reason} if reason else file


def put(
    archive: zipfile.ZipFile, name: str, source: "BinaryIO | Any", beat: Callable[[], None] = lambda: None
) -> str:
    """Store one file as it is; answers the SHA-256 of what was written."""
    digest = hashlib.sha256()
    info = member(name)
    size = getattr(source, "size", None)
    with archive.open(info, "w", force_zip64=size is None or size > 1_900_000_000) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
            beat()
    return digest.hexdigest()


def put_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = member(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.encode())


def member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MOMENT)
    info.external_attr = 0o100644 << 16
    return info
