"""What people do with reading rooms: make a link, end it, let one more browser in; and opening one."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.permissions import Refused
from accounts.telling import tell
from assessments.snapshots import digest
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from reports.actions.exports import request_export
from reports.models import Export, HouseRules, ReadingLink, RoomPass, RoomPiece, RoomReading
from reports.packs.options import pack_options
from reports.permissions.exports import can_ask_for
from reports.permissions.rooms import can_end_link, can_let_in, can_make_link
from reports.press import pdf_problem
from reports.rooms.freezing import FrozenRoom, freeze
from reports.rooms.secrets import hash_of, new_pin, new_secret
from reports.rooms.tries import MOST_PINS_WRONG, pause_after_pin

MADE_ALREADY = (
    "This link was made already, and its address is shown only once. If nobody copied it, end that link and "
    "make another one."
)
TOO_MANY_PINS = "The PIN was typed wrongly too often."


@dataclass(frozen=True)
class Wanted:
    """What a link is to be. id: makes a second click the same link. rules: of the pack that goes with it."""

    id: UUID
    organisation: str
    reader: str
    until: dt.datetime
    has_pin: bool
    most_browsers: int = 1
    rules: HouseRules | None = None


@dataclass(frozen=True)
class NewLink:
    """The secrets are here and nowhere else: they are shown to whoever made the link, once."""

    link: ReadingLink
    secret: str
    pin: str


@transaction.atomic
def make_reading_link(*, apprenticeship: Apprenticeship, wanted: Wanted, by: User) -> NewLink:
    """Freezes what is chosen now; nobody chooses or marks meanwhile."""
    hold_apprenticeship(apprenticeship.pk)
    apprenticeship = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    can_make_link(by, apprenticeship).require()
    if ReadingLink.objects.filter(pk=wanted.id).exists():
        raise Refused(MADE_ALREADY, HTTPStatus.CONFLICT)
    frozen, secret, pin = freeze(apprenticeship), new_secret(), new_pin() if wanted.has_pin else ""
    link = ReadingLink.objects.create(
        pk=wanted.id,
        apprenticeship=apprenticeship,
        provider_id=apprenticeship.provider_id,
        organisation=wanted.organisation,
        reader=wanted.reader,
        token_hash=hash_of(secret),
        pin_hash=make_password(pin) if pin else "",
        most_browsers=wanted.most_browsers,
        made_by=by,
        expires_at=wanted.until,
        gateway_on=_confirmed_on(frozen),
        snapshot=frozen.head,
        snapshot_hash=frozen.digest,
    )
    _keep(link, frozen)
    _order(link, wanted.rules, by)
    record(link, "made", provider_id=link.provider_id, by=by, hash=frozen.digest, pieces=len(frozen.pieces))
    called = apprenticeship.plan.words.showcase
    until = date_format(timezone.localtime(link.expires_at), "D j M Y")
    text = f"{link.organisation} can read your {called} in a reading room until {until}."
    _tell(link, apprenticeship.apprentice, text)
    return NewLink(link, secret, pin)


def _confirmed_on(frozen: FrozenRoom) -> dt.date | None:
    confirmed_at = frozen.gateway.confirmed_at if frozen.gateway else None
    return timezone.localdate(confirmed_at) if confirmed_at else None


def _keep(link: ReadingLink, frozen: FrozenRoom) -> None:
    RoomPiece.objects.bulk_create(
        RoomPiece(link=link, number=content["number"], content=content, content_hash=digest(content))
        for content in frozen.pieces
    )
    link.files.set({file.pk: file for file in frozen.files}.values())


def _order(link: ReadingLink, rules: HouseRules | None, by: User) -> None:
    """The files to take away, made of what is frozen here: at once, and by the next worker."""
    if can_ask_for(Export.Kind.SHOWCASE, by, link.apprenticeship, pdf_problem()):
        link.pdf = request_export(apprenticeship=link.apprenticeship, kind=Export.Kind.SHOWCASE, by=by)
        if rules is not None:
            options = pack_options(rules)
            link.pack = request_export(
                apprenticeship=link.apprenticeship, kind=Export.Kind.PACK, options=options, by=by
            )
        link.save(update_fields=["pdf", "pack"])


@transaction.atomic
def end_reading_link(*, link: ReadingLink, by: User) -> None:
    """From here on every page and file behind it is not found."""
    link = _held(link.pk)
    can_end_link(by, link).require()
    _end(link, f"Ended by {by}.", by)


def _end(link: ReadingLink, because: str, by: User | None) -> None:
    link.ended_at, link.ended_by, link.ended_because = timezone.now(), by, because
    link.save(update_fields=["ended_at", "ended_by", "ended_because"])
    record(link, "ended", provider_id=link.provider_id, by=by)


@transaction.atomic
def let_browser_in(*, link: ReadingLink, by: User) -> ReadingLink:
    """The address that was sent opens in one more browser: another computer, a colleague, a phone."""
    link = _held(link.pk)
    can_let_in(by, link).require()
    link.most_browsers += 1
    link.save(update_fields=["most_browsers"])
    record(link, "let one more browser in", provider_id=link.provider_id, by=by, browsers=link.most_browsers)
    return link


class Outcome(Enum):
    OPENED = "opened"
    WRONG_PIN = "wrong PIN"
    TOO_OFTEN = "too often"
    FULL = "full"
    ENDED = "ended"


@dataclass(frozen=True)
class Opening:
    """What came of trying. secret: for the cookie of the browser that was let in."""

    outcome: Outcome
    secret: str = ""


def open_reading_link(*, link: ReadingLink, pin: str = "") -> Opening:
    """Swaps the address for a cookie. A try at the PIN is counted before it is looked at, so that
    asking many times at once gives no more tries than asking one by one.
    """
    if link.has_pin:
        refusal = _count_try(link.pk)
        if refusal is not None:
            return Opening(refusal)
        if not check_password(pin, link.pin_hash):
            return Opening(_wrong_pin(link.pk))
    return _let_in(link.pk)


@transaction.atomic
def _count_try(link_id: UUID) -> Outcome | None:
    link, now = _held(link_id), timezone.now()
    if link.ended_at:
        return Outcome.ENDED
    if link.pin_again_at and link.pin_again_at > now:
        return Outcome.TOO_OFTEN
    if link.passes.count() >= link.most_browsers:
        return Outcome.FULL
    link.wrong_pins += 1
    pause = pause_after_pin(link.wrong_pins)
    link.pin_again_at = now + pause if pause else None
    link.save(update_fields=["wrong_pins", "pin_again_at"])
    return None


@transaction.atomic
def _wrong_pin(link_id: UUID) -> Outcome:
    link = _held(link_id)
    record(link, "was asked for with a wrong PIN", provider_id=link.provider_id, by=None)
    if link.wrong_pins >= MOST_PINS_WRONG and not link.ended_at:
        _end(link, TOO_MANY_PINS, None)
        _tell(link, link.made_by, f"The reading room for {link.organisation} closed itself. {TOO_MANY_PINS}")
    return Outcome.WRONG_PIN


@transaction.atomic
def _let_in(link_id: UUID) -> Opening:
    link = _held(link_id)
    if link.ended_at:
        return Opening(Outcome.ENDED)
    opened = link.passes.count()
    if opened >= link.most_browsers:
        return Opening(Outcome.FULL)
    secret = new_secret()
    browser = RoomPass.objects.create(link=link, secret_hash=hash_of(secret), number=opened + 1)
    ReadingLink.objects.filter(pk=link.pk).update(wrong_pins=0, pin_again_at=None)
    RoomReading.objects.create(link=link, browser=browser, what=RoomReading.What.OPENED)
    record(link, "opened", provider_id=link.provider_id, by=None, browser=browser.number)
    return Opening(Outcome.OPENED, secret)


def _tell(link: ReadingLink, person: User, text: str) -> None:
    tell(
        [person],
        NoticeKind.GATEWAY,
        text,
        url=link.get_absolute_url(),
        provider_id=link.provider_id,
        subject_id=link.pk,
    )


def _held(link_id: UUID) -> ReadingLink:
    """As it is after the wait, held until the transaction ends."""
    links = ReadingLink.objects.filter(pk=link_id)
    links.select_for_update(no_key=True).only("pk").first()
    return links.select_related("apprenticeship", "made_by").defer("snapshot")[0]
