"""A snapshot made ready to be read again: answers, claims and files, without asking what stands there now."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portfolio import rules
from portfolio.anchors import paragraphs_of
from portfolio.answering import figure_of, is_rows, text_of
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, Kind
from portfolio.models import StoredFile
from portfolio.piece import Answer
from portfolio.spots import answer_id

MOST_PAGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file as strangers see it. show: "picture", "pages", "audio", "video", or "" for nothing but a copy.

    gone: it was not known to be safe, or is kept no longer.
    """

    name: str
    caption: str
    type: str
    size: str
    show: str
    url: str
    pictures: tuple[str, ...]
    pages: int
    gone: bool

    @property
    def alternative(self) -> str:
        return self.caption or self.name


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece as it was shown. was_draft: not handed in yet. files: None where names are enough."""

    title: str
    number: int
    happened_on: dt.date | None
    was_draft: bool
    answers: Sequence[Answer]
    claims: Sequence[Mapping[str, str]]
    named: Sequence[Mapping[str, Any]]
    files: Sequence[ShownFile] | None = None


def piece_in(piece: Mapping[str, Any] | None, files: Sequence[ShownFile] | None = None) -> ShownPiece | None:
    if piece is None:
        return None
    day = piece["happened_on"]
    return ShownPiece(
        title=piece["title"] or "Untitled",
        number=piece["number"],
        happened_on=dt.date.fromisoformat(day) if day else None,
        was_draft=not piece["submitted_at"],
        answers=answers_in(piece),
        claims=piece["claims"],
        named=piece["files"],
        files=files,
    )


def answers_in(piece: Mapping[str, Any]) -> list[Answer]:
    return [
        _answer(prompt["label"], prompt["key"], prompt["answer"])
        for prompt in piece.get("answers", [])
        if text_of(prompt["answer"]).strip()
    ]


def _answer(question: str, key: str, answer: Any) -> Answer:
    if is_rows(answer):
        return Answer(question, [], answer_id(key), figure_of(answer))
    return Answer(question, paragraphs_of(text_of(answer)), answer_id(key))


def files_in(
    piece: Mapping[str, Any], kept: Iterable[StoredFile], url_of: Callable[[UUID, str], str]
) -> list[ShownFile]:
    """url_of: where one of them is handed out; its second argument names a copy, "" the whole."""
    by_hash = {file.sha256: file for file in kept}
    return [_file(held, by_hash.get(held["sha256"]), url_of) for held in piece.get("files", [])]


def _file(held: Mapping[str, Any], file: StoredFile | None, url_of: Callable[[UUID, str], str]) -> ShownFile:
    known = BY_MEDIA_TYPE.get(held["media_type"])
    attachment_id = UUID(held["attachment"])
    is_there = file is not None and file.is_safe
    copies = _copies(file) if file is not None and is_there else []
    kind = known.kind if known and is_there else None
    return ShownFile(
        name=held["name"],
        caption=held["caption"],
        type=known.label if known else held["media_type"],
        size=rules.size_in_words(held["size"]),
        show=str(kind) if kind in PLAYED else ("pages" if len(copies) > 1 else "picture" if copies else ""),
        url=url_of(attachment_id, "") if is_there and kind != Kind.IMAGE else "",
        pictures=tuple(url_of(attachment_id, copy) for copy in copies),
        pages=(file.pages or 0) if file is not None else 0,
        gone=not is_there,
    )


def _copies(file: StoredFile) -> list[str]:
    if file.page_pictures:
        return [f"page-{number}" for number in range(1, min(file.page_pictures, MOST_PAGES_SHOWN) + 1)]
    return ["picture"] if file.has_picture else []
