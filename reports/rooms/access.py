"""Who is let into a reading room: the link behind an address, and the browser behind a cookie, read anew."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from reports.models import ReadingLink, RoomPass, RoomPiece, RoomReading
from reports.rooms.secrets import can_be_secret, hash_of

ONE_LOOK = dt.timedelta(minutes=5)
What = RoomReading.What


@dataclass(frozen=True)
class Visit:
    """A browser in the room that it was let into. The link comes without its snapshot."""

    link: ReadingLink
    browser: RoomPass


def link_behind(link_id: UUID, token: str) -> ReadingLink | None:
    """None for an unknown, ended, expired or foreign one: whoever asks is told the same of each."""
    if not can_be_secret(token):
        return None
    links = ReadingLink.objects.open_at(timezone.now()).for_room().defer("snapshot")
    return links.filter(pk=link_id, token_hash=hash_of(token)).first()


def visit_behind(link_id: UUID, cookie: str) -> Visit | None:
    """Asked at every request, so that an ended link closes its pages and files at once. Two queries."""
    if not cookie:
        return None
    browser = RoomPass.objects.filter(link=link_id, secret_hash=hash_of(cookie)).first()
    if browser is None:
        return None
    links = ReadingLink.objects.open_at(timezone.now()).for_room().defer("snapshot")
    link = links.filter(pk=link_id).first()
    return Visit(link, browser) if link else None


def head_of(link: ReadingLink) -> dict[str, object]:
    head: dict[str, object] = ReadingLink.objects.values_list("snapshot", flat=True).get(pk=link.pk)
    return head


def piece_of(link: ReadingLink, number: int) -> RoomPiece | None:
    return RoomPiece.objects.filter(link=link, number=number).first()


def write_down(visit: Visit, what: str, *, number: int | None = None, place: int = 0, name: str = "") -> None:
    """Before it is shown. Of what is opened again and again by one look, one row for a few minutes."""
    look = RoomReading(
        link=visit.link, browser=visit.browser, what=what, number=number, place=place or None, name=name[:300]
    )
    same = RoomReading.objects.filter(
        browser=visit.browser, what=what, number=number, place=look.place, at__gt=look.at - ONE_LOOK
    )
    if not same.exists():
        look.save(force_insert=True)
