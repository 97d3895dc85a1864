"""Marks that assessors drew on pages and pictures, as both the page and the paper read them.

They belong to the app above, so the relation is named by string.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.models import Attachment, Revision, StoredFile
from portfolio.viewing import page_picture

PLACES = ("page", "left", "top", "width", "height", "number", "note")


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A numbered box with a note. page: from 1. left, top, width, height: ten-thousandths of the page."""

    attachment: UUID
    page: int
    left: int
    top: int
    width: int
    height: int
    number: int
    note: str

    @property
    def percents(self) -> dict[str, str]:
        """As attributes of a drawing that is laid over the page, whatever its size."""
        sides = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        return {name: f"{side / 100:g}%" for name, side in sides.items()}


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """One page or picture with what was drawn on it. picture: "" where no picture of the page is kept."""

    attachment: UUID
    file_name: str
    page: int
    pages: int
    picture: str
    marks: Sequence[DrawnMark]

    @property
    def name(self) -> str:
        return f"{self.file_name}, page {self.page}" if self.pages > 1 else self.file_name


def marks_of(revision_ids: Iterable[UUID]) -> dict[UUID, list[DrawnMark]]:
    """Revision id -> its marks in the order of their numbers; only where there are any. One query."""
    rows = _marked(revision_ids).values_list(
        "revision", "pk", *(f"page_marks__{name}" for name in PLACES), named=False
    )
    found: dict[UUID, list[DrawnMark]] = defaultdict(list)
    for revision, *mark in rows.order_by("revision", "page_marks__number"):
        found[revision].append(DrawnMark(*mark))
    return dict(found)


def sheets_of(revision_ids: Iterable[UUID]) -> dict[UUID, list[MarkedSheet]]:
    """Revision id -> its marked pages in the order of its files, each with its marks. One query."""
    return _sheets(_with_marks(_marked(revision_ids)))


def files_and_sheets(
    revision: Revision, marked: Revision | None
) -> tuple[list[Attachment], list[MarkedSheet]]:
    """The files of one version, and the marked pages of the same or another one. One query."""
    ids = {revision.pk, marked.pk if marked else revision.pk}
    rows = list(_with_marks(Attachment.objects.filter(revision__in=ids)))
    files = {row.pk: row for row in rows if row.revision_id == revision.pk}
    sheets = _sheets(row for row in rows if vars(row)["mark_number"] is not None)
    return list(files.values()), sheets.get(marked.pk, []) if marked else []


def _with_marks(attachments: "QuerySet[Attachment, Any]") -> "QuerySet[Attachment, Any]":
    """A row for each mark, and one for a file without any."""
    rows = attachments.select_related("file").annotate(
        mark_page=F("page_marks__page"),
        mark_left=F("page_marks__left"),
        mark_top=F("page_marks__top"),
        mark_width=F("page_marks__width"),
        mark_height=F("page_marks__height"),
        mark_number=F("page_marks__number"),
        mark_note=F("page_marks__note"),
    )
    return rows.order_by("revision", "position", "pk", "mark_page", "mark_number")


def _sheets(rows: Iterable[Attachment]) -> dict[UUID, list[MarkedSheet]]:
    found: dict[UUID, list[MarkedSheet]] = defaultdict(list)
    for (revision, _pk, page), same in groupby(
        rows, lambda row: (row.revision_id, row.pk, vars(row)["mark_page"])
    ):
        attachments = list(same)
        found[revision].append(_sheet(attachments[0], page, [_mark_on(row) for row in attachments]))
    return dict(found)


def _marked(revision_ids: Iterable[UUID]) -> "QuerySet[Attachment, Any]":
    return Attachment.objects.filter(revision__in=list(revision_ids), page_marks__isnull=False)


def _mark_on(row: Attachment) -> DrawnMark:
    columns = vars(row)
    return DrawnMark(row.pk, *(columns[f"mark_{name}"] for name in PLACES))


def _sheet(attachment: Attachment, page: int, marks: Sequence[DrawnMark]) -> MarkedSheet:
    return MarkedSheet(
        attachment=attachment.pk,
        file_name=attachment.name,
        page=page,
        pages=pages_to_mark(attachment.file),
        picture=page_picture(attachment, page) if attachment.file.is_safe else "",
        marks=marks,
    )


def pages_to_mark(file: StoredFile) -> int:
    """How many pages of it can be drawn on; a picture is one, and 0 for what is no page at all."""
    known = BY_MEDIA_TYPE.get(file.media_type)
    if not file.is_safe or not file.has_picture or known is None or known.kind in PLAYED:
        return 0
    return file.pages or 1
