"""Makes what a page of sheets offers beside downloads: PDFs, PNGs, and the workbooks of long sheets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from accounts.models import Provider, User
from assessments.boards.scope import Filters, charge_of, narrowed
from portfolio.models import Apprenticeship
from portfolio.sheets import MEDIA_TYPES, XLSX, Sheet, write_book
from reports import press
from reports.gaps import gap_analysis
from reports.makers.made import Made, MakingFailedError, Note
from reports.models import Export
from reports.pictures.catalogue import PICTURES, svg_of
from reports.pictures.raster import png_of
from reports.rules import clean_filename
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER, Charge, Entry, for_sheets, sheet_of
from reports.sheets.paper import TooLongError, set_sheets

COLLECTING, SETTING, DRAWING = "Collecting the rows", "Setting the pages", "Drawing the picture"
NOT_THERE = "There is no such sheet any more, or you may no longer take it away."


def make_sheet(export: Export, folder: Path, note: Note) -> Made:
    """What is offered is asked again: somebody may have lost a role while the export waited."""
    note(COLLECTING)
    wanted = Wanted(export)
    try:
        if wanted.name in PICTURES and export.apprenticeship is not None:
            return _picture(wanted, export.apprenticeship, folder, note)
        sheet = wanted.sheet()
        if wanted.format == XLSX:
            return _workbook(sheet, folder, note)
        return _paper(sheet, wanted.whose, folder, note)
    except (press.PrintFailedError, TooLongError) as error:
        raise MakingFailedError(str(error)) from error


class Wanted:
    """What an export asks for, found again in the catalogue."""

    def __init__(self, export: Export) -> None:
        self.export, self.user = export, export.requested_by
        self.name, self.format = str(export.options["sheet"]), str(export.options["format"])
        self.today = timezone.localdate()

    @property
    def whose(self) -> str:
        apprenticeship = self.export.apprenticeship
        if apprenticeship is None:
            return str(self.export.provider)
        return f"{apprenticeship.apprentice} · {apprenticeship.version}"

    def sheet(self) -> Sheet:
        if self.export.apprenticeship is not None:
            return self._of_portfolio(self.export.apprenticeship)
        if self.export.provider is None:
            raise MakingFailedError(NOT_THERE)
        return self._of_provider(self.export.provider)

    def _of_portfolio(self, apprenticeship: Apprenticeship) -> Sheet:
        entry = _allowed(PORTFOLIO.get(self.name), self.user, apprenticeship)
        return sheet_of(entry, _again(apprenticeship), self.user, apprenticeship.apprentice, self.today)

    def _of_provider(self, provider: Provider) -> Sheet:
        entry = _allowed(COHORT.get(self.name) or PROVIDER.get(self.name), self.user, provider)
        subject: Any = self._charge(provider) if self.name in COHORT else provider
        return sheet_of(entry, subject, self.user, provider, self.today)

    def _charge(self, provider: Provider) -> Charge:
        role = str(self.export.options.get("role", ""))
        asked = QueryDict(str(self.export.options.get("query", ""))).dict()
        found = charge_of(self.user, role).filter(provider=provider)
        filters = Filters.read({name: str(value) for name, value in asked.items()}, role)
        return Charge(narrowed(found, filters, self.today), self.today)


def _allowed(entry: Entry | None, user: User, subject: object) -> Entry:
    if entry is None or not entry.may(user, subject):
        raise MakingFailedError(NOT_THERE)
    return entry


def _again(apprenticeship: Apprenticeship) -> Apprenticeship:
    return for_sheets(Apprenticeship.objects.filter(pk=apprenticeship.pk)).get()


def _paper(sheet: Sheet, whose: str, folder: Path, note: Note) -> Made:
    out = folder / "sheet.pdf"
    note(SETTING)
    printed = set_sheets([sheet], out, title=sheet.title, whose=whose, note=partial(note, SETTING))
    return Made(out, f"{sheet.name}.pdf", "application/pdf", pages=printed.pages)


def _workbook(sheet: Sheet, folder: Path, note: Note) -> Made:
    out = folder / "sheet.xlsx"
    write_book([sheet.with_rows(_counted(sheet, note))], out)
    return Made(out, f"{sheet.name}.xlsx", MEDIA_TYPES[XLSX])


def _counted(sheet: Sheet, note: Callable[[str], None]) -> Any:
    for row in sheet.rows:
        note(COLLECTING)
        yield row


def _picture(wanted: Wanted, apprenticeship: Apprenticeship, folder: Path, note: Note) -> Made:
    note(DRAWING)
    picture = PICTURES[wanted.name]
    found = gap_analysis(_again(apprenticeship))
    svg = svg_of(wanted.name, apprenticeship, found)
    out = png_of(svg, picture.title, folder, note=partial(note, DRAWING))
    name = clean_filename(f"{picture.title} - {apprenticeship.apprentice} - {wanted.today.isoformat()}")
    return Made(out, f"{name}.png", "image/png")
