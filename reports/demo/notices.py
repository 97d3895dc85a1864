"""How the people of the demonstration stand with their notices: most are read, and one chose how to be told.

Letters are left out while the story is told. What happens afterwards is written to them like to anybody, and
a demonstration prints its mail.
"""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import Channel, NoticeChoice, NoticeKind, Notification, Provider, User
from accounts.rules import add_working_days, is_working_day
from accounts.telling import without_letters
from assessments.reminding import make_round
from reports.demo.clock import telling

CHOOSY = "assessor@demo.waymark.example"
ROUND_AT = dt.time(7, 5)
UNREAD_SINCE = dt.timedelta(days=6)
READ_AFTER = dt.timedelta(hours=5)


def settle_notices(now: dt.datetime) -> None:
    for provider in Provider.objects.order_by("created_at", "pk"):
        _remind(provider, now)
    old = Notification.objects.unread().filter(created_at__lt=now - UNREAD_SINCE)
    old.update(read_at=F("created_at") + READ_AFTER)
    chosen = {NoticeKind.SUBMITTED: Channel.AT_ONCE, NoticeKind.REMINDER: Channel.DAILY}
    for chooser in User.objects.filter(email=CHOOSY):
        for kind, channel in chosen.items():
            NoticeChoice.objects.create(user=chooser, kind=kind, channel=channel)


def _remind(provider: Provider, now: dt.datetime) -> None:
    """The round of the last working morning that has passed."""
    holidays, local = bank_holidays(provider.nation), timezone.localtime(now)
    day = local.date()
    if local.time() < ROUND_AT or not is_working_day(day, holidays):
        day = add_working_days(day, -1, holidays)
    with telling() as clock, without_letters():
        clock.reached = dt.datetime.combine(day, ROUND_AT, local.tzinfo)
        make_round(provider, clock.reached)
