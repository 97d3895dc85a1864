"""Makes archives of a whole portfolio: ours, with a showcase PDF where there is one, and Leap2A."""

from pathlib import Path

from django.utils import timezone

from portfolio.models import Apprenticeship, Evidence
from reports.archive.naming import folder_name
from reports.archive.packing import pack
from reports.leap2.writing import pack_leap2a
from reports.makers.made import Made, MakingFailedError, Note
from reports.makers.showcase import make_showcase
from reports.models import Export
from reports.press import pdf_problem


def make_archive(export: Export, folder: Path, note: Note) -> Made:
    apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
    showcase = showcase_of(export, folder, note)
    out = folder / "archive.zip"
    pack(apprenticeship, by=export.requested_by, out=out, note=note, showcase=showcase)
    return Made(out, filename(apprenticeship, "portfolio"), "application/zip")


def make_leap2a(export: Export, folder: Path, note: Note) -> Made:
    apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
    out = folder / "leap2a.zip"
    pack_leap2a(apprenticeship, by=export.requested_by, out=out, note=note)
    return Made(out, filename(apprenticeship, "leap2a"), "application/zip")


def filename(apprenticeship: Apprenticeship, what: str) -> str:
    return f"{what}-{folder_name(apprenticeship.apprentice.name)}-{timezone.localdate():%Y-%m-%d}.zip"


def showcase_of(export: Export, folder: Path, note: Note) -> Path | None:
    """An archive is worth having without a PDF: where none can be made it goes without."""
    is_something_accepted = (
        Evidence.objects.accepted().filter(apprenticeship=export.of_apprenticeship).exists()
    )
    if not is_something_accepted or pdf_problem():
        return None
    try:
        return make_showcase(export, folder, note).path
    except MakingFailedError:
        return None
