"""Packs the audit pack: sheets as CSV, one workbook and one PDF, the answers, a page, the hashes."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone

from portfolio.models import Apprenticeship
from portfolio.sheets import Sheet, csv_lines, write_book
from reports.audit.contents import ANSWERS, BOOK, PAGE, PAPER, SUMS, Listed, Part, sheets_of
from reports.seals.zips import LISTING as SEAL
from reports.sheets.paper import MOST_ROWS, set_sheets
from reports.sheets.readiness import kept_answers
from standards.words import Words

READ_AT_ONCE = 1 << 20
NO_REVIEWS = "Progress reviews are not kept in Waymark. Put the signed records of them beside this pack."


@dataclass(frozen=True, slots=True)
class Pack:
    """What is said of the whole on its page."""

    apprentice: str
    provider: str
    employer: str
    standard: str
    plan: str
    started_on: dt.date
    gateway_on: dt.date
    words: Words
    made_at: dt.datetime
    made_for: str
    listed: tuple[Listed, ...]


Note = Callable[[str, int, int], None]


def pack(apprenticeship: Apprenticeship, made_for: str, folder: Path, note: Note) -> Path:
    """The ZIP. Raises PrintFailedError as the press does. Needs what `for_sheets` fetches."""
    out = folder / "audit-pack.zip"
    parts = []
    for part, sheet in sheets_of(apprenticeship):
        parts.append((part, sheet))
        note("Collecting the rows", len(parts), 0)
    whose = f"{apprenticeship.apprentice} · {apprenticeship.version}"
    write_book((sheet for _, sheet in parts), folder / BOOK)
    printed = [sheet for part, sheet in parts if _is_printed(part, sheet)]
    note("Setting the pages", 0, 0)
    set_sheets(
        printed,
        folder / PAPER,
        title="Audit pack",
        whose=whose,
        note=lambda: note("Setting the pages", 0, 0),
    )
    note("Packing", 0, 0)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        sums = _Sums(archive)
        sums.add_text(PAGE, _page(apprenticeship, made_for, parts))
        for name in (PAPER, BOOK):
            sums.add_file(name, folder / name)
        for _, sheet in parts:
            sums.add_lines(f"csv/{sheet.name}.csv", csv_lines(sheet))
        sums.add_lines(ANSWERS, _json_of(apprenticeship))
        sums.close()
    return out


def _is_printed(part: Part, sheet: Sheet) -> bool:
    return part.is_printed and len(list(sheet.rows)) <= MOST_ROWS


def _page(apprenticeship: Apprenticeship, made_for: str, parts: Iterable[tuple[Part, Sheet]]) -> str:
    words = apprenticeship.plan.words
    listed = tuple(
        Listed(
            sheet.title, words.say(part.about), sheet.name, len(list(sheet.rows)), _is_printed(part, sheet)
        )
        for part, sheet in parts
    )
    version = apprenticeship.version
    about = Pack(
        apprentice=str(apprenticeship.apprentice),
        provider=str(apprenticeship.provider),
        employer=str(apprenticeship.employer),
        standard=f"{version.standard.reference} {version.standard.title}, version {version.version}",
        plan=str(apprenticeship.plan),
        started_on=apprenticeship.started_on,
        gateway_on=apprenticeship.gateway_planned_on,
        words=words,
        made_at=timezone.now(),
        made_for=made_for,
        listed=listed,
    )
    files = {"book": BOOK, "paper": PAPER, "answers": ANSWERS, "sums": SUMS, "seal": SEAL}
    return render_to_string("reports/audit/print/index.html", {"pack": about, "reviews": NO_REVIEWS, **files})


def _json_of(apprenticeship: Apprenticeship) -> Iterable[str]:
    yield "[\n"
    for number, kept in enumerate(kept_answers(apprenticeship)):
        yield (",\n" if number else "") + json.dumps(kept, ensure_ascii=False)
    yield "\n]\n"


class _Sums:
    """Writes files into the archive and the SHA-256 of each into a list, as `sha256sum -c` reads it."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive, self.lines = archive, list[str]()

    def add_text(self, name: str, text: str) -> None:
        self.add_lines(name, [text])

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as content:
            self._add(name, iter(lambda: content.read(READ_AT_ONCE), b""))

    def add_lines(self, name: str, lines: Iterable[str]) -> None:
        self._add(name, (line.encode("utf-8", "replace") for line in lines))

    def close(self) -> None:
        self.archive.writestr(SUMS, "".join(self.lines))

    def _add(self, name: str, chunks: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        entry = ZipInfo(name, timezone.localtime().timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED
        with self.archive.open(entry, "w") as out:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
        self.lines.append(f"{digest.hexdigest()}  {name}\n")
