"""A Leap2A file: its pieces become drafts in the inbox of the apprentice who sent it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from accounts.permissions import Refused
from portfolio.capturing import start_capture
from portfolio.file_actions import attach_kept, keep_file
from portfolio.keeping import FileRefused
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.rules import trimmed
from portfolio.search import index_revision
from reports.archive.bringing import MemberFile
from reports.archive.opening import Limits, SafeZip, opened
from reports.arriving.archives import Job
from reports.leap2 import FEED
from reports.leap2.reading import LARGEST_FEED, Piece, read_leap2a
from reports.models import Arrival

KEEPING = "Putting pieces into the inbox"
MOST_SHOWN = 200
LONGEST_NOTE = 20_000
NOTHING = "There is nothing in this file that could become a piece."
CONTINUED = "\n\n(continued in the next draft)"


def look(arrival: Arrival, path: Path, limits: Limits, job: Job) -> Mapping[str, Any]:
    job("Reading the file")
    with opened(path, limits) as archive:
        found = read_leap2a(archive)
        digest = digest_of(archive)
    pieces = [
        {"title": piece.title[:200], "what": piece.what, "on": piece.on, "files": len(piece.files)}
        for piece in found.pieces
    ]
    preview = {
        "author": found.author[:200],
        "sent": arrival.name,
        "pieces": pieces[:MOST_SHOWN],
        "files": sum(len(piece.files) for piece in found.pieces),
        "notes": list(found.notes)[:MOST_SHOWN],
        "problems": [] if pieces else [NOTHING],
    }
    return {"digest": digest, "preview": preview}


def digest_of(archive: SafeZip) -> str:
    name = next(name for name in sorted(archive.names, key=len) if name.rpartition("/")[2] == FEED)
    return hashlib.sha256(archive.read(name, LARGEST_FEED)).hexdigest()


def bring(arrival: Arrival, path: Path, limits: Limits, job: Job) -> None:
    """One piece after the other, each under an id that follows from the file: twice is as once."""
    with opened(path, limits) as archive:
        found = read_leap2a(archive)
        left: list[str] = []
        for number, piece in enumerate(found.pieces, start=1):
            job(KEEPING, number, len(found.pieces))
            left += put_into_inbox(arrival, archive, piece, number)
    job.end("finish", carried={"left": left[:MOST_SHOWN]})


def put_into_inbox(arrival: Arrival, archive: SafeZip, piece: Piece, number: int) -> list[str]:
    """Answers, in sentences, what could not be kept."""
    apprenticeship = arrival.apprenticeship
    assert apprenticeship is not None  # noqa: S101  # nosec B101  # so it was received
    texts = in_lengths(piece.text, LONGEST_NOTE)
    left: list[str] = []
    for place, text in enumerate(texts):
        item = caught(arrival, apprenticeship, f"{piece.id}#{number}#{place}", text)
        if item is None:
            continue
        name_it(item, piece, place)
        if place == 0:
            left = [reason for file in piece.files if (reason := attached(arrival, item, archive, file))]
    return left


def caught(arrival: Arrival, apprenticeship: Apprenticeship, name: str, text: str) -> Evidence | None:
    """None where the same was brought along before and has become a piece since."""
    key: UUID = uuid5(apprenticeship.pk, f"{arrival.digest}/{name}")
    try:
        return start_capture(
            apprenticeship=apprenticeship, capture_id=key, note=text, by=arrival.requested_by
        )
    except Refused as refusal:
        if refusal.status == HTTPStatus.CONFLICT:
            return None
        raise


@transaction.atomic
def name_it(item: Evidence, piece: Piece, place: int) -> None:
    title = trimmed(piece.title if not place else f"{piece.title} ({place + 1})", 200)
    revision = Revision.objects.select_for_update().get(latest_of=item)
    revision.title, revision.happened_on = title, day_of(piece.on)
    revision.save(update_fields=["title", "happened_on"])
    index_revision(revision)


def day_of(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def attached(arrival: Arrival, item: Evidence, archive: SafeZip, file: tuple[str, str]) -> str:
    path, name = file
    try:
        with archive.stream(path) as stream:
            source = MemberFile(stream, name, archive.size(path))
            kept = keep_file(evidence=item, source=source, name=name)
            attach_kept(evidence=item, kept=kept, by=arrival.requested_by)
    except FileRefused as refusal:
        return "" if refusal.status == HTTPStatus.CONFLICT else refusal.reason
    return ""


def in_lengths(text: str, longest: int) -> list[str]:
    """Nothing is cut off: what is too long for one draft goes on in the next."""
    if len(text) <= longest:
        return [text]
    room = longest - len(CONTINUED)
    parts = []
    while len(text) > longest:
        cut = max(text.rfind(" ", room // 2, room), text.rfind("\n", room // 2, room)) + 1 or room
        parts.append(text[:cut] + CONTINUED)
        text = text[cut:]
    return [*parts, text]
