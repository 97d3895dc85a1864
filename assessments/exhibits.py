"""The files of a piece as they lie on the desk: pages, pictures, players, words, each spot with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portfolio.anchors import PAGE, PARAGRAPH, TIME, Anchor, lines_of
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, Kind
from portfolio.models import Attachment
from portfolio.rules import length_in_words
from portfolio.spots import PDF
from portfolio.viewing import page_picture, picture_of

PARAGRAPHS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a picture."""

    number: int
    picture: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One attached file. show: "picture", "document" (its pages), "video", "audio", "text" or "" for a link.

    more: there is more than the desk shows; the file's own page has the rest.
    """

    id: UUID
    name: str
    caption: str
    show: str
    url: str
    view_url: str
    picture_url: str
    sheets: Sequence[Sheet]
    paragraphs: Sequence[str]
    more: bool
    pages: int
    length: str
    type: str
    size: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where on the desk an anchor points: the id of an element, and the second to start a player at."""

    id: str
    second: int | None = None


def exhibit_of(attachment: Attachment) -> Exhibit:
    """From an attachment that was fetched `for_desk`."""
    file = attachment.file
    known = BY_MEDIA_TYPE.get(file.media_type)
    show = _how_to_show(attachment) if file.is_safe else ""
    lines = lines_of(_words(attachment)) if show == "text" else []
    sheets = _sheets(attachment) if show == "document" else []
    return Exhibit(
        id=attachment.pk,
        name=attachment.name,
        caption=attachment.caption,
        show=show,
        url=attachment.get_absolute_url() if file.is_safe else "",
        view_url=reverse("portfolio:attachment-view", args=[attachment.pk]) if file.is_safe else "",
        picture_url=picture_of(attachment),
        sheets=sheets,
        paragraphs=lines[:PARAGRAPHS_SHOWN],
        more=len(lines) > PARAGRAPHS_SHOWN or bool(sheets and len(sheets) < (file.pages or 1)),
        pages=file.pages or 0,
        length=length_in_words(file.seconds) if file.seconds else "",
        type=known.label if known else file.media_type,
        size=file.size,
        trouble="" if file.is_safe else file.reason or file.get_state_display(),
    )


def _how_to_show(attachment: Attachment) -> str:
    file = attachment.file
    known = BY_MEDIA_TYPE.get(file.media_type)
    if known and known.kind in PLAYED:
        return str(known.kind)
    if file.media_type == PDF:
        return "document" if file.has_picture or file.page_pictures else ""
    if known and known.kind == Kind.IMAGE:
        return "picture" if file.has_picture else ""
    if _words(attachment):
        return "text"
    return "document" if file.has_picture else ""


def _words(attachment: Attachment) -> str:
    return str(vars(attachment).get("words") or "")


def _sheets(attachment: Attachment) -> list[Sheet]:
    pages = max(attachment.file.page_pictures, 1)
    return [Sheet(number, page_picture(attachment, number)) for number in range(1, pages + 1)]


def page_options(exhibits: Sequence[Exhibit]) -> SafeString:
    """A choice for each page shown as a picture. Made once, as a piece may have hundreds."""
    return format_html_join(
        "",
        '<option value="{}:{}">{}</option>',
        ((exhibit.id, number, name) for exhibit in exhibits for number, name in _pages_named(exhibit)),
    )


def _pages_named(exhibit: Exhibit) -> list[tuple[int, str]]:
    if exhibit.show == "picture":
        return [(1, exhibit.name)]
    return [(sheet.number, f"{exhibit.name}, page {sheet.number}") for sheet in exhibit.sheets]


def target_of(anchor: Anchor, exhibits: Sequence[Exhibit]) -> Target | None:
    """None for an anchor in no file, or at a spot that the desk itself does not show."""
    found = next((exhibit for exhibit in exhibits if exhibit.id == anchor.attachment_id), None)
    if found is None or not found.show:
        return None
    if anchor.kind == PAGE and anchor.at and found.show == "document":
        return Target(f"page-{found.id}-{anchor.at}") if anchor.at <= len(found.sheets) else None
    if anchor.kind == PARAGRAPH and anchor.at and found.show == "text":
        return Target(f"words-{found.id}-{anchor.at}") if anchor.at <= len(found.paragraphs) else None
    return Target(f"file-{found.id}", anchor.at if anchor.kind == TIME else None)
