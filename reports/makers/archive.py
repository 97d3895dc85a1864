"""Makes archives of a whole portfolio: ours, with a showcase PDF where there is one, and Leap2A."""

from pathlib import Path

from django.utils import timezone

from portfolio.models import Apprenticeship, Evidence
from reports.archive.naming import folder_name
from reports.archive.packing import COLLECTING, collected, pack_collected
from reports.leap2.writing import pack_leap2a
from reports.makers.made import Made, MakingFailedError, Note
from reports.makers.showcase import set_showcase, showcase_of
from reports.models import Export
from reports.moment import one_moment
from reports.press import pdf_problem
from reports.showcase import Showcase


def make_archive(export: Export, folder: Path, note: Note) -> Made:
    """`portfolio.json` and the PDF beside it tell of the same moment."""
    note(COLLECTING)
    with one_moment():
        apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
        found = collected(apprenticeship, export.requested_by)
        showcase = showcase_of(export) if can_be_printed(export) else None
    paper = printed(export, showcase, folder, note) if showcase else None
    out = folder / "archive.zip"
    pack_collected(found, out, note, paper)
    return Made(out, filename(apprenticeship, "portfolio"), "application/zip")


def make_leap2a(export: Export, folder: Path, note: Note) -> Made:
    apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
    out = folder / "leap2a.zip"
    pack_leap2a(apprenticeship, by=export.requested_by, out=out, note=note)
    return Made(out, filename(apprenticeship, "leap2a"), "application/zip")


def filename(apprenticeship: Apprenticeship, what: str) -> str:
    return f"{what}-{folder_name(apprenticeship.apprentice.name)}-{timezone.localdate():%Y-%m-%d}.zip"


def can_be_printed(export: Export) -> bool:
    """An archive is worth having without a PDF: where none can be made it goes without."""
    accepted = Evidence.objects.accepted().filter(apprenticeship=export.of_apprenticeship)
    return accepted.exists() and not pdf_problem()


def printed(export: Export, showcase: Showcase, folder: Path, note: Note) -> Path | None:
    try:
        return set_showcase(export, showcase, folder, note).path
    except MakingFailedError:
        return None
