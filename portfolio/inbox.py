"""What waits in an apprentice's inbox, as its page shows it: plain values made ready to print."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from portfolio import rules
from portfolio.addresses import addresses
from portfolio.capturing import NOTE
from portfolio.file_types import BY_MEDIA_TYPE
from portfolio.models import Attachment, Evidence

NOTE_SHOWN = 280


@dataclass(frozen=True, slots=True)
class CapturedFile:
    name: str
    url: str
    thumbnail: str
    short_kind: str
    about: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One captured thing: what it is called, its first words, its files, since when it waits."""

    id: UUID
    title: str
    note: str
    files: Sequence[CapturedFile]
    at: dt.datetime
    age: str
    evidence: Evidence

    @property
    def thumbnails(self) -> Sequence[CapturedFile]:
        return [file for file in self.files if file.thumbnail][:3]


def inbox_rows(items: Sequence[Evidence], today: dt.date) -> list[InboxRow]:
    """One query for the files. `latest` must have been read with the items."""
    files = _files([item.latest_id for item in items if item.latest_id])
    return [_row(item, files.get(item.latest_id, []), today) for item in items]


def _row(item: Evidence, files: list[CapturedFile], today: dt.date) -> InboxRow:
    note = str(item.latest.answers.get(NOTE, "")) if item.latest else ""
    return InboxRow(
        id=item.pk,
        title=rules.first_words(note) or _named_after(files),
        note=note if len(note) <= NOTE_SHOWN else f"{note[:NOTE_SHOWN]}…",
        files=files,
        at=item.created_at,
        age=rules.days_ago(timezone.localtime(item.created_at).date(), today),
        evidence=item,
    )


def _named_after(files: Sequence[CapturedFile]) -> str:
    if not files:
        return "Nothing in it yet"
    more = f" and {rules.counted(len(files) - 1, 'more file')}" if len(files) > 1 else ""
    return f"{files[0].name}{more}"


def _files(revisions: Iterable[UUID]) -> dict[UUID | None, list[CapturedFile]]:
    original, thumbnail = addresses("portfolio:attachment"), addresses("portfolio:attachment-thumbnail")
    files: dict[UUID | None, list[CapturedFile]] = defaultdict(list)
    for attachment in Attachment.objects.filter(revision__in=revisions).for_list():
        kind = BY_MEDIA_TYPE[attachment.file.media_type]
        files[attachment.revision_id].append(
            CapturedFile(
                name=attachment.name,
                url=original(attachment.pk),
                thumbnail=thumbnail(attachment.pk) if attachment.file.has_picture else "",
                short_kind=kind.extensions[0].upper(),
                about=f"{kind.label}, {rules.size_in_words(attachment.file.size)}",
            )
        )
    return files
