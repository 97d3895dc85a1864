"""Makes the showcase PDF: data, page, paper."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from portfolio.storage import on_this_disk
from reports import press, rules
from reports.building import build_showcase
from reports.choices import choices_in
from reports.fingerprints import fingerprint
from reports.makers.made import Made, MakingFailedError, Note
from reports.models import Export
from reports.moment import one_moment
from reports.seals.printed import code_of, printed_issue
from reports.seals.zips import Held
from reports.showcase import Showcase
from standards.words import capitalised

COLLECTING, SETTING = "Collecting the evidence", "Setting the pages"
MISSING = "A file of this portfolio is missing from storage."


def make_showcase(export: Export, folder: Path, note: Note) -> Made:
    note(COLLECTING)
    return set_showcase(export, showcase_of(export), folder, note)


def set_showcase(export: Export, showcase: Showcase, folder: Path, note: Note) -> Made:
    """The PDF of what was read before, whatever was changed since."""
    html = render_to_string(
        "reports/showcase_print.html", {"showcase": showcase, "issue": printed_issue(export.serial)}
    )
    total = rules.estimated_pages(len(showcase.evidence), len(html), showcase.file_count)
    note(SETTING, 0, total)
    out = folder / "showcase.pdf"
    try:
        printed = press.to_pdf(
            html,
            pictures=pictures_of(showcase, folder)
            | code_of(export.serial, folder)
            | logo_of(showcase, folder),
            photos=photos_of(showcase),
            attachments=originals_of(showcase, folder),
            out=out,
            limits=press.Limits(settings.WAYMARK_PDF_SECONDS, settings.WAYMARK_PDF_MEGABYTES),
            on_page=lambda page: note(SETTING, page, max(page, total)),
            on_wait=note,
        )
    except press.PrintFailedError as error:
        raise MakingFailedError(str(error)) from error
    pattern = choices_in(export.options).pdf_name
    called = capitalised(showcase.words.showcase)
    name = rules.showcase_filename(
        showcase.apprentice, showcase.reference, showcase.made_on, pattern, called=called
    )
    return Made(
        out,
        name,
        "application/pdf",
        pages=printed.pages,
        is_chosen=showcase.is_chosen,
        fingerprint=fingerprint_of(showcase),
        held=tuple(Held(file.embedded_as, file.sha256, file.size) for _, file in showcase.embedded),
    )


def showcase_of(export: Export) -> Showcase:
    choices = choices_in(export.options)
    with one_moment():
        return build_showcase(export.of_apprenticeship, made_on=timezone.localdate(), choices=choices)


def fingerprint_of_showcase(export: Export) -> str:
    return fingerprint_of(showcase_of(export))


def fingerprint_of(showcase: Showcase) -> str:
    """All that is shown, but for the day; the options are compared apart from it."""
    return fingerprint(replace(showcase, made_on=dt.date.min))


def pictures_of(showcase: Showcase, folder: Path) -> dict[str, Path]:
    """The safe copies, never the originals, by the key that the page calls them by."""
    pictures = {file.sha256: file.picture_key for file in showcase.files if file.picture_key}
    pictures |= {page.address: page.picture_key for file in showcase.files for page in file.sheets}
    pictures |= {sheet.address: sheet.picture_key for piece in showcase.evidence for sheet in piece.sheets}
    return {address: printable(key, folder) for address, key in pictures.items()}


def logo_of(showcase: Showcase, folder: Path) -> dict[str, Path]:
    if showcase.logo is None:
        return {}
    path = folder / "logo.jpg"
    path.write_bytes(showcase.logo.picture)
    return {showcase.logo.sha256: path}


def photos_of(showcase: Showcase) -> set[str]:
    """The keys of the pictures that are printed small."""
    return {file.sha256 for piece in showcase.evidence for file in (*piece.pictures, *piece.clips)}


def originals_of(showcase: Showcase, folder: Path) -> list[press.Original]:
    return [
        press.Original(
            path=str(printable(file.key, folder)),
            name=file.embedded_as,
            media_type=file.media_type,
            description=f"Piece {piece.number}: {file.name}. SHA-256 {file.sha256}",
        )
        for piece, file in showcase.embedded
    ]


def printable(key: str, folder: Path) -> Path:
    """A stored file as one that the printer can open."""
    try:
        return on_this_disk(key, folder)
    except FileNotFoundError as error:
        raise MakingFailedError(MISSING) from error
