"""Letters to people who have no account: the link by which they are asked to sign.

The row is the truth: a letter that cannot leave waits in it, and is tried again ever later until it expires.
"""

import datetime as dt
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.leases import take_lease
from accounts.mails import hand_over, is_resting
from accounts.rules.letters import LEASE, growing_wait
from assessments.links import link_of, sendable_secret
from assessments.models import SignRequest
from assessments.models.signing import SignRequestQuerySet

MINUTES_BETWEEN = (1, 2, 4, 8, 16, 32, 64, 128, 256, 360)
# Whoever looks over a shoulder at a list of letters learns nothing from it.
SUBJECT = "You are asked to confirm something on Waymark"


def send_sign_letter(request_id: UUID) -> bool:
    """Safe to call twice: only the holder of the lease sends. Answers whether the letter left.

    While the mail server rests nothing is tried, and the sweep asks again.
    """
    if is_resting():
        return False
    leased_until = _lease(request_id, timezone.now())
    if leased_until is None:
        return False
    request = SignRequest.objects.for_page().get(pk=request_id)
    secret = sendable_secret(request)
    if secret is None:
        return _note_trouble(request, leased_until, "The site’s key was changed")
    trouble = hand_over(_letter(request, link_of(secret)), request_id=str(request.pk))
    if trouble:
        return _note_trouble(request, leased_until, trouble)
    _held(request, leased_until).update(sent_at=timezone.now(), leased_until=None, trouble="")
    return True


def _lease(request_id: UUID, now: dt.datetime) -> dt.datetime | None:
    until = now + LEASE
    due = SignRequest.objects.waiting_to_leave(now).filter(pk=request_id).values("pk")
    free = SignRequest.objects.filter(pk__in=due, sent_at__isnull=True)
    return until if take_lease(free, until, counted_in="send_attempts") else None


def _held(request: SignRequest, leased_until: dt.datetime) -> SignRequestQuerySet:
    return SignRequest.objects.filter(pk=request.pk, leased_until=leased_until)


def _note_trouble(request: SignRequest, leased_until: dt.datetime, trouble: str) -> bool:
    due_at = timezone.now() + growing_wait(request.send_attempts, MINUTES_BETWEEN)
    _held(request, leased_until).update(due_at=due_at, leased_until=None, trouble=trouble[:60])
    return False


def _letter(request: SignRequest, link: str) -> EmailMessage:
    body = render_to_string("assessments/mail/sign_letter.txt", {"request": request, "link": link})
    return EmailMessage(subject=SUBJECT, body=body, to=[request.email])
