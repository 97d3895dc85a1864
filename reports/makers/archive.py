"""Makes the archive of a whole portfolio, with a showcase PDF in it where there is something to show."""

from pathlib import Path

from django.utils import timezone

from portfolio.models import Apprenticeship, Evidence
from reports.archive.naming import folder_name
from reports.archive.packing import pack
from reports.makers.made import Made, MakingFailedError, Note
from reports.makers.showcase import make_showcase
from reports.models import Export
from reports.press import pdf_problem


def make_archive(export: Export, folder: Path, note: Note) -> Made:
    apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
    showcase = showcase_of(export, folder, note)
    out = folder / "archive.zip"
    pack(apprenticeship, by=export.requested_by, out=out, note=note, showcase=showcase)
    name = f"portfolio-{folder_name(apprenticeship.apprentice.name)}-{timezone.localdate():%Y-%m-%d}.zip"
    return Made(out, name, "application/zip")


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
