"""Telling people what happened that concerns them: in the product, and by letter as each of them chose."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import (
    Channel,
    Letter,
    Membership,
    NoticeChoice,
    NoticeKind,
    Notification,
    Provider,
    User,
)
from accounts.rules.letters import next_morning
from accounts.rules.notices import usual_channel
from accounts.tasks import send_letter

LONGEST_TEXT = 300
_writes_letters: ContextVar[bool] = ContextVar("writes_letters", default=True)
_shared: ContextVar[dict[UUID, Letter] | None] = ContextVar("shared", default=None)


@transaction.atomic(savepoint=False)
def tell(
    people: Iterable[User | None],
    kind: NoticeKind,
    text: str,
    *,
    url: str,
    provider_id: UUID,
    subject_id: object,
) -> None:
    """Let each of these people know, once, inside the caller's transaction; those who are None are left out.

    So are those who have left the provider. text: one sentence as they read it in the product. url: a path
    of this site where they find it. subject_id: the row it is about; nobody is told twice about the same
    row by the same sentence. A letter is written in the same transaction and leaves after it.
    """
    told = {
        "kind": kind,
        "text": text[:LONGEST_TEXT],
        "url": url,
        "provider_id": provider_id,
        "subject_id": str(subject_id),
    }
    there = _still_there(people, provider_id)
    known = set(Notification.objects.filter(user__in=there, **told).values_list("user", flat=True))
    new = [user_id for user_id in there if user_id not in known]
    letters = _letters(new, kind, provider_id)
    Notification.objects.bulk_create(
        Notification(user_id=user_id, letter=letters.get(user_id), **told) for user_id in new
    )


@contextmanager
def without_letters() -> Iterator[None]:
    """Tell in the product alone: for a history that is told again, of which nobody wants mail."""
    before = _writes_letters.set(False)
    try:
        yield
    finally:
        _writes_letters.reset(before)


@contextmanager
def in_one_letter() -> Iterator[None]:
    """What is told at once inside this block, and in one transaction, reaches each person together."""
    before = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(before)


def _still_there(people: Iterable[User | None], provider_id: UUID) -> list[UUID]:
    """In a fixed order, so that two who tell the same people never wait for each other in a ring."""
    wanted = {person.pk for person in people if person is not None}
    held = Membership.objects.active().filter(provider=provider_id, user__in=wanted) if wanted else []
    return sorted({membership.user_id for membership in held})


def _letters(people: Sequence[UUID], kind: NoticeKind, provider_id: UUID) -> dict[UUID, Letter]:
    """One for each of them who wants to be written to about this kind of thing."""
    if not people or not _writes_letters.get():
        return {}
    chosen = NoticeChoice.objects.filter(user__in=people, kind=kind).values_list("user", "channel")
    channels = {**dict.fromkeys(people, usual_channel(kind)), **dict(chosen)}
    at_once = [user_id for user_id, channel in channels.items() if channel == Channel.AT_ONCE]
    daily = [user_id for user_id, channel in channels.items() if channel == Channel.DAILY]
    return {**_letters_at_once(at_once), **_daily_letters(daily, provider_id)}


def _letters_at_once(people: Sequence[UUID]) -> dict[UUID, Letter]:
    now, letters = timezone.now(), _shared.get()
    letters = {} if letters is None else letters
    new = [pk for pk in people if pk not in letters]
    for letter in Letter.objects.bulk_create(
        Letter(user_id=pk, channel=Channel.AT_ONCE, due_at=now, touched_at=now) for pk in new
    ):
        letters[letter.user_id] = letter
        nudge = partial(send_letter.enqueue, letter_id=str(letter.pk))
        transaction.on_commit(nudge, robust=True)  # a lost nudge is made up for by the sweep
    return letters


def _daily_letters(people: Sequence[UUID], provider_id: UUID) -> dict[UUID, Letter]:
    """Those that wait for the next working morning, held so that none leaves without this notice."""
    if not people:
        return {}
    nation = Provider.objects.values_list("nation", flat=True).get(pk=provider_id)
    due_at = next_morning(timezone.now(), bank_holidays(nation))
    wanted = [Letter(user_id=pk, channel=Channel.DAILY, due_at=due_at) for pk in people]
    Letter.objects.bulk_create(wanted, ignore_conflicts=True)
    waiting = Letter.objects.filter(channel=Channel.DAILY, state=Letter.State.WAITING, due_at=due_at)
    held = waiting.filter(user__in=people).order_by("user").select_for_update(no_key=True)
    return {letter.user_id: letter for letter in held}
