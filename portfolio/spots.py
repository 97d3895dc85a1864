"""Anchors beside the rows they point at: in words, with the address that opens at the very spot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.addresses import addresses
from portfolio.anchors import (
    NOWHERE,
    PAGE,
    PARAGRAPH,
    TIME,
    Anchor,
    Place,
    anchor_in_words,
    answer_place,
    is_lost,
)
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, Kind
from portfolio.models import Attachment, StoredFile
from standards.models import Prompt

PDF = "application/pdf"
# The name of the number in an address that opens a file there.
ASKED_AS = {PAGE: "page", PARAGRAPH: "paragraph", TIME: "t"}


@dataclass(frozen=True, slots=True)
class Spot:
    """url: "" when there is nothing to open, because the place is gone."""

    words: str
    url: str


def spot_of(anchor: Anchor, place: Place | None, page_url: str = "") -> Spot | None:
    """`page_url`: the page that shows the answers; "" when that is where the link stands."""
    if anchor == NOWHERE:
        return None
    words = anchor_in_words(anchor, place.name if place else "")
    if place is None:
        return Spot(words, "")
    if is_lost(anchor, place):
        return Spot(f"{words}, which is not there", "")
    return Spot(words, address_of(anchor, page_url))


def address_of(anchor: Anchor, page_url: str = "") -> str:
    if anchor.attachment_id is None:
        return f"{page_url}#{answer_id(anchor.prompt, anchor.at)}"
    url = addresses("portfolio:attachment-view")(anchor.attachment_id)
    if anchor.at is None or anchor.kind not in ASKED_AS:
        return url
    place = f"#paragraph-{anchor.at}" if anchor.kind == PARAGRAPH else ""
    return f"{url}?{ASKED_AS[anchor.kind]}={anchor.at}{place}"


def answer_id(prompt: str, paragraph: int | None = None) -> str:
    """How an answer, or one paragraph of it, is named on a page that shows it."""
    return f"answer-{prompt}-{paragraph}" if paragraph else f"answer-{prompt}"


def file_place(attachment: Attachment) -> Place:
    counts = counts_of(attachment.file)
    return Place(attachment.name, counts, extent_of(counts, attachment.file.pages, attachment.file.seconds))


def counts_of(file: StoredFile) -> str:
    """What a number in this file means."""
    known = BY_MEDIA_TYPE.get(file.media_type)
    if file.media_type == PDF:
        return PAGE
    if known is None or known.kind == Kind.IMAGE:
        return ""
    return TIME if known.kind in PLAYED else PARAGRAPH


def extent_of(counts: str, pages: int | None, seconds: int | None) -> int | None:
    """Paragraphs are not counted: a file's text is read only by those who look at it."""
    return {PAGE: pages, TIME: seconds}.get(counts)


@dataclass(frozen=True)
class RevisionPlaces:
    """What the anchors of one revision can point at."""

    prompts: Sequence[Prompt]
    attachments: Sequence[Attachment]
    answers: Mapping[str, object]

    def place_of(self, anchor: Anchor) -> Place | None:
        """None when it points nowhere, or at what is gone."""
        if anchor.attachment_id is None:
            labels = {prompt.key: prompt.label for prompt in self.prompts}
            return answer_place_of(anchor.prompt, labels.get(anchor.prompt), self.answers)
        files = {attachment.pk: attachment for attachment in self.attachments}
        return file_place(files[anchor.attachment_id]) if anchor.attachment_id in files else None

    def in_words(self, anchor: Anchor) -> str:
        place = self.place_of(anchor)
        return anchor_in_words(anchor, place.name if place else "")

    def lost(self, anchors: Mapping[str, Anchor]) -> dict[str, str]:
        """Of these, those that point at what is not there, each in words."""
        return {
            key: self.in_words(anchor)
            for key, anchor in anchors.items()
            if is_lost(anchor, self.place_of(anchor))
        }


def anchor_in(row: Mapping[str, Any]) -> Anchor:
    """From a row of `with_decisions`."""
    return Anchor(row["anchor_kind"], row["anchor_attachment"], row["anchor_prompt"], row["anchor_at"])


def place_in(row: Mapping[str, Any], answers: Mapping[str, object] | None = None) -> Place | None:
    """Where the anchor of a row of `with_decisions` points; None when that is gone.

    answers: those of the revision; without them nobody counts its paragraphs.
    """
    if row["anchor_attachment"]:
        extent = extent_of(
            row["anchor_kind"],
            row["anchor_attachment__file__pages"],
            row["anchor_attachment__file__seconds"],
        )
        return Place(row["anchor_attachment__name"], row["anchor_kind"], extent)
    return answer_place_of(row["anchor_prompt"], row["anchor_question"], answers)


def question_gone(prompt: str) -> str:
    """What stands for a question that the template does not ask any more."""
    return prompt.replace("-", " ").capitalize()


def answer_place_of(prompt: str, question: str | None, answers: Mapping[str, object] | None) -> Place | None:
    if not prompt:
        return None
    label = question or question_gone(prompt)
    if answers is None:
        return Place(label, PARAGRAPH)
    answer = answers.get(prompt)
    if not answer:
        return None
    return answer_place(label, answer) if isinstance(answer, str) else Place(label)
