"""Evidence of the demonstration that was accepted and still does not count: old, or all of one day."""

import datetime as dt
from collections.abc import Sequence

from reports.demo.library import Account

YEARS_BACK = dt.timedelta(days=830)
DISCUSSION = {"K1", "K2", "K3", "K11", "K12", "K13", "K14"}


def happened_on(account: Account, accounts: Sequence[Account], usual: dt.date, one_day: dt.date) -> dt.date:
    """Whatever the discussion looks at is of one day; the first that it does not look at is from long ago."""
    if DISCUSSION & set(account.claims):
        return one_day
    others = [each.key for each in accounts if not DISCUSSION & set(each.claims)]
    return usual - YEARS_BACK if others[:1] == [account.key] else usual
