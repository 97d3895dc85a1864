"""Makes the pack for an assessment organisation: PDF, mapping sheet, index and originals in one ZIP."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from portfolio.models import Apprenticeship
from portfolio.sheets import write_book
from reports.archive.packing import put, put_text
from reports.index import EvidenceIndex, IndexEntry, index_of
from reports.makers.made import Made, MakingFailedError, Note
from reports.makers.showcase import COLLECTING, set_showcase, showcase_of
from reports.models import Export
from reports.moment import one_moment
from reports.packs.mapping import Placing, ksb_sheet, mapping_sheet, places_of
from reports.packs.page import page_of
from reports.packs.pages_of_pdf import pages_by_name
from reports.packs.planning import INDEX, DoesNotFitError, Packed, Plan, plan_for
from reports.press import PrintFailedError
from reports.rules import clean_filename
from reports.sheets.paper import TooLongError, set_sheets
from reports.showcase import Showcase

MAPPING, PACKING = "Writing the mapping sheet", "Packing the files"
NOT_CHOSEN = "Nothing is chosen for the {0} any more, so there is nothing to pack."
MISSING = "A file of this portfolio is missing from storage, or is not what was kept."
MEGABYTE = 1_000_000


def make_pack(export: Export, folder: Path, note: Note) -> Made:
    """The PDF, the index and the mapping tell of the same moment, whatever is decided while they are made."""
    note(COLLECTING)
    rules = export.options["rules"]
    with one_moment():
        apprenticeship = Apprenticeship.objects.for_page().get(pk=export.of_apprenticeship.pk)
        showcase, places = showcase_of(export), places_of(apprenticeship)
        index = with_targets(index_of(apprenticeship, only_chosen=True), showcase)
    plan = _planned(showcase, rules)
    pdf = set_showcase(export, showcase, folder, note)
    note(MAPPING)
    placing = Placing(plan, places, pages_by_name(pdf.path).get)
    book, sheet = folder / "mapping.xlsx", folder / "mapping.pdf"
    _write_mapping(index, placing, showcase, rules, book, sheet, note)
    out = folder / "pack.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path, source in ((plan.pdf, pdf.path), (plan.book, book), (plan.sheet, sheet)):
            with source.open("rb") as content:
                put(archive, path, content, note)
        pack_originals(archive, plan.packed, note)
        put_text(archive, INDEX, page_of(showcase, index, placing, plan, rules))
    name = f"{clean_filename(rules['name'], longest=60)} - {clean_filename(showcase.apprentice, longest=80)}"
    return Made(out, f"{name} - {showcase.made_on}.zip", "application/zip", pdf.pages, is_chosen=True)


def _planned(showcase: Showcase, rules: Mapping[str, Any]) -> Plan:
    if not showcase.is_chosen:
        raise MakingFailedError(NOT_CHOSEN.format(showcase.words.showcase))
    try:
        return plan_for(showcase, rules)
    except DoesNotFitError as error:
        raise MakingFailedError(str(error)) from error


def with_targets(index: EvidenceIndex, showcase: Showcase) -> EvidenceIndex:
    """Each entry with the name of its place inside the PDF."""
    targets = {
        (piece.number, claim.code): claim.target for piece in showcase.evidence for claim in piece.claims
    }

    def aimed(entries: Iterable[IndexEntry]) -> tuple[IndexEntry, ...]:
        return tuple(replace(one, target=targets.get((one.number, one.code), "")) for one in entries)

    methods = tuple(
        replace(
            method,
            grades=tuple(
                replace(
                    grade,
                    criteria=tuple(replace(one, entries=aimed(one.entries)) for one in grade.criteria),
                )
                for grade in method.grades
            ),
        )
        for method in index.methods
    )
    return replace(
        index, methods=methods, ksbs=tuple(replace(ksb, entries=aimed(ksb.entries)) for ksb in index.ksbs)
    )


def _write_mapping(
    index: EvidenceIndex,
    placing: Placing,
    showcase: Showcase,
    rules: Mapping[str, Any],
    book: Path,
    sheet: Path,
    note: Note,
) -> None:
    notes = (f"By the house rules of {rules['name']}. Pages and times lead to the exact spot.",)
    write_book([mapping_sheet(index, placing, notes), ksb_sheet(index, placing)], book)
    whose = f"{showcase.apprentice}, {showcase.reference} {showcase.standard}"
    sheets = [mapping_sheet(index, placing, notes), ksb_sheet(index, placing)]
    try:
        set_sheets(sheets, sheet, title="Mapping", whose=whose, note=note)
    except (PrintFailedError, TooLongError) as error:
        raise MakingFailedError(str(error)) from error


def pack_originals(archive: zipfile.ZipFile, packed: Iterable[Packed], note: Note) -> None:
    """A block at a time. What is not there byte for byte stops the pack: nobody gets half a portfolio."""
    packed = list(packed)
    total, done = sum(one.file.size for one in packed), 0
    for one in packed:
        try:
            with default_storage.open(one.file.key) as source:
                if put(archive, one.path, source, note) != one.file.sha256:
                    raise MakingFailedError(MISSING)
        except FileNotFoundError as error:
            raise MakingFailedError(MISSING) from error
        done += one.file.size
        note(PACKING, done // MEGABYTE, max(1, total // MEGABYTE))
