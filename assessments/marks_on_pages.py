"""Marks on pages between the desk and the record: what may be drawn on, and keeping what was drawn."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from assessments.models import Marking, PageMark
from assessments.rules.page_marks import Drawn
from portfolio.marked_pages import DrawnMark, MarkedSheet, marks_of, pages_to_mark, sheets_of
from portfolio.models import Attachment, Revision

__all__ = ["DrawnMark", "MarkedSheet", "draw", "marks_of", "pages_by_attachment", "sheets_of"]


def pages_by_attachment(revision: Revision) -> dict[UUID, int]:
    """What of this version can be drawn on, with the number of its pages. One query."""
    return pages_of(Attachment.objects.filter(revision=revision).for_list())


def pages_of(attachments: Iterable[Attachment]) -> dict[UUID, int]:
    pages = {attachment.pk: pages_to_mark(attachment.file) for attachment in attachments}
    return {pk: number for pk, number in pages.items() if number}


def draw(marking: Marking, marks: Sequence[Drawn]) -> None:
    """Write the marks down with their marking, in whose transaction this is; they were checked before."""
    PageMark.objects.bulk_create(
        PageMark(
            marking=marking,
            attachment_id=mark.attachment,
            number=number,
            page=mark.page,
            left=mark.left,
            top=mark.top,
            width=mark.width,
            height=mark.height,
            note=mark.note,
        )
        for number, mark in enumerate(marks, start=1)
    )
