"""Letters: how one is taken, written, handed to the mail server, and put off when that fails."""

import datetime as dt
import smtplib
import time
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import on_this_site
from accounts.leases import take_lease
from accounts.models import Channel, Letter, Notification
from accounts.rules.letters import LEASE, LETTER_STATES, MAXIMUM_ATTEMPTS, rest_after, wait_after

log = structlog.get_logger("waymark.letters")

RESTING = "letters-rest"
ANSWERED_NO = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
INTERRUPTED, NOTHING_LEFT = "Interrupted", "NothingLeftToTell"
SUBJECTS = {
    Channel.AT_ONCE: "Waymark: something is waiting for you",
    Channel.DAILY: "Waymark: your daily summary",
}


def send(letter_id: UUID) -> None:
    """Send the letter that is due under this id. Does nothing when it has left or somebody else is at it.

    No lock is held while the mail server is talked to: a lease keeps other workers away. A worker that dies
    after the server took the letter and before that is noted leaves one that is sent a second time.
    """
    if is_resting():
        return
    attempt = take(letter_id, timezone.now())
    if attempt is None:
        return
    letter = Letter.objects.select_related("user").get(pk=letter_id)
    held = _held(letter_id, attempt)
    told = list(_told(letter))
    if not told:
        _end(held, "give up", trouble=NOTHING_LEFT)
        return
    trouble = hand_over(written(letter, told), letter_id=str(letter_id))
    if trouble:
        put_off(held, attempt, trouble)
    else:
        _end(held, "finish", sent_at=timezone.now(), trouble="")


def take(letter_id: UUID, now: dt.datetime) -> int | None:
    """The number of this attempt; None when the letter is not ours. One interrupted too often is given up."""
    free = Letter.objects.filter(pk=letter_id).free_to_send(now)
    if _end(free.filter(attempts__gte=MAXIMUM_ATTEMPTS), "give up", trouble=INTERRUPTED):
        log.error("letter given up", letter_id=str(letter_id), trouble=INTERRUPTED)
        return None
    state = LETTER_STATES["waiting", "take"]
    taken = take_lease(free, now + LEASE, state=state)
    return Letter.objects.values_list("attempts", flat=True).get(pk=letter_id) if taken else None


def put_off(held: QuerySet[Letter], attempt: int, trouble: str) -> None:
    wait = wait_after(attempt)
    if wait is None:
        _end(held, "give up", trouble=trouble)
        log.error("letter given up", trouble=trouble)
        return
    state = LETTER_STATES["sending", "put off"]
    held.update(state=state, leased_until=timezone.now() + wait, touched_at=None, trouble=trouble)


def is_resting() -> bool:
    """Whether the mail server was away or slow a moment ago, so that nothing is handed to it yet."""
    return bool(cache.get(RESTING))


def hand_over(message: EmailMessage, **ids: str) -> str:
    """Give it to the mail server: answers the kind of failure, or nothing when the server took it.

    ids: what the log calls it. Every letter of the site goes this way, so that all rest together.
    """
    began = time.monotonic()
    trouble = ""
    try:
        message.send()
    except (OSError, ValueError) as error:  # what smtplib raises is an OSError; an odd address, a ValueError
        trouble = type(error).__name__
        log.warning("letter not sent", **ids, trouble=trouble)
        if not isinstance(error, (*ANSWERED_NO, ValueError)):
            cache.set(RESTING, "away", rest_after(settings.EMAIL_TIMEOUT))
    rest = rest_after(time.monotonic() - began)
    if rest:
        cache.set(RESTING, "slow", rest)
    return trouble


def written(letter: Letter, told: Sequence[Notification]) -> EmailMultiAlternatives:
    """The same letter each time, under the same Message-ID, so that a second copy can be recognised."""
    choices = on_this_site(reverse("accounts:notice-choices"))
    facts = {
        "name": letter.user.name,
        "told": [(notice.text, on_this_site(notice.url)) for notice in told],
        "is_daily": letter.channel == Channel.DAILY,
        "choices": choices,
    }
    message = EmailMultiAlternatives(
        subject=SUBJECTS[Channel(letter.channel)],
        body=render_to_string("accounts/mail/letter.txt", facts),
        to=[letter.user.email],
        headers={
            "Message-ID": f"<{letter.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{choices}>",
        },
    )
    message.attach_alternative(render_to_string("accounts/mail/letter.html", facts), "text/html")
    return message


def _told(letter: Letter) -> QuerySet[Notification]:
    """Only what they may still read: who left meanwhile is written to no more."""
    own = Notification.objects.visible_to(letter.user).filter(letter=letter)
    return own.order_by("created_at", "pk") if letter.user.is_active else own.none()


def _held(letter_id: UUID, attempt: int) -> QuerySet[Letter]:
    """The row, as long as nobody has begun another attempt."""
    return Letter.objects.filter(pk=letter_id, state=Letter.State.SENDING, attempts=attempt)


def _end(letters: QuerySet[Letter], act: str, **fields: object) -> int:
    return letters.update(state=LETTER_STATES["sending", act], leased_until=None, **fields)
