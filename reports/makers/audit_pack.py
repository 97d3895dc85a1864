"""Makes the audit pack of one portfolio."""

from pathlib import Path

from django.utils import timezone

from portfolio.models import Apprenticeship
from reports import press
from reports.audit.packing import pack
from reports.makers.made import Made, MakingFailedError, Note
from reports.models import Export
from reports.rules import clean_filename
from reports.sheets.catalogue import for_sheets


def make_audit_pack(export: Export, folder: Path, note: Note) -> Made:
    found = for_sheets(Apprenticeship.objects.filter(pk=export.of_apprenticeship.pk)).get()
    try:
        out = pack(found, str(export.requested_by), folder, note)
    except press.PrintFailedError as error:
        raise MakingFailedError(str(error)) from error
    day = timezone.localdate().isoformat()
    name = f"Audit pack - {clean_filename(str(found.apprentice), longest=80)} - {day}.zip"
    return Made(out, name, "application/zip")
