"""The mapping sheet: each criterion and KSB with the pieces that show it, by page, second and file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from portfolio.models import Apprenticeship, Attachment, StoredFile
from portfolio.sheets import Column, Holds, Row, Sheet
from reports.index import EvidenceIndex, IndexEntry
from reports.packs.planning import Plan

PAPER_PAGE = Callable[[str], int | None]
COLUMNS = (
    Column("Method", chars=26),
    Column("Grade", Holds.CODE, chars=12),
    Column("Criterion", Holds.CODE, chars=10),
    Column("Criterion in words", Holds.TEXT, chars=44),
    Column("KSB", Holds.CODE, chars=7),
    Column("Piece", Holds.NUMBER, chars=7),
    Column("Title", chars=30),
    Column("Where", chars=34),
    Column("Page of the file", Holds.NUMBER, chars=9),
    Column("Time", Holds.CODE, chars=8),
    Column("Page of the PDF", Holds.NUMBER, chars=9),
    Column("Decision", chars=12),
    Column("Assessor", chars=20, is_printed=False),
    Column("How it shows it", Holds.TEXT, is_printed=False),
    Column("File in this pack", Holds.TEXT, chars=40, is_printed=False),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry of the index with its place in the pack. href: opens it at its page or second."""

    entry: IndexEntry
    path: str
    href: str
    paper_page: int | None


class Placing:
    """Where in the pack each entry of the index is found."""

    def __init__(self, plan: Plan, places: Mapping[UUID, int], paper_page: PAPER_PAGE) -> None:
        self.plan, self.places, self.paper_page = plan, places, paper_page

    def spot(self, entry: IndexEntry) -> Spot:
        place = self.places.get(entry.attachment_id) if entry.attachment_id else None
        path = self.plan.path_of(entry.number, place) if place else ""
        page = self.paper_page(entry.target) or self.paper_page(f"piece-{entry.number}")
        return Spot(entry, path, self._href(entry, path, page), page)

    def _href(self, entry: IndexEntry, path: str, paper_page: int | None) -> str:
        """Browsers open a PDF at its page and a clip at its second by what stands behind the #."""
        if not path:
            return f"{quote(self.plan.pdf)}#page={paper_page}" if paper_page else quote(self.plan.pdf)
        if entry.page:
            return f"{quote(path)}#page={entry.page}"
        return f"{quote(path)}#t={entry.at}" if entry.time else quote(path)


def places_of(apprenticeship: Apprenticeship) -> dict[UUID, int]:
    """Attachment id -> its place among the files of its piece, from 1, as a showcase counts. One query."""
    held = Attachment.objects.filter(
        revision__shown_of__apprenticeship=apprenticeship, file__state=StoredFile.State.SAFE
    )
    rows = held.order_by("revision", "position").values_list("pk", "revision")
    places, counts = {}, dict[UUID, int]()
    for pk, revision in rows:
        counts[revision] = counts.get(revision, 0) + 1
        places[pk] = counts[revision]
    return places


def mapping_sheet(index: EvidenceIndex, placing: Placing, notes: tuple[str, ...]) -> Sheet:
    return Sheet("mapping", "Mapping", COLUMNS, _rows(index, placing), notes)


def ksb_sheet(index: EvidenceIndex, placing: Placing) -> Sheet:
    columns = (Column("KSB", Holds.CODE, chars=7), Column("KSB in words", chars=40), *COLUMNS[5:])
    return Sheet("ksbs", "By KSB", columns, _ksb_rows(index, placing))


def _rows(index: EvidenceIndex, placing: Placing) -> Iterator[Row]:
    """A criterion that nothing speaks to has a row too, so that nobody has to look for it."""
    for method in index.methods:
        for grade in method.grades:
            for criterion in grade.criteria:
                head = (method.name, grade.label, criterion.code, criterion.text)
                if not criterion.entries:
                    yield (*head, ", ".join(criterion.codes), *_nothing("Nothing here speaks to it"))
                for entry in criterion.entries:
                    yield (*head, entry.code, *_cells(placing.spot(entry)))


def _ksb_rows(index: EvidenceIndex, placing: Placing) -> Iterator[Row]:
    for ksb in index.ksbs:
        if not ksb.entries:
            yield (ksb.code, ksb.title, *_nothing("Nothing here shows it"))
        for entry in ksb.entries:
            yield (ksb.code, ksb.title, *_cells(placing.spot(entry)))


def _nothing(words: str) -> Row:
    return (None, "", words, None, "", None, "", "", "", "")


def _cells(spot: Spot) -> Row:
    entry = spot.entry
    return (
        entry.number,
        entry.title,
        entry.where,
        entry.page,
        entry.time,
        spot.paper_page,
        entry.label,
        entry.assessor,
        entry.justification,
        spot.path,
    )
