"""A frozen room made ready to be read: where every entry of its index leads, and what a piece holds."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from assessments.reading_snapshots import answers_in
from portfolio import rules
from portfolio.anchors import PARAGRAPH
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.handing import handed_to_others
from portfolio.marked_pages import DrawnMark, MarkedSheet, pages_to_mark
from portfolio.models import Attachment, StoredFile
from portfolio.piece import Answer, FileEntry
from portfolio.spots import ASKED_AS

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index. url: the piece at its claim; spot_url: the page, second or paragraph itself.

    is_file: the spot is in a file, which opens over the page that names it.
    """

    number: int
    title: str
    code: str
    state: str
    label: str
    url: str
    where: str
    spot_url: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    code: str
    text: str
    mark: str
    word: str
    codes: Sequence[str]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class ShownGrade:
    label: str
    criteria: Sequence[ShownCriterion]


@dataclass(frozen=True, slots=True)
class ShownMethod:
    name: str
    is_indicative: bool
    grades: Sequence[ShownGrade]


@dataclass(frozen=True, slots=True)
class ShownKsb:
    code: str
    title: str
    state: str
    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class ShownRow:
    """A piece in the list of them."""

    number: int
    title: str
    kind: str
    happened_on: dt.date | None
    accepted_on: dt.date | None
    assessor: str
    files: int
    codes: Sequence[str]
    url: str


class Addresses:
    """Every address inside the room of one link: numbers alone, so that no other id can be asked for."""

    def __init__(self, link_id: UUID) -> None:
        self.link_id = link_id

    def piece(self, number: int) -> str:
        return reverse("reports:room-piece", args=[self.link_id, number])

    def view(self, number: int, place: int) -> str:
        return reverse("reports:room-view", args=[self.link_id, number, place])

    def file(self, number: int, place: int) -> str:
        return reverse("reports:room-file", args=[self.link_id, number, place])

    def picture(self, number: int, place: int, page: int) -> str:
        """page: from 1; 0 for the picture of the whole."""
        return reverse("reports:room-picture", args=[self.link_id, number, place, page])

    def spot(self, number: int, spot: Content) -> str:
        """Blank when the claim names no place that is there."""
        if not spot["where"]:
            return ""
        if not spot["place"]:
            return f"{self.piece(number)}#{spot['answer']}" if spot["answer"] else ""
        url = self.view(number, spot["place"])
        if spot["at"] is None or spot["kind"] not in ASKED_AS:
            return url
        place = f"#paragraph-{spot['at']}" if spot["kind"] == PARAGRAPH else ""
        return f"{url}?{ASKED_AS[spot['kind']]}={spot['at']}{place}"


@dataclass(frozen=True)
class ShownIndex:
    methods: Sequence[ShownMethod]
    ksbs: Sequence[ShownKsb]
    pieces: Sequence[ShownRow]

    @property
    def met(self) -> int:
        return sum(ksb.state == "met" for ksb in self.ksbs)


def index_in(head: Content, link_id: UUID) -> ShownIndex:
    to = Addresses(link_id)
    by_code: dict[str, list[Entry]] = {}
    for kept in head["entries"]:
        by_code.setdefault(kept["code"], []).append(_entry(kept, to))
    return ShownIndex(
        methods=[_method(method, by_code) for method in head["methods"]],
        ksbs=[ShownKsb(**ksb, entries=by_code.get(ksb["code"], ())) for ksb in head["ksbs"]],
        pieces=[row_in(row, to.piece(row["number"])) for row in head["pieces"]],
    )


def row_in(row: Content, url: str) -> ShownRow:
    days = {name: day_in(row[name]) for name in ("happened_on", "accepted_on")}
    return ShownRow(**{**row, **days}, url=url)


def day_in(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _entry(kept: Content, to: Addresses) -> Entry:
    number, code = kept["number"], kept["code"]
    spot_url = to.spot(number, kept)
    return Entry(
        number=number,
        title=kept["title"],
        code=code,
        state=kept["state"],
        label=kept["label"],
        url=f"{to.piece(number)}#{code}",
        where=kept["where"] if spot_url else "",
        spot_url=spot_url,
        is_file=bool(kept["place"]),
    )


def _method(method: Content, by_code: Mapping[str, Sequence[Entry]]) -> ShownMethod:
    grades = [
        ShownGrade(grade["label"], [_criterion(one, by_code) for one in grade["criteria"]])
        for grade in method["grades"]
    ]
    return ShownMethod(method["name"], method["is_indicative"], grades)


def _criterion(kept: Content, by_code: Mapping[str, Sequence[Entry]]) -> ShownCriterion:
    found = (entry for code in kept["codes"] for entry in by_code.get(code, ()))
    return ShownCriterion(
        code=kept["code"],
        text=kept["text"],
        mark=kept["mark"],
        word=kept["word"],
        codes=kept["codes"],
        entries=sorted(found, key=lambda entry: (entry.number, entry.code)),
    )


@dataclass(frozen=True)
class ShownClaim:
    code: str
    title: str
    says: str
    state: str
    label: str
    reason: str
    assessor: str
    decided_on: dt.date | None
    added_by: str
    where: str
    spot_url: str
    is_file: bool


@dataclass(frozen=True)
class ShownPiece:
    content: Content
    happened_on: dt.date | None
    accepted_on: dt.date | None
    answers: Sequence[Answer]
    claims: Sequence[ShownClaim]
    files: Sequence[FileEntry]
    sheets: Sequence[MarkedSheet]
    signed: Sequence[Content]


def piece_in(content: Content, link_id: UUID, kept: Iterable[StoredFile]) -> ShownPiece:
    """kept: the files that the link holds."""
    to, by_hash = Addresses(link_id), {file.sha256: file for file in kept}
    number = content["number"]
    files = [file_entry(number, held, by_hash.get(held["sha256"]), to) for held in content["files"]]
    return ShownPiece(
        content=content,
        happened_on=day_in(content["happened_on"]),
        accepted_on=day_in(content["accepted_on"]),
        answers=answers_in(content),
        claims=[_claim(number, claim, to) for claim in content["claims"]],
        files=[file for file in files if file is not None],
        sheets=_sheets(content, by_hash, to),
        signed=[{**signed, "signed_on": day_in(signed["signed_on"])} for signed in content["signed"]],
    )


def _claim(number: int, claim: Content, to: Addresses) -> ShownClaim:
    spot_url = to.spot(number, claim["spot"])
    kept = {name: value for name, value in claim.items() if name not in {"spot", "decided_on"}}
    return ShownClaim(
        **kept,
        decided_on=day_in(claim["decided_on"]),
        where=claim["spot"]["where"] if spot_url else "",
        spot_url=spot_url,
        is_file=bool(claim["spot"]["place"]),
    )


def attachment_in(held: Content, file: StoredFile) -> Attachment:
    """A frozen file under the name that others are handed it by: never stored, only shown."""
    attachment = Attachment(file=file, name=held["name"], caption=held["caption"])
    known = BY_MEDIA_TYPE.get(file.media_type)
    if known is not None and "." in held["name"]:
        attachment.name = handed_to_others(attachment).name
    return attachment


def file_entry(number: int, held: Content, file: StoredFile | None, to: Addresses) -> FileEntry | None:
    """None when it is kept no longer, or was found not to be safe."""
    if file is None or not file.is_safe:
        return None
    attachment, place = attachment_in(held, file), held["place"]
    handed = handed_to_others(attachment)
    known = BY_MEDIA_TYPE.get(handed.media_type)
    picture = to.picture(number, place, 0) if file.has_picture else ""
    return FileEntry(
        name=handed.name,
        caption=held["caption"],
        type=known.label if known else handed.media_type,
        size=rules.size_in_words(handed.size),
        length=rules.length_in_words(file.seconds) if file.seconds else "",
        player=str(known.kind) if known and known.kind in PLAYED else "",
        media_type=handed.media_type,
        state=file.state,
        state_label=file.get_state_display(),
        reason="",
        url=to.file(number, place),
        view_url=to.view(number, place),
        picture=picture,
        thumbnail=picture,
    )


def _sheets(content: Content, by_hash: Mapping[str, StoredFile], to: Addresses) -> list[MarkedSheet]:
    """The pages that the assessor drew on, in the order of the files."""
    held = {file["attachment"]: file for file in content["files"]}
    found = []
    for drawn in content["drawn"]:
        one = held[drawn["attachment"]]
        file = by_hash.get(one["sha256"])
        if file is not None and file.is_safe:
            found += _sheets_of(content["number"], one, file, drawn["marks"], to)
    return found


def _sheets_of(
    number: int, held: Content, file: StoredFile, marks: Sequence[Content], to: Addresses
) -> list[MarkedSheet]:
    whose = UUID(held["attachment"])
    return [
        MarkedSheet(
            attachment=whose,
            file_name=held["name"],
            page=page,
            pages=pages_to_mark(file),
            picture=picture_address(number, held["place"], to)(Attachment(file=file), page),
            marks=[DrawnMark(attachment=whose, **mark) for mark in marks if mark["page"] == page],
        )
        for page in sorted({mark["page"] for mark in marks})
    ]


def picture_address(number: int, place: int, to: Addresses) -> Any:
    """Where the picture of a page of this file lies in the room; blank when none is kept."""

    def picture_of(attachment: Attachment, page: int) -> str:
        file = attachment.file
        if page <= file.page_pictures:
            return to.picture(number, place, page)
        return to.picture(number, place, 0) if page == 1 and file.has_picture else ""

    return picture_of
