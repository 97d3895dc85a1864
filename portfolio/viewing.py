"""What the viewer shows of one file: a page, a picture, a clip or numbered text, at the spot asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from portfolio.anchors import (
    PARAGRAPH,
    TIME,
    Place,
    clock,
    extent_in_words,
    lines_of,
    number_in,
)
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.models import Attachment
from portfolio.spots import ASKED_AS, PDF, file_place

PARAGRAPHS_AT_ONCE = 300
PictureAddress = Callable[[Attachment, int], str]


@dataclass(frozen=True, slots=True)
class Paragraph:
    number: int
    text: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """show: "page", "picture", "audio", "video", "text", or "" when there is nothing but the file itself.

    at: the page shown, the second to start at, or the paragraph wanted; None when the start will do.
    before, after: the numbers to ask for to go one screen back or on; 0 when there is none.
    """

    show: str = ""
    at: int | None = None
    total: int = 0
    picture: str = ""
    words: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    before: int = 0
    after: int = 0
    missed: str = ""

    @property
    def clock(self) -> str:
        return clock(self.at or 0)


def page_picture(attachment: Attachment, number: int) -> str:
    """Where the picture of a page is handed out; that of the whole stands for the first one."""
    if number <= attachment.file.page_pictures:
        return reverse("portfolio:attachment-page", args=[attachment.pk, number])
    return picture_of(attachment) if number == 1 else ""


def sight_of(
    attachment: Attachment, asked: Mapping[str, str], text: str, picture_at: PictureAddress = page_picture
) -> Sight:
    """asked: the query of the address. text: what the file says, pages parted by form feeds.

    picture_at: where pictures of the file are handed out to whoever looks.
    """
    file = attachment.file
    known = BY_MEDIA_TYPE.get(file.media_type)
    kind = known.kind if known else None
    place = file_place(attachment)
    if file.media_type == PDF:
        return page_sight(attachment, place, asked, text, picture_at)
    picture = picture_at(attachment, 1)
    if kind in PLAYED:
        at, missed = wanted(place, asked)
        return Sight(str(kind), at=None if missed else at, missed=missed, picture=picture)
    if text:
        return text_sight(Place(place.name, PARAGRAPH, len(lines_of(text))), asked, text)
    return Sight("picture" if picture else "", picture=picture)


def wanted(place: Place, asked: Mapping[str, str]) -> tuple[int | None, str]:
    """The number asked for, and what to say when the place does not go that far."""
    at = number_in(asked.get(ASKED_AS[place.counts], ""), place.counts)
    if at is None or place.extent is None or at <= place.extent:
        return at, ""
    what = clock(at) if place.counts == TIME else f"{place.counts} {at}"
    return at, f"{extent_in_words(place)} There is no {what}."


def page_sight(
    attachment: Attachment, place: Place, asked: Mapping[str, str], text: str, picture_at: PictureAddress
) -> Sight:
    at, missed = wanted(place, asked)
    total = attachment.file.pages or 1
    number = min(max(at or 1, 1), total)
    words = text.split("\f")
    return Sight(
        "page",
        at=number,
        total=total,
        picture=picture_at(attachment, number),
        words=lines_of(words[number - 1]) if number <= len(words) else [],
        before=number - 1,
        after=number + 1 if number < total else 0,
        missed=missed,
    )


def picture_of(attachment: Attachment) -> str:
    file = attachment.file
    has_picture = file.is_safe and file.has_picture
    return reverse("portfolio:attachment-picture", args=[attachment.pk]) if has_picture else ""


def text_sight(place: Place, asked: Mapping[str, str], text: str) -> Sight:
    """A long text comes in parts; the one with the paragraph asked for is shown."""
    at, missed = wanted(place, asked)
    lines = lines_of(text)
    number = min(max(at or number_in(asked.get("from", ""), PARAGRAPH) or 1, 1), max(len(lines), 1))
    first = (number - 1) // PARAGRAPHS_AT_ONCE * PARAGRAPHS_AT_ONCE
    last = first + PARAGRAPHS_AT_ONCE
    return Sight(
        "text",
        at=None if missed or not at else number,
        total=len(lines),
        paragraphs=[
            Paragraph(place_in_text, line, bool(at) and not missed and place_in_text == number)
            for place_in_text, line in enumerate(lines[first:last], start=first + 1)
        ],
        before=max(first - PARAGRAPHS_AT_ONCE, 0) + 1 if first else 0,
        after=last + 1 if last < len(lines) else 0,
        missed=missed,
    )
