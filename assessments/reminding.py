"""The morning's round at each provider: once a working day, whenever the machine is on."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import MorningRound, NoticeKind, Notification, Provider
from accounts.rules import is_working_day
from accounts.telling import in_one_letter, tell
from assessments.reminders import Morning, Reminder, reminders

FROM_HOUR = 6


def make_rounds(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Remind the people of every provider whose round is still to be made today; answers of how much."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return 0
    made = MorningRound.objects.filter(day=local.date()).values("provider")
    providers = Provider.objects.exclude(pk__in=made).order_by("created_at", "pk")
    waiting = [p for p in providers if is_working_day(local.date(), bank_holidays(p.nation))]
    return sum(make_round(provider, now, dry_run=dry_run) for provider in waiting)


def make_round(provider: Provider, now: dt.datetime, *, dry_run: bool = False) -> int:
    """The mark that it was made and all that it says are one transaction: a crash leaves neither."""
    if dry_run:
        return len(unsaid(provider, now))
    with transaction.atomic(), in_one_letter():
        _, is_first = MorningRound.objects.get_or_create(provider=provider, day=timezone.localdate(now))
        due = unsaid(provider, now) if is_first else []
        for reminder in due:
            _tell(provider, reminder)
    return len(due)


def unsaid(provider: Provider, now: dt.datetime) -> list[Reminder]:
    """What is due today, less what the same person was reminded of on the same occasion already."""
    due = reminders(Morning(provider, now))
    told = Notification.objects.filter(
        provider=provider, kind=NoticeKind.REMINDER, subject_id__in={reminder.subject_id for reminder in due}
    )
    known = set(told.values_list("user", "subject_id"))
    return [reminder for reminder in due if (reminder.person.pk, reminder.subject_id) not in known]


def _tell(provider: Provider, reminder: Reminder) -> None:
    tell(
        [reminder.person],
        NoticeKind.REMINDER,
        reminder.text,
        url=reminder.url,
        provider_id=provider.pk,
        subject_id=reminder.subject_id,
    )
